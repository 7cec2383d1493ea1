import { expect, test } from 'vitest';
import { readSearchQuery } from './search-query.ts';
import { createVocabulary } from './vocabulary.ts';

const vocabulary = createVocabulary({
  names: ['赤', 'ワイン', '紅', '茶', '苺', 'ケーキ', 'wine', 'red'].map((word) => ({ word, count: 3 })),
  labels: [],
  base: [
    { terms: ['赤ワイン', 'red wine'], narrower: [] },
    { terms: ['紅茶', 'tea'], narrower: [] },
  ],
  own: [],
});

const read = (query: string) => {
  const { concepts, ignored } = readSearchQuery(query, vocabulary)!;
  return { words: concepts.map(({ own }) => own[0]), ignored };
};

test.each([
  ['赤ワイン', ['赤ワイン']],
  ['赤 ワイン', ['赤ワイン']],
  ['ワイン赤', ['赤ワイン']],
  ['ワイン 赤', ['赤ワイン']],
  ['wine red', ['red wine']],
  ['ケーキ 苺', ['ケーキ', '苺']],
  // What is said in this order goes before what could be turned.
  ['ワイン 赤 ワイン 茶', ['赤ワイン', '茶']],
  ['茶 赤 ワイン', ['茶', '赤ワイン']],
])('reads %s as its words, two of one term in either order', (query, words) => {
  expect(read(query).words.toSorted()).toEqual(words.toSorted());
});

test('reads a picture as what it shows, and says which it does not know', () => {
  expect(read('🍓ケーキ')).toEqual({ words: ['苺', 'ケーキ'], ignored: [] });
  expect(read('🎂🚀')).toEqual({ words: ['ケーキ'], ignored: ['🚀'] });
  expect(readSearchQuery('🚀', vocabulary)).toBeUndefined();
});
