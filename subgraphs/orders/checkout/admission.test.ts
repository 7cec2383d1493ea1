import { describe, expect, it } from 'vitest';
import { createAdmission } from './admission.ts';

describe('admission', () => {
  it('lets so many in at once, the next when one is done, and refuses beyond its queue', async () => {
    const admission = createAdmission({ atOnce: 2, queue: 1 });
    const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
    const entered: number[] = [];
    const runs = gates.map((gate, index) =>
      admission.run(async () => {
        entered.push(index);
        await gate.promise;
      }),
    );
    await expect(admission.run(async () => undefined)).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
    expect(entered).toEqual([0, 1]);
    gates[1]!.resolve();
    await runs[1];
    await new Promise(setImmediate);
    expect(entered).toEqual([0, 1, 2]);
    gates[0]!.resolve();
    gates[2]!.resolve();
    await Promise.all(runs);
    await expect(admission.run(async () => 'free')).resolves.toBe('free');
  });

  it('gives a place back when its work fails', async () => {
    const admission = createAdmission({ atOnce: 1, queue: 0 });
    await expect(admission.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(admission.run(async () => 1)).resolves.toBe(1);
  });
});
