import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSearchQuery } from '../search/search-query.ts';
import { exactText } from '../search/search-text.ts';
import { createVocabulary } from '../search/vocabulary.ts';
import { markedPassage, markedText, type SnippetPart } from './snippet.ts';
import { tracedText } from './traced-text.ts';

const vocabulary = createVocabulary({
  names: ['抹茶', '大福', '焼鳥', 'コヒー', 'cheesecake', 'cake'].map((word) => ({ word, count: 3 })),
  labels: [],
  base: [{ terms: ['牛肉', 'ビーフ'], narrower: ['和牛'] }],
  own: [],
});
const asked = (typed: string) => readSearchQuery(typed, vocabulary)!;
/** Marks in brackets. */
const written = (parts: readonly SnippetPart[]) =>
  parts.map(({ text, marked }) => (marked ? `[${text}]` : text)).join('');

describe('a name', () => {
  test.each([
    ['抹茶', '宇治抹茶の大福', '宇治[抹茶]の大福'],
    ['抹茶大福', '宇治抹茶の大福', '宇治[抹茶]の[大福]'],
    ['ﾀﾞｲﾌｸ', '苺ﾀﾞｲﾌｸ', '苺[ﾀﾞｲﾌｸ]'],
    ['焼鳥', '炭火焼き鳥 5本', '炭火[焼き鳥] 5本'],
    ['どらやき', 'つぶあんドラヤキ', 'つぶあん[ドラヤキ]'],
    ['御茶', 'お茶とお菓子', 'お[茶]とお菓子'],
    ['crème', 'Creme brûlée, CRÈME', '[Creme] brûlée, [CRÈME]'],
    ['cake', 'Cheesecake and cakes', 'Cheese[cake] and [cake]s'],
    ['art', 'Tart and art', 'Tart and [art]'],
    ['ビーフ', '和牛のビーフカレー', '[和牛]の[ビーフ]カレー'],
    ['ヴァニラ', 'ヴァニラアイス', '[ヴァニラ]アイス'],
  ])('has %s marked in %s as it is written there', (typed, name, marked) => {
    expect(written(markedText(name, asked(typed)))).toBe(marked);
  });

  test('is one part without a mark where nothing was searched in it', () => {
    expect(markedText('栗羊羹', asked('抹茶'))).toEqual([{ text: '栗羊羹', marked: false }]);
    expect(markedText('', asked('抹茶'))).toEqual([]);
  });

  test('is never changed, whatever it holds and whatever is searched', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 40 });
    const run = fc.property(texts, texts, (name, typed) => {
      const query = readSearchQuery(typed, vocabulary) ?? { concepts: [] };
      expect(
        markedText(name, query)
          .map(({ text }) => text)
          .join(''),
      ).toBe(name);
    });
    fc.assert(run);
  });
});

describe('a passage', () => {
  const long = `${'前'.repeat(60)}抹茶を使った大福です。${'後'.repeat(200)}`;

  test('begins shortly before what was searched, and says where it was cut', () => {
    const passage = written(markedPassage(long, asked('抹茶 大福')));
    expect(passage).toMatch(/^…前{30}\[抹茶\]を使った\[大福\]です。後+…$/);
    expect(passage.length).toBeLessThan(120);
  });

  test('cuts no English word and no character', () => {
    const english = `${'Soft and mild '.repeat(9)}cheesecake of the house ${'with cream '.repeat(20)}`;
    expect(written(markedPassage(english, asked('cake')))).toMatch(
      /^…(?:and )?mild .*cheese\[cake\].*(?:with|cream)…$/,
    );
    const faces = `${'😀'.repeat(40)}抹茶${'😀'.repeat(100)}`;
    expect(written(markedPassage(faces, asked('抹茶')))).toMatch(/^…😀+\[抹茶\]😀+…$/u);
  });

  test('is nothing where nothing was searched in the text', () => {
    expect(markedPassage('栗を練り込みました。', asked('抹茶'))).toEqual([]);
  });
});

test('a traced text is the exact text, and knows the whole original', () => {
  for (const text of [
    '焼き鳥の詰め合わせ',
    'ﾄﾞﾗﾔｷ（御中元）',
    'Café au lait – 髙島屋',
    'ヴィンテージ・ワイン',
  ]) {
    const { text: folded, begins, ends } = tracedText(text);
    expect(folded.trim()).toBe(exactText(text));
    expect([begins.length, ends.length]).toEqual([folded.length, folded.length]);
    expect(ends.every((end, at) => end > begins[at]!)).toBe(true);
  }
});
