import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { boundedRead } from './bounded-read.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a bounded read', () => {
  it('asks once for all who want to know meanwhile', async () => {
    const asked = Promise.withResolvers<number>();
    const source = vi.fn(() => asked.promise);
    const read = boundedRead(source, { withinMs: 1_000 });
    const answers = Promise.all([read(), read(), read()]);
    asked.resolve(7);
    expect(await answers).toEqual([7, 7, 7]);
    expect(source).toHaveBeenCalledTimes(1);
    await read();
    expect(source).toHaveBeenCalledTimes(2);
  });

  it('keeps an answer for as long as it is good', async () => {
    const source = vi.fn(async () => source.mock.calls.length);
    const read = boundedRead(source, { withinMs: 1_000, keptMs: 5_000 });
    expect([await read(), await read()]).toEqual([1, 1]);
    vi.advanceTimersByTime(5_001);
    expect(await read()).toBe(2);
  });

  it('gives up on a source that is silent, and asks it nothing more until it has answered', async () => {
    const silent = Promise.withResolvers<number>();
    const source = vi.fn(() => silent.promise);
    const read = boundedRead(source, { withinMs: 1_000 });
    const refused = Promise.all([read(), read()].map((answer) => expect(answer).rejects.toThrow('1000 ms')));
    await vi.advanceTimersByTimeAsync(1_001);
    await refused;
    expect(source).toHaveBeenCalledTimes(1);
    silent.resolve(1);
    await vi.advanceTimersByTimeAsync(0);
    await read();
    expect(source).toHaveBeenCalledTimes(2);
  });

  it('keeps no failure', async () => {
    let fails = true;
    const source = async () => {
      if (fails) throw new Error('away');
      return 1;
    };
    const read = boundedRead(source, { withinMs: 1_000, keptMs: 5_000 });
    await expect(read()).rejects.toThrow('away');
    fails = false;
    expect(await read()).toBe(1);
  });
});
