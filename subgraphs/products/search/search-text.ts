import { compatible, withoutAccents } from '@depachika/text/unicode.ts';

/**
 * Folds what people write in many ways into one: width (ｸﾘ, ＭＡＴＣＨＡ), hiragana to katakana, case, accents, long
 * vowels (コーヒー, コ-ヒ-), ヴ, and punctuation inside words (ピノ・ノワール, T-Shirt). Words stay apart by one space.
 */
export function foldText(text: string): string {
  return withoutAccents(compatible(text).toLowerCase())
    .replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
    .replace(/(?<=[ァ-ヺ])[ー‐‑‒–—―−~〜-]+/g, '')
    .replace(/ヴ([ァィェォ])/g, (_, vowel: string) => V_ROW[vowel]!)
    .replaceAll('ヴ', 'ブ')
    .replace(/[^\p{Letter}\p{Number}\s]+/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Every character of a folded text and every pair of neighbours: Japanese has no spaces to split at, and pairs find
 * any part of a word through an index that every PostgreSQL has.
 */
export function searchTerms(folded: string): string[] {
  const terms = new Set<string>();
  for (const word of folded.split(/\s+/)) {
    const characters = [...word];
    for (const [index, character] of characters.entries()) {
      terms.add(character);
      const next = characters[index + 1];
      if (next !== undefined) terms.add(character + next);
    }
  }
  return [...terms];
}

/** A search, made ready for the index. */
export interface SearchQuery {
  /** The folded query as one text. */
  readonly phrase: string;
  /** The query's words: each must occur somewhere. At most eight; the rest is left out. */
  readonly words: readonly string[];
  /** The index must hold these: the pairs, or the character of a word of one. */
  readonly terms: readonly string[];
}

/** @returns undefined when nothing is left to look for */
export function readSearchQuery(query: string): SearchQuery | undefined {
  const phrase = foldText(query);
  if (phrase === '') return undefined;
  const words = [...new Set(phrase.split(' '))].slice(0, 8);
  const terms = words.flatMap((word) => {
    const characters = [...word];
    if (characters.length === 1) return characters;
    return characters.slice(0, -1).map((character, index) => character + characters[index + 1]);
  });
  return { phrase, words, terms: [...new Set(terms)] };
}

/** A product is found by these columns. */
export interface SearchColumns {
  readonly searchNames: string;
  readonly searchText: string;
  readonly searchTerms: readonly string[];
}

/** Names stand between line breaks, so that a whole name and its beginning can be told from its middle. */
export function searchColumns(source: {
  readonly names: readonly string[];
  /** Brand, categories, descriptions. */
  readonly texts: readonly string[];
}): SearchColumns {
  const searchNames = `\n${source.names.map(foldText).join('\n')}\n`;
  const searchText = `${searchNames}${source.texts.map(foldText).join('\n')}\n`;
  return { searchNames, searchText, searchTerms: searchTerms(searchText) };
}

const V_ROW: Readonly<Record<string, string>> = { ァ: 'バ', ィ: 'ビ', ェ: 'ベ', ォ: 'ボ' };
