import { compatible } from '@depachika/text/unicode.ts';
import { readAllergens } from '../synonyms/base/allergen-words.ts';
import { spelledPictures } from '../synonyms/base/picture-words.ts';
import { otherForms } from './english-forms.ts';
import { exactText, scriptOf, typedWords } from './search-text.ts';
import type { Vocabulary } from './vocabulary.ts';
import { isAmount, isNoise, isOccasion, isPrice, sameAmounts, samePrices } from './weak-words.ts';

/** One thing that was asked for, with all the ways to say it. Texts are exact ones. */
export interface Concept {
  /** As it was typed, and its other endings. */
  readonly own: readonly string[];
  /** What means the same. */
  readonly same: readonly string[];
  /** Kinds of it. */
  readonly narrower: readonly string[];
  /** The catalogue's own names have it as a word, not only as a part of one: 栗 of 栗羊羹, not 魚 of 魚沼. */
  readonly isWord: boolean;
  /** Must every product have it, or does it only bring those that have it to the front? */
  readonly required: boolean;
}

/** A word in which an edit was forgiven. */
export interface Correction {
  readonly from: string;
  readonly to: string;
}

/** A search as it was understood. What two equal keys find is equal. */
export interface SearchQuery {
  /** For caches. */
  readonly key: string;
  /** The whole query but what it says of allergens, as one exact text, words apart by one space. */
  readonly phrase: string;
  /** None where allergens alone are named. */
  readonly concepts: readonly Concept[];
  /** What a product need not have: words that say nothing, and occasions and prices beside what is wanted. */
  readonly ignored: readonly string[];
  readonly corrections: readonly Correction[];
  /** Words of the phrase of which the shop knows a part at most. */
  readonly unknown: readonly string[];
  /** The beginning of an article number, in capitals without hyphens. */
  readonly sku: string | undefined;
  /** Codes of allergens that no product may hold: a filter, and not words to find. */
  readonly without: readonly string[];
  /** How these were typed. */
  readonly saidWithout: string;
}

/** Beyond it words are left out, and said to be. */
const MAX_CONCEPTS = 8;
/** Words that together are one term: half and half is three. */
const MAX_WORDS_OF_TERM = 4;
const MAX_SAME = 24;
const MAX_NARROWER = 24;

/** @returns undefined when nothing is left to look for */
export function readSearchQuery(typed: string, vocabulary: Vocabulary): SearchQuery | undefined {
  const { text: spelled, unread } = spelledPictures(typed);
  const {
    text,
    without,
    said: saidOfAllergens,
  } = readAllergens(spelled, (word) => vocabulary.has(exactText(word)));
  const phrase = exactText(text);
  if (phrase === '' && without.length === 0) return undefined;
  const read = readWords([...new Set(phrase === '' ? [] : typedWords(text))], vocabulary);
  const weighed = weigh(read.words, without.length > 0);
  // What must be there comes first: a query that only says what something is for would otherwise lose the one word it needs.
  const kept = weighed
    .filter(({ ignored }) => !ignored)
    .toSorted((one, other) => Number(other.required) - Number(one.required))
    .slice(0, MAX_CONCEPTS);
  const concepts = kept.map(({ word, required }) => conceptOf(word, required, vocabulary));
  const said = new Set(kept.filter(({ required }) => required).map(({ word }) => word));
  const sku = skuOf(text);
  return {
    key: JSON.stringify([phrase, sku ?? null, concepts, without]),
    phrase,
    concepts,
    ignored: [...new Set([...read.words.filter((word) => !said.has(word)), ...unread])],
    corrections: read.corrections,
    unknown: read.unknown,
    sku,
    without,
    saidWithout: saidOfAllergens.join(' '),
  };
}

interface ReadWords {
  readonly words: string[];
  readonly corrections: Correction[];
  readonly unknown: string[];
}

function readWords(words: readonly string[], vocabulary: Vocabulary): ReadWords {
  const read: ReadWords = { words: [], corrections: [], unknown: [] };
  for (let at = 0; at < words.length; ) {
    const term = termAt(words, at, vocabulary);
    if (term) {
      read.words.push(term.text);
      at += term.words;
      continue;
    }
    readWord(words[at]!, vocabulary, read);
    at += 1;
  }
  return read;
}

/**
 * The longest term of several words, whether they are typed apart or not; of two also in the other order: ワイン 赤, `wine red`. The の
 * between two was taken out: 母の日 has it.
 */
