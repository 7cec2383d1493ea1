import { expect, it } from 'vitest';
import { timedOn } from './timed-parts.ts';

/** What is written when one part takes so long, by the clock that it is given. */
async function written(isTTY: boolean, tookMs: number): Promise<string> {
  let text = '';
  let nowMs = 0;
  const output = { isTTY, write: (more: string) => (text += more) };
  const answer = await timedOn(output, () => nowMs)('PAID_TWICE', async () => {
    nowMs += tookMs;
    return 'found';
  });
  expect(answer).toBe('found');
  return text;
}

it('names every part with its time to a person at a terminal', async () => {
  expect(await written(true, 40)).toBe('PAID_TWICE: 0.0 s\n');
  expect(await written(true, 61_250)).toBe('PAID_TWICE: 61.3 s\n');
});

it('is silent elsewhere about what took less than a second', async () => {
  expect(await written(false, 999)).toBe('');
  expect(await written(false, 1000)).toBe('PAID_TWICE: 1.0 s\n');
});

it('names a part that failed, and passes on why', async () => {
  let text = '';
  const timed = timedOn({ isTTY: true, write: (more: string) => (text += more) });
  await expect(timed('PAID_TWICE', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(text).toContain('PAID_TWICE');
});

it('names a part that takes long while it runs', async () => {
  const named = Promise.withResolvers<string>();
  const timed = timedOn({ isTTY: false, write: named.resolve });
  expect(await timed('PAID_TWICE', () => named.promise)).toBe('PAID_TWICE …\n');
});
