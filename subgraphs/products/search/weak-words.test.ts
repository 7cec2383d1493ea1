import { expect, test } from 'vitest';
import { typedWords } from './search-text.ts';
import { isAmount, isNoise, isPrice, sameAmounts, samePrices } from './weak-words.ts';

test.each([
  '3000円以下',
  '1万円以下',
  '３，０００円以内',
  '3000円程度',
  '3000円〜5000円',
  '1万円～1万5千円',
  '1000円 以下 まで',
  '2000円代',
  '5千円台',
  '5000円ほどの',
  '5000円から',
  '予算3千円くらいで',
])('a range of prices says nothing of what is looked for: %s', (typed) => {
  const words = typedWords(typed).filter((word) => !isPrice(word));
  expect(words.filter((word) => !isNoise(word))).toEqual([]);
});

test.each(['円', '3000', '万円', '銀座1000円', '3000円以下菓子', '円以下', '3000円カステラ'])(
  'what is no price is looked for: %s',
  (typed) => {
    for (const word of typedWords(typed)) expect([isNoise(word), isPrice(word)]).toEqual([false, false]);
  },
);

test.each([
  ['10000円', ['10000円', '1万円']],
  ['1万円', ['10000円', '1万円']],
  ['3千円', ['3000円', '3千円']],
  ['1万5千円', ['15000円', '1万5千円']],
  ['1080円', ['1080円']],
])('a price is the same in each way to write it: %s', (price, ways) => {
  expect(isPrice(price)).toBe(true);
  expect(isNoise(price)).toBe(false);
  expect(samePrices(price)).toEqual(ways);
});

test.each([
  ['10キロ', ['10kg', '10キロ', '10キログラム']],
  ['500g', ['500g', '500グラム']],
  ['１リットル', ['1l', '1リットル']],
  ['2kg入り', ['2kg', '2キロ', '2キログラム']],
])('an amount is the same in each way to write it: %s', (typed, ways) => {
  const [amount = ''] = typedWords(typed);
  expect(isAmount(amount)).toBe(true);
  expect(sameAmounts(amount)).toEqual(ways);
});

test.each(['10', 'kg', '5kgs', '第2号', '3g回線', '1000円'])(
  'what is no amount is looked for: %s',
  (typed) => {
    for (const word of typedWords(typed)) expect(isAmount(word)).toBe(false);
  },
);
