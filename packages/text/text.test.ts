import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isStorable, readLine, readParagraphs } from './text.ts';

const length = { min: 1, max: 20 };
const FAMILY = '👨‍👩‍👧‍👦';

describe('a line', () => {
  it('is counted in characters of the composed text', () => {
    expect(readLine('が'.repeat(20), length)).toBe('が'.repeat(20));
    expect(readLine('😀'.repeat(20), length)).toBe('😀'.repeat(20));
    expect(readLine(`${'a'.repeat(19)}😀`, length)).toBe(`${'a'.repeat(19)}😀`);
    expect(readLine('😀'.repeat(21), length)).toBeUndefined();
    expect(readLine('', length)).toBeUndefined();
    expect(readLine('', { min: 0, max: 20 })).toBe('');
  });
  it('is not normalised when it is far too long', () => {
    expect(readLine(' '.repeat(1_000_000), { min: 0, max: 20 })).toBeUndefined();
    expect(readLine('ﷺ'.repeat(1_000_000), length, 'NFKC')).toBeUndefined();
  });
  it('is not normalised when more marks follow one letter than any language writes', () => {
    const normalize = vi.spyOn(String.prototype, 'normalize');
    onTestFinished(() => normalize.mockRestore());
    const long = { min: 0, max: 4_000 };
    for (const marks of ['\u0301', '\u0323', 'ﾞ', 'ﾟ', '\u{1d165}', '\u302e']) {
      expect(readLine(`a${marks.repeat(30)}b${marks.repeat(30)}`, long)).toBeDefined();
      normalize.mockClear();
      expect(readLine(`a${marks.repeat(31)}`, long, 'NFKC')).toBeUndefined();
      expect(readParagraphs(`${marks}\u0301`.repeat(2_000), long)).toBeUndefined();
      expect(normalize).not.toHaveBeenCalled();
    }
  });
  it.each([
    ['a line feed', 'a\nb'],
    ['a tab', 'a\tb'],
    ['NUL', 'a\0b'],
    ['a line separator', 'a\u2028b'],
    ['half an emoji', 'a\ud83d'],
    ['the other half', '\ude00a'],
    ['an override', 'a\u202eb'],
    ['an isolate', 'a\u2067b\u2069'],
    ['a direction mark', 'a\u200fb'],
    ['a space of no width', 'a\u200bb'],
    ['a joiner between letters', 'a\u200db'],
    ['a joiner behind a picture', '👩\u200d'],
    ['a joiner between digits', '1\u200d2'],
    ['a variation of a kana', 'か\ufe0f'],
    ['a soft hyphen', 'a\u00adb'],
    ['a byte order mark', 'a\ufeffb'],
    ['a filler', '\u3164'],
    ['tags without a flag', 'a\u{e0061}'],
  ])('holds no %s', (_, text) => expect(readLine(text, length)).toBeUndefined());
  it.each([
    ['a family', FAMILY],
    ['a skin colour', '👩🏽‍💻'],
    ['a heart', '❤️'],
    ['a heart as text', '❤\ufe0e'],
    ['a key', '1️⃣'],
    ['flags', '🇯🇵🏴󠁧󠁢󠁥󠁮󠁧󠁿🏳️‍🌈'],
    ['a variant of a kanji', '葛\u{e0100}城'],
    ['letters of the right', 'שלום'],
  ])('may hold %s', (_, text) => expect(readLine(` ${text} `, length)).toBe(text));
});

describe('paragraphs', () => {
  it('may hold line breaks, however they were typed', () => {
    expect(readParagraphs(' 一\r\n二\r三\n\n四\n', length)).toBe('一\n二\n三\n\n四');
  });
  it.each(['a\tb', 'a\u2029b', 'a\u202e', 'a\n\u200b', '\udfff', 'a'.repeat(21)])('hold no %j', (text) =>
    expect(readParagraphs(text, length)).toBeUndefined(),
  );
});

describe('a key', () => {
  it('is what a database can hold, as it was given', () => {
    expect(isStorable(' a\tb ', length)).toBe(true);
    expect(isStorable('😀'.repeat(20), length)).toBe(true);
    for (const text of ['', 'a\0', '\ud83d', 'a'.repeat(21)]) expect(isStorable(text, length)).toBe(false);
  });
});
