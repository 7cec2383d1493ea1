import { compatible, withoutAccents } from '@depachika/text/unicode.ts';
import { taughtForms } from './kanji-forms.ts';
import { OKURIGANA } from './okurigana.ts';

/** One step of folding: what is found becomes something else. The pattern is global. */
export type FoldingRule = readonly [pattern: RegExp, by: (found: string, ...groups: string[]) => string];

/**
 * What people write in many ways, written in one: width (ｸﾘ, ＭＡＴＣＨＡ), case, accents, old forms of kanji, okurigana
 * (焼き鳥, 焼鳥), honorifics before a word (御中元, お茶), hiragana in katakana, ヴ. Long vowels stay. Words stand apart by
 * one space.
 */
export function exactText(text: string): string {
  return exactOf(plainText(text));
}

/** The same without long vowels: コーヒー and コヒー are コヒ, しょうゆ and ショーユ are ショユ. */
export function foldText(text: string): string {
  return withoutLongVowels(exactText(text));
}

/** The exact text with a space wherever the script changes: どら焼き is ドラ 焼, つぶあんパン is ツブアン パン. */
export function splitText(text: string): string {
  return splitOf(plainText(text));
}

/** A text in its three folded forms. */
export interface FoldedText {
  readonly exact: string;
  readonly split: string;
  /** Without long vowels. */
  readonly loose: string;
}

export function foldedText(text: string): FoldedText {
  const plain = plainText(text);
  const exact = exactOf(plain);
  return { exact, split: splitOf(plain), loose: withoutLongVowels(exact) };
}

function exactOf(plain: string): string {
  return EXACT.reduce(fold, plain).trim();
}

function splitOf(plain: string): string {
  return inOneKana(apartByScript(plain.replace(POSSESSIVE, ' ').replaceAll(BOUNDARY, ' ')))
    .replace(/\s+/g, ' ')
    .trim();
}

function apartByScript(text: string): string {
  let apart = '';
  let before = -1;
  for (const character of text) {
    const script = SCRIPTS.findIndex((letters) => letters.test(character));
    apart += script === before ? character : ` ${character}`;
    before = script;
  }
  return apart;
}

/** Words of an exact text, without the の between two of them. */
export function typedWords(text: string): string[] {
  return exactOf(plainText(text).replace(POSSESSIVE, ' ')).split(' ');
}

/** Folded texts apart that a comma, a dot or a slash separates: 餅・饅頭 is two. */
export function partsOf(text: string): string[] {
  return text.split(/[・、,/／&＆]/).filter((part) => exactText(part) !== '');
}

export function withoutLongVowels(exact: string): string {
  return exact.replace(KANA_RUN, (run) => {
    let kept = '';
    let row: string | undefined;
    for (const kana of run) {
      if (kana === 'ー' || (row !== undefined && LENGTHENS[row]!.includes(kana))) continue;
      kept += kana;
      row = ROW_OF.get(kana);
    }
    return kept;
  });
}

/** Which script a folded word is written in: what a part of it means differs. */
export type Script = 'latin' | 'kana' | 'kanji' | 'mixed';

export function scriptOf(exact: string): Script {
  if (/^[\p{Script=Latin}\p{Number}\s]+$/u.test(exact)) return 'latin';
  if (/^[ァ-ヺー\s]+$/u.test(exact)) return 'kana';
  if (/^[\p{Script=Han}々\s]+$/u.test(exact)) return 'kanji';
  return 'mixed';
}

/**
 * Lexemes under which the index keeps a text. Japanese has no spaces to split at: every pair of neighbours, the last
 * character, and with a `^` before it how a word begins. Of Latin words the whole one behind `^`, and backwards behind `$`.
 */
export function offeredLexemes(text: string): string[] {
  return text.split(/\s+/).flatMap((word) => {
    if (word === '') return [];
    const characters = [...word];
    if (scriptOf(word) === 'latin') return [`^${word}`, `$${characters.toReversed().join('')}`];
    const pairs = characters.map((character, at) => character + (characters[at + 1] ?? ''));
    return [`^${pairs[0]}`, ...pairs];
  });
}

/** A question to the index, as PostgreSQL writes it: what every text that holds these words offers. */
export function wantedLexemes(words: string): string {
  const parts = words.split(/\s+/).flatMap(wantedOfWord);
  return `(${parts.join(' & ')})`;
}

