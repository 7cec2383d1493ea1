import { expect, test } from 'vitest';
import { readSearchQuery } from './search-query.ts';
import { textHits, textMatch } from './text-match.ts';
import { createVocabulary } from './vocabulary.ts';

const vocabulary = createVocabulary({
  names: ['抹茶', '栗', '羊羹', 'コーヒー', 'tea'].map((word) => ({ word, count: 3 })),
  labels: [{ word: 'クッキー', count: 3 }],
  base: [{ terms: ['抹茶', 'matcha'], narrower: ['宇治抹茶'] }],
  own: [],
});

const textsOf = (query: string) => {
  const read = readSearchQuery(query, vocabulary)!;
  return [textMatch(read, 1).sql, textHits(read, 1).sql];
};

test('the text of a statement is the same for queries of as many words, however many ways there are to say them', () => {
  for (const one of ['栗', 'tea', 'k', 'クッキー', 'まぐろ']) expect(textsOf(one)).toEqual(textsOf('抹茶'));
  expect(textsOf('栗 羊羹')).toEqual(textsOf('抹茶 クッキー'));
  expect(textsOf('栗 羊羹')).not.toEqual(textsOf('栗'));
});

test('every parameter that it names has its value', () => {
  for (const query of ['抹茶', '栗 羊羹', 'ABC-0001']) {
    const { sql, values } = textMatch(readSearchQuery(query, vocabulary)!, 5);
    const named = new Set([...sql.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
    expect([...named].toSorted((one, other) => one - other)).toEqual(values.map((_, index) => 5 + index));
  }
});