function termAt(words: readonly string[], at: number, vocabulary: Vocabulary) {
  const term = termInOrder(words, at, vocabulary);
  if (term || at + 1 >= words.length || termInOrder(words, at + 1, vocabulary)) return term;
  const [text, ...rest] = turned(words.slice(at, at + 2), vocabulary);
  return rest.length > 0 ? undefined : { text: text!, words: 2 };
}

/** Two words as the one term that they are the other way round, or as they are. */
function turned(words: readonly string[], vocabulary: Vocabulary): readonly string[] {
  const back = words.toReversed();
  const term = words.length === 2 ? [back.join(' '), back.join('')].find(vocabulary.isTerm) : undefined;
  return term === undefined ? words : [term];
}

function termInOrder(words: readonly string[], at: number, vocabulary: Vocabulary) {
  for (let count = Math.min(MAX_WORDS_OF_TERM, words.length - at); count > 1; count -= 1) {
    const some = words.slice(at, at + count);
    for (const text of [some.join(' '), some.join(''), some.join('ノ')]) {
      if (vocabulary.isTerm(text) || isOccasion(text) || isAmount(text)) return { text, words: count };
    }
  }
  return undefined;
}

function readWord(word: string, vocabulary: Vocabulary, read: ReadWords): void {
  if (isNoise(word) || isPrice(word) || isAmount(word) || vocabulary.has(word)) {
    read.words.push(word);
    return;
  }
  const alike = vocabulary.alike(word);
  if (alike !== undefined) {
    read.words.push(alike);
    return;
  }
  const script = scriptOf(word);
  if (script !== 'kanji' && vocabulary.isBeginning(word)) {
    read.words.push(word);
    return;
  }
  const parts = vocabulary.partsOf(word);
  if (parts.length > 1 && parts.every(({ text, known }) => known || isNoise(text))) {
    read.words.push(
      ...turned(
        parts.map(({ text }) => text),
        vocabulary,
      ),
    );
    return;
  }
  const corrected = script === 'latin' || script === 'kana' ? vocabulary.corrected(word) : undefined;
  if (corrected !== undefined) {
    read.words.push(corrected);
    read.corrections.push({ from: word, to: corrected });
    return;
  }
  read.unknown.push(word);
  const whole = script === 'latin' || parts.some(({ text, known }) => !known && [...text].length < 2);
  read.words.push(...(whole ? [word] : parts.map(({ text }) => text)));
}

interface WeighedWord {
  readonly word: string;
  readonly ignored: boolean;
  readonly required: boolean;
}

/**
 * Noise is ignored; occasions, prices and amounts are optional, unless nothing else is asked for: then the last of them is not.
 * @param isNarrowed whether there is a list without any words
 */
function weigh(words: readonly string[], isNarrowed: boolean): WeighedWord[] {
  const isWeak = (word: string) => isOccasion(word) || isPrice(word) || isAmount(word);
  const isStrong = (word: string) => !isNoise(word) && !isWeak(word);
  const wanted = [isOccasion, isPrice, isAmount]
    .map((is) => words.findLast(is))
    .find((word) => word !== undefined);
  return words.map((word) => {
    if (words.some(isStrong)) return { word, ignored: isNoise(word), required: isStrong(word) };
    if (wanted !== undefined || isNarrowed)
      return { word, ignored: isNoise(word), required: word === wanted };
    return { word, ignored: false, required: true };
  });
}

function conceptOf(word: string, required: boolean, vocabulary: Vocabulary): Concept {
  const own = [...new Set([word, ...otherWays(word)])];
  const { same, narrower } = vocabulary.expansion(word);
  return {
    own,
    same: same.filter((other) => !own.includes(other)).slice(0, MAX_SAME),
    narrower: narrower.slice(0, MAX_NARROWER),
    isWord: vocabulary.count(word) > 0,
    required,
  };
}

function otherWays(word: string): readonly string[] {
  if (isPrice(word)) return samePrices(word);
  return isAmount(word) ? sameAmounts(word) : otherForms(word);
}

/** Article numbers hold a digit, and four characters at least. */
function skuOf(text: string): string | undefined {
  const plain = compatible(text).trim().toUpperCase().replaceAll('-', '');
  return /^[A-Z0-9]{4,40}$/.test(plain) && /\d/.test(plain) ? plain : undefined;
}