function wantedOfWord(word: string): string[] {
  const characters = [...word];
  switch (scriptOf(word)) {
    case 'latin': {
      const begins = `'^${word}':*`;
      return [
        characters.length < SHORTEST_END ? begins : `(${begins} | '$${characters.toReversed().join('')}':*)`,
      ];
    }
    case 'kana':
      if (characters.length === 1) return [`'^${word}':*`];
      break;
    default:
      if (characters.length === 1) return [`'${word}':*`];
  }
  return characters.slice(0, -1).map((character, at) => `'${character}${characters[at + 1]}'`);
}

/** From so many letters on an English word is also found as the end of another: cake in cheesecake. */
export const SHORTEST_END = 4;

/** One script beside another, each as it was typed: kana are made one only afterwards. */
function plainText(text: string): string {
  return PLAIN.reduce(fold, evenText(text)).trim();
}

/** Width, case, accents and old forms of kanji: a character with its marks at a time. */
function evenText(text: string): string {
  return taughtForms(withoutAccents(compatible(text).toLowerCase()));
}

function inOneKana(text: string): string {
  return ONE_KANA.reduce(fold, text);
}

function fold(text: string, [pattern, by]: FoldingRule): string {
  return text.replace(pattern, by);
}

/** Where punctuation was; no text holds it, because what is no letter and no number is taken out. */
const BOUNDARY = '\u001f';
/** 御 before any word; お and ご before a kanji, where no hiragana stands in front: the ご of いちご飴 is its own. */
const HONORIFIC = /御(?=[\p{Script=Han}ぁ-ヺ])|(?<![ぁ-ゖ])[おご](?=\p{Script=Han})/gu;
/** The one dish that is nothing without its honorific: 節 alone is a joint, or a part of 鰹節. */
const NEW_YEAR_DISHES = /[お御]節(?=料理|[三二一四五]?段?重|\P{Script=Han}|$)/gu;
const DASHES_AFTER_KANA = /(?<=[ぁ-ゖァ-ヺ])[ー‐‑‒–—―−~〜-]+/g;
/** The の between two words belongs to neither. */
const POSSESSIVE = /(?<=.)の(?=[\p{Script=Han}ァ-ヺ])/gu;
const SCRIPTS = [/[\p{Script=Han}々]/u, /[ぁ-ゖ]/, /[ァ-ヺー]/, /\p{Script=Latin}/u, /\p{Number}/u] as const;
const KANA_RUN = /[ァ-ヺー]+/g;
const V_ROW: Readonly<Record<string, string>> = { ァ: 'バ', ィ: 'ビ', ェ: 'ベ', ォ: 'ボ' };

const SPACES: FoldingRule = [/\s+/g, () => ' '];
const PLAIN: readonly FoldingRule[] = [
  [NEW_YEAR_DISHES, () => 'おせち'],
  [HONORIFIC, () => ''],
  OKURIGANA,
  [DASHES_AFTER_KANA, () => 'ー'],
  [/[^\p{Letter}\p{Number}\s]+/gu, () => BOUNDARY],
  SPACES,
];
const ONE_KANA: readonly FoldingRule[] = [
  [/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60)],
  [/ヴ([ァィェォ])/g, (_, vowel) => V_ROW[vowel!]!],
  [/ヴ/g, () => 'ブ'],
  [/ヂ/g, () => 'ジ'],
  [/ヅ/g, () => 'ズ'],
];
const EXACT: readonly FoldingRule[] = [
  ...ONE_KANA,
  // Nothing but boundaries is left of that.
  [/[^\p{Letter}\p{Number}\s]/gu, () => ''],
  SPACES,
];

/** The steps of {@link exactText}, one after the other, for whoever must know what became of which character. */
export const EXACT_RULES: readonly FoldingRule[] = [
  // A character with its marks, or with the voicing mark of half-width kana.
  [/[\s\S][\p{M}ﾞﾟ]*/gu, evenText],
  ...PLAIN,
  ...EXACT,
];

const ROWS: Readonly<Record<string, string>> = {
  ア: 'アカサタナハマヤラワガザダバパァャヮ',
  イ: 'イキシチニヒミリギジビピィ',
  ウ: 'ウクスツヌフムユルグズブプゥュ',
  エ: 'エケセテネヘメレゲゼデベペェ',
  オ: 'オコソトノホモヨロヲゴゾドボポォョ',
};
const ROW_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(ROWS).flatMap(([row, kana]) => [...kana].map((one) => [one, row] as const)),
);
/** Kana that only lengthen the vowel before them. */
const LENGTHENS: Readonly<Record<string, string>> = { ア: 'ア', イ: 'イ', ウ: 'ウ', エ: 'エイ', オ: 'オウ' };
