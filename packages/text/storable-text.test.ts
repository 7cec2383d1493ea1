import { expect, it } from 'vitest';
import { isStorableText, pathOfText, textsIn } from './storable-text.ts';

it('can keep any text but NUL and half characters', () => {
  expect(['', 'か😀\u0301\u200b'].map(isStorableText)).toEqual([true, true]);
  expect(['a\0', '\ud83d', '\ude00a'].map(isStorableText)).toEqual([false, false, false]);
});

it('finds every text in a value, however deep', () => {
  const value = { a: 'one', b: [{ c: 'two' }, null, 3, true, undefined], d: new Date(0) };
  expect([...textsIn(value)].sort()).toEqual(['one', 'two']);
  let deep: unknown = 'bottom';
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  expect([...textsIn(deep)]).toEqual(['bottom']);
  // A path of as many levels would say nothing.
  expect(pathOfText('bottom', deep)).toBeUndefined();
});

it('says where a text stands', () => {
  const value = { lines: [{ note: 'one' }, { note: 'two' }], note: 'three' };
  expect(['two', 'three', 'four'].map((text) => pathOfText(text, value))).toEqual([
    'lines.1.note',
    'note',
    undefined,
  ]);
});
