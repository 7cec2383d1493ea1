import { describe, expect, test } from 'vitest';
import { ALLERGENS } from '../../details/allergens.ts';
import { readAllergens } from './allergen-words.ts';

const KNOWN = ['クッキー', '洋菓子'];
const read = (typed: string) => {
  const { text, without } = readAllergens(typed, (word) => KNOWN.includes(word));
  return { text: text.trim().replace(/\s+/g, ' '), without };
};
const NUTS = ['peanut', 'walnut', 'cashew', 'almond', 'pistachio', 'macadamia'];

describe('what nothing may hold is taken out of a query:', () => {
  test.each<[string, string, readonly string[]]>([
    ['小麦なし', '', ['wheat']],
    ['卵不使用', '', ['egg']],
    ['たまご抜き ケーキ', 'ケーキ', ['egg']],
    ['ｴｯｸﾞﾌﾘｰ', '', ['egg']],
    ['egg free', '', ['egg']],
    ['Egg-Free cake', 'cake', ['egg']],
    ['cake without eggs', 'cake', ['egg']],
    ['without egg and milk', '', ['egg', 'milk']],
    ['eggless cake', 'cake', ['egg']],
    ['no peanuts', '', ['peanut']],
    ['dairy-free', '', ['milk']],
    ['nut free chocolate', 'chocolate', NUTS],
    ['アレルギー対応 卵', '', ['egg']],
    ['アレルギー対応 ケーキ 卵 乳', 'ケーキ', ['egg', 'milk']],
    ['egg allergy', '', ['egg']],
    ['卵アレルギー対応', '', ['egg']],
    ['卵・乳不使用', '', ['egg', 'milk']],
    ['小麦と卵を使わないパン', 'パン', ['wheat', 'egg']],
    ['小麦が入っていない お菓子', 'お菓子', ['wheat']],
    ['小麦粉なしのパン', 'パン', ['wheat']],
    ['洋菓子卵不使用', '洋菓子', ['egg']],
    ['クッキーえびなし', 'クッキー', ['shrimp']],
    ['グルテンフリー', '', ['wheat']],
    ['りんごなし', '', ['apple']],
  ])('%s', (typed, text, without) => {
    expect(read(typed)).toEqual({ text, without });
  });
});

test.each([
  '卵',
  'なし',
  'egg tart',
  'りんご なし',
  '砂糖不使用',
  'sugar free',
  'すいかなし',
  '温泉卵なし',
  '卵フリーズドライ',
  'free range egg',
  'アレルギー対応',
  'egg free delivery',
  'nothing eggs',
])('nothing is taken out of %s', (typed) => {
  expect(read(typed)).toEqual({ text: typed, without: [] });
});

test('each allergen that labels name today can be left out', () => {
  const today = ALLERGENS.filter(({ code }) => code !== 'matsutake');
  for (const { code, nameEn } of today) expect(read(`${nameEn} free`).without, code).toEqual([code]);
});
