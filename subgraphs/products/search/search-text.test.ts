import { expect, test } from 'vitest';
import { searchDocument } from './search-document.ts';
import { exactText, foldText, offeredLexemes, splitText, wantedLexemes } from './search-text.ts';

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
  ['しょうゆ', 'ショユ'],
  ['ショーユ', 'ショユ'],
  ['せんべえ', 'センベ'],
  ['せんべい', 'センベ'],
])('folds %s to %s', (written, folded) => {
  expect(foldText(written)).toBe(folded);
});

test.each([
  ['コーヒー', 'コーヒー'],
  ['どら焼き', 'ドラ焼'],
  ['ﾄﾞﾗ焼', 'ドラ焼'],
  ['詰め合わせ', '詰合'],
  ['詰合せ', '詰合'],
  ['巻寿司', '巻寿司'],
  ['巻き寿司', '巻寿司'],
  ['御中元', '中元'],
  ['お中元', '中元'],
  ['ご進物', '進物'],
  ['髙島屋', '高島屋'],
  ['國産', '国産'],
  ['湯吞み', '湯吞ミ'],
  ['お節', 'オセチ'],
  ['御節料理', 'オセチ料理'],
  ['お節三段重', 'オセチ三段重'],
  ['お節約', '節約'],
])('writes %s as %s, with its long vowels', (written, exact) => {
  expect(exactText(written)).toBe(exact);
});

test.each([
  ['いちご飴', 'イチゴ飴'],
  ['桜もち', '桜モチ'],
  ['おにぎり', 'オニギリ'],
  ['焼酎', '焼酎'],
])('takes nothing from %s that is its own', (written, exact) => {
  expect(exactText(written)).toBe(exact);
});

test.each([
  ['つぶあんパン', 'ツブアン パン'],
  ['ひじきの煮物', 'ヒジキ 煮物'],
  ['たけのこの天ぷら', 'タケノコ 天 プラ'],
  ['Tシャツ', 't シャツ'],
])('sees words in %s where the script changes', (written, split) => {
  expect(splitText(written)).toBe(split);
});

test('leaves the voicing of kana alone: か is not が', () => {
  expect(foldText('が')).toBe('ガ');
  expect(foldText('か')).not.toBe(foldText('が'));
});

test('folds what is folded to itself', () => {
  for (const text of ['Crème Brûlée ヴァニラ', 'ハーゲンダッツ', 'ｶﾞﾄｰ･ｼｮｺﾗ', 'しょうゆ煎餅', 'こおり'])
    expect(foldText(foldText(text))).toBe(foldText(text));
});

test('offers every pair within a word, none across words, and English words from both ends', () => {
  expect(offeredLexemes('栗餅 茶')).toEqual(['^栗餅', '栗餅', '餅', '^茶', '茶']);
  expect(offeredLexemes('tea')).toEqual(['^tea', '$aet']);
});

test('asks the index only for what any matching text holds', () => {
  const { lexemes } = searchDocument({
    ...{ nameJa: '栗きんつば', nameEn: 'Chestnut Kintsuba', nameKana: 'クリキンツバ', brand: '花月庵' },
    ...{ brandEn: '', descriptionJa: '', descriptionEn: '', category: [], above: [], options: [] },
  });
  for (const text of ['きんつ', '栗', 'kintsuba chest', 'ｷﾝﾂﾊﾞ 花月', 'く', 'k', 'suba', 'きん']) {
    const wanted = wantedLexemes(exactText(text));
    const alternatives = wanted
      .replaceAll(/[()]/g, '')
      .split(' & ')
      .map((part) => part.split(' | '));
    expect(
      alternatives.every((some) => some.some((lexeme) => isOffered(lexeme, lexemes))),
      `${text}: ${wanted}`,
    ).toBe(true);
  }
});

function isOffered(wanted: string, offered: readonly string[]): boolean {
  const lexeme = wanted.slice(1, wanted.lastIndexOf("'"));
  return wanted.endsWith(':*') ? offered.some((other) => other.startsWith(lexeme)) : offered.includes(lexeme);
}
