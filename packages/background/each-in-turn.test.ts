import { describe, expect, it } from 'vitest';
import { eachInTurn } from './each-in-turn.ts';

describe('each in turn', () => {
  it('does all of them in their order, never two at once', async () => {
    const done: string[] = [];
    await eachInTurn([1, 2], async (item) => {
      done.push(`begins ${item}`);
      await new Promise(setImmediate);
      done.push(`ends ${item}`);
    });
    expect(done).toEqual(['begins 1', 'ends 1', 'begins 2', 'ends 2']);
  });

  it('does those behind one that fails, and tells of it at the end', async () => {
    const done: number[] = [];
    const work = eachInTurn([1, 2, 3], async (item) => {
      if (item === 2) throw new Error('two');
      done.push(item);
    });
    await expect(work).rejects.toThrow('1 of 3 failed');
    expect(done).toEqual([1, 3]);
  });
});
