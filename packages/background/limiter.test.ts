import { describe, expect, it } from 'vitest';
import { LimiterFull, limiter } from './limiter.ts';

describe('limiter', () => {
  it('lets no more in than it may, keeps their order, and refuses when too many wait', async () => {
    const { run } = limiter({ concurrent: 2, waiting: 2 });
    const doors = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
    const entered: number[] = [];
    const passed = doors.map(({ promise }, index) =>
      run(() => {
        entered.push(index);
        return promise;
      }),
    );
    expect(entered).toEqual([0, 1]);
    await expect(run(async () => 4)).rejects.toThrow(LimiterFull);
    doors[1]!.resolve();
    await passed[1];
    await expect.poll(() => entered).toEqual([0, 1, 2]);
    for (const { resolve } of doors) resolve();
    await Promise.all(passed);
    expect(entered).toEqual([0, 1, 2, 3]);
    expect(await run(async () => 'free again')).toBe('free again');
  });
  it('frees the place of one that fails', async () => {
    const { run } = limiter({ concurrent: 1, waiting: 0 });
    await expect(run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await run(async () => 'yes')).toBe('yes');
  });
});

describe('a limiter with a refusal of its own', () => {
  const refusal = () => Object.assign(new Error('Too many'), { code: 'RESOURCE_EXHAUSTED' });

  it('lets so many in at once, the next when one is done, and refuses beyond its queue', async () => {
    const placing = limiter({ concurrent: 2, waiting: 1, refusal });
    const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
    const entered: number[] = [];
    const runs = gates.map((gate, index) =>
      placing.run(async () => {
        entered.push(index);
        await gate.promise;
      }),
    );
    await expect(placing.run(async () => undefined)).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
    expect(entered).toEqual([0, 1]);
    gates[1]!.resolve();
    await runs[1];
    await new Promise(setImmediate);
    expect(entered).toEqual([0, 1, 2]);
    gates[0]!.resolve();
    gates[2]!.resolve();
    await Promise.all(runs);
    await expect(placing.run(async () => 'free')).resolves.toBe('free');
  });

  it('gives a place back when its work fails', async () => {
    const placing = limiter({ concurrent: 1, waiting: 0, refusal });
    await expect(placing.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(placing.run(async () => 1)).resolves.toBe(1);
  });
});
