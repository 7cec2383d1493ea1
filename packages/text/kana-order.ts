import { compatible, decomposed } from './unicode.ts';

/**
 * A key by which readings stand in gojūon order when keys are compared by code point, after JIS X 4061: first the kana
 * without their marks, then voicing (ハ, バ, パ), then form (ー, small, repeated, plain). ー counts as the vowel before it and
 * ヽ as the kana before it. What is no kana goes before it: space, punctuation, digits, Latin letters of either case.
 */
export function kanaSortKey(reading: string): string {
  let bases = '';
  let voicings = '';
  let forms = '';
  let before = '';
  for (const [cluster] of decomposed(katakanaOf(reading)).matchAll(/.\p{Mn}*/gsu)) {
    const [letter = '', mark = ''] = cluster;
    const base = baseOf(letter, before);
    bases += base;
    voicings += VOICINGS[mark] ?? (mark === '' ? '0' : '1');
    forms += formOf(letter);
    before = base;
  }
  return [bases, voicings, forms].join(LEVEL_END);
}

function katakanaOf(text: string): string {
  return compatible(text).replace(/[ぁ-ゖゝゞ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
}

function baseOf(letter: string, before: string): string {
  if (letter === 'ー') return VOWELS.find(([row]) => row.includes(before))?.[1] ?? letter;
  if (letter === 'ヽ') return before === '' ? letter : before;
  if (letter === '・' || letter === '゠') return ' ';
  const small = SMALL.indexOf(letter);
  return small >= 0 ? LARGE[small]! : letter.toLowerCase();
}

function formOf(letter: string): string {
  if (letter === 'ー') return '0';
  if (SMALL.includes(letter)) return '1';
  if (letter === 'ヽ') return '2';
  return letter === letter.toLowerCase() ? '3' : '4';
}

/** Below everything that a reading may hold: the shorter of two goes first. */
const LEVEL_END = '\u0001';
const VOICINGS: Readonly<Record<string, string>> = { '\u3099': '1', '\u309a': '2' };
const SMALL = 'ァィゥェォッャュョヮヵヶ';
const LARGE = 'アイウエオツヤユヨワカケ';
const VOWELS = [
  ['アカサタナハマヤラワ', 'ア'],
  ['イキシチニヒミリヰ', 'イ'],
  ['ウクスツヌフムユル', 'ウ'],
  ['エケセテネヘメレヱ', 'エ'],
  ['オコソトノホモヨロヲ', 'オ'],
] as const;
