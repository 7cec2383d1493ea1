import { expect, test } from 'vitest';
import { foldText, readSearchQuery, searchColumns, searchTerms } from './search-text.ts';

test.each([
  ['ｸﾘｷﾝﾂﾊﾞ', 'クリキンツバ'],
  ['くりきんつば', 'クリキンツバ'],
  ['ＭＡＴＣＨＡ　Ｌａｔｔｅ', 'matcha latte'],
  ['Pâtisserie Chloé', 'patisserie chloe'],
  ['コーヒー', 'コヒ'],
  ['こーひー', 'コヒ'],
  ['コ－ヒ－', 'コヒ'],
  ['ヴィンヤード', 'ビンヤド'],
  ['ピノ・ノワール', 'ピノノワル'],
  ['T-Shirt', 'tshirt'],
  ['  栗   きんつば ', '栗 キンツバ'],
])('folds %s to %s', (written, folded) => {
  expect(foldText(written)).toBe(folded);
});

test('leaves the voicing of kana alone: か is not が', () => {
  expect(foldText('が')).toBe('ガ');
  expect(foldText('か')).not.toBe(foldText('が'));
});

test('folds what is folded to itself', () => {
  for (const text of ['Crème Brûlée ヴァニラ', 'ハーゲンダッツ', 'ｶﾞﾄｰ･ｼｮｺﾗ'])
    expect(foldText(foldText(text))).toBe(foldText(text));
});

test('indexes every character and every pair within a word, none across words', () => {
  expect(searchTerms('栗餅 茶')).toEqual(['栗', '栗餅', '餅', '茶']);
});

test('asks the index only for what any matching text holds', () => {
  const { searchTerms: held, searchText } = searchColumns({
    names: ['栗きんつば', 'Chestnut Kintsuba'],
    texts: ['花月庵'],
  });
  for (const text of ['きんつ', '栗', 'kintsuba chest', 'ｷﾝﾂﾊﾞ 花月']) {
    const query = readSearchQuery(text)!;
    expect(
      query.terms.every((term) => held.includes(term)),
      text,
    ).toBe(true);
    expect(
      query.words.every((word) => searchText.includes(word)),
      text,
    ).toBe(true);
  }
});

test('has nothing to look for in punctuation', () => {
  expect(readSearchQuery('！？ ・')).toBeUndefined();
});
