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

test('reads what nothing may hold as a filter, beside the words that are left', () => {
  const all = (query: string) => {
    const { without, unknown, corrections } = readSearchQuery(query, vocabulary)!;
    return { ...read(query), without, unknown, corrections };
  };
  const rest = { ignored: [], unknown: [], corrections: [] };
  expect(all('小麦なし')).toEqual({ words: [], without: ['wheat'], ...rest });
  expect(all('卵不使用のケーキ')).toEqual({ words: ['ケーキ'], without: ['egg'], ...rest });
  // What says nothing is not looked for, because there is a list without it.
  expect(all('egg free best')).toEqual({ words: [], without: ['egg'], ...rest, ignored: ['best'] });
  expect(readSearchQuery('卵なし', vocabulary)!.key).not.toBe(readSearchQuery('乳なし', vocabulary)!.key);
});

test('asks for an amount only where nothing else is asked for', () => {
  const required = (query: string) =>
    readSearchQuery(query, vocabulary)!.concepts.map(({ own, required }) => [own[0], required]);
  expect(required('茶 10キロ')).toEqual([
    ['茶', true],
    ['10キロ', false],
  ]);
  expect(required('ケーキ 5 kg')).toEqual([
    ['ケーキ', true],
    ['5kg', false],
  ]);
  expect(required('10キロ')).toEqual([['10キロ', true]]);
});
