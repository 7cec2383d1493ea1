import { expect, it } from 'vitest';
import { kanaSortKey } from './kana-order.ts';

const sorted = (readings: readonly string[]) =>
  readings
    .map((reading) => ({ reading, key: kanaSortKey(reading) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ reading }) => reading);

it.each([
  [['ウエ', 'ヴェ', 'エ', 'ン']],
  [['ハ', 'バ', 'パ', 'ハハ', 'ハバ', 'バハ', 'ハフ']],
  [['カー', 'カア', 'カイ', 'コーヒー', 'ゴーヒー', 'コオリ']],
  [['キッテ', 'キツテ', 'キテ']],
  [['イスズ', 'イセ']],
  [['イスヾ', 'イスズ', 'イセ']],
  [['ミヽ', 'ミミ', 'ミム']],
  [['ショウ', 'ジョウ', 'ジョー・スミス', 'ジョージ']],
  [['#1', '1', '2', "L'É", 'latte', 'Latte', 'ア']],
  [['ワ', 'ヰ', 'ヱ', 'ヲ', 'ン']],
  [['クリ', 'クリ アン', 'クリアン']],
])('puts %j in this order', (readings) => {
  expect(sorted([...readings].reverse())).toEqual(readings);
});

it('reads hiragana and half width as katakana', () => {
  expect(kanaSortKey('いすゞ')).toBe(kanaSortKey('イスヾ'));
  expect(kanaSortKey('ﾊﾞﾊﾟ')).toBe(kanaSortKey('バパ'));
});
