import type { SynonymGroup } from '../synonyms/synonym.ts';
import { otherForms } from './english-forms.ts';
import { editsBetween, FORGIVEN_FROM, isOneEditApart } from './nearest-words.ts';
import { exactText, scriptOf, withoutLongVowels } from './search-text.ts';
import { isNoise } from './weak-words.ts';
import { type CountedWord, partsOfNames } from './word-parts.ts';

/** What another word than the one that was typed may be found by. */
export interface Expansion {
  /** Mean the same. */
  readonly same: readonly string[];
  /** Are kinds of it. */
  readonly narrower: readonly string[];
}

/** The words that a shop knows: those of its catalogue, and those that mean the same. All are exact texts. */
export interface Vocabulary {
  has(word: string): boolean;
  /** The known word that differs in long vowels alone: ヨウカン for ヨーカン. */
  alike(word: string): string | undefined;
  /** How many products have it as a word of their names; 0 of a word that synonyms alone know. */
  count(word: string): number;
  /** Whether a group of synonyms has it, also one of several words. */
  isTerm(words: string): boolean;
  /** Whether a known word begins like that. */
  isBeginning(text: string): boolean;
  expansion(word: string): Expansion;
  /** The parts of a word without spaces, as few as possible; unknown ones are marked. */
  partsOf(word: string): readonly WordPart[];
  /** The known word that one edit makes of a word of five characters or more, the most frequent first. */
  corrected(word: string): string | undefined;
  /** Known words of the catalogue that look most like it, the best first. */
  nearest(word: string, first: number): readonly string[];
}

export interface WordPart {
  readonly text: string;
  readonly known: boolean;
}

export interface VocabularySource {
  /** Names of products, apart wherever the script changes, and readings. */
  readonly names: readonly CountedWord[];
  /** Of categories and brands, whole. */
  readonly labels: readonly CountedWord[];
  readonly base: readonly SynonymGroup[];
  /** Of staff: a word that stands in one of these is not looked up in the base list. */
  readonly own: readonly SynonymGroup[];
}

export function createVocabulary(source: VocabularySource): Vocabulary {
  const counts = countWords(source);
  const expansions = expansionsOf(source);
  const known = (word: string) => counts.has(word) || expansions.has(word);
  const sorted = [...new Set([...counts.keys(), ...expansions.keys()])].sort();
  const alike = new Map(sorted.toReversed().map((word) => [withoutLongVowels(word), word] as const));
  const byLength = Map.groupBy(counts.keys(), (word) => word.length);

  return {
    has: (word) => known(word) || otherForms(word).some(known),
    alike(word) {
      const short = withoutLongVowels(word);
      return short.length < 2 ? undefined : alike.get(short);
    },
    count: (word) => counts.get(word) ?? 0,
    isTerm: (words) => expansions.has(words),
    isBeginning: (text) => sorted[firstAtOrAfter(sorted, text)]?.startsWith(text) ?? false,
    expansion(word) {
      const found = [word, ...otherForms(word)].flatMap((form) => expansions.get(form) ?? []);
      return {
        same: [...new Set(found.flatMap(({ same }) => same))],
        narrower: [...new Set(found.flatMap(({ narrower }) => narrower))],
      };
    },
    partsOf: (word) => fewestParts(word, known),
    corrected(word) {
      if (word.length < FORGIVEN_FROM) return undefined;
      return mostFrequent(
        [word.length - 1, word.length, word.length + 1]
          .flatMap((length) => byLength.get(length) ?? [])
          .filter((other) => other.length >= FORGIVEN_FROM - 1 && isOneEditApart(word, other)),
      )[0];
    },
    nearest(word, first) {
      const limit = word.length < FORGIVEN_FROM ? 1 : word.length < 8 ? 2 : 3;
      const lengths = Array.from({ length: 2 * limit + 1 }, (_, index) => word.length - limit + index);
      const near = lengths
        .flatMap((length) => byLength.get(length) ?? [])
        .map((other) => ({ other, edits: editsBetween(word, other, limit) }))
        // What is left of a word must be more than one character of it, and something to look for.
        .filter(
          ({ other, edits }) =>
            edits <= limit && edits < Math.min(word.length, other.length) && other.length > 1,
        )
        .filter(({ other, edits }) => edits < Math.max(word.length, other.length) - 1 && !isNoise(other));
      near.sort((a, b) => a.edits - b.edits || counts.get(b.other)! - counts.get(a.other)!);
      return near.slice(0, first).map(({ other }) => other);
    },
  };

  function mostFrequent(words: readonly string[]): string[] {
    return words.toSorted((a, b) => counts.get(b)! - counts.get(a)!);
  }
}

function countWords({ names, labels }: VocabularySource): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (word: string, by: number) => {
    if (word !== '') counts.set(word, (counts.get(word) ?? 0) + by);
  };
  const latin = (word: string) => scriptOf(word) === 'latin';
  for (const { word, count: products } of names) if (latin(word)) count(word, products);
  for (const [part, times] of partsOfNames(names.filter(({ word }) => !latin(word)))) count(part, times);
  for (const { word, count: products } of labels) {
    count(word.replaceAll(' ', ''), products);
    for (const part of word.split(' ')) count(part, products);
  }
  return counts;
}

function expansionsOf({ base, own }: VocabularySource): Map<string, Expansion[]> {
  const expansions = new Map<string, Expansion[]>();
  const taken = addGroups(expansions, own, new Set());
  addGroups(expansions, base, taken);
  return expansions;
}

/** @returns the words of these groups */
function addGroups(
  expansions: Map<string, Expansion[]>,
  groups: readonly SynonymGroup[],
  taken: ReadonlySet<string>,
): ReadonlySet<string> {
  const words = new Set<string>();
  for (const group of groups) {
    const terms = [...new Set(group.terms.map(exactText))].filter((term) => term !== '');
    const narrower = [...new Set(group.narrower.map(exactText))].filter((term) => term !== '');
    for (const term of terms) {
      words.add(term);
      if (taken.has(term)) continue;
      const same = terms.filter((other) => other !== term);
      expansions.set(term, [...(expansions.get(term) ?? []), { same, narrower }]);
    }
  }
  return words;
}

/** Known parts cost one, unknown characters three each, so that what is known is read as far as it goes. */
function fewestParts(word: string, known: (part: string) => boolean): WordPart[] {
  const characters = [...word];
  const least = scriptOf(word) === 'latin' ? 3 : 1;
  const best: { cost: number; from: number; known: boolean }[] = [{ cost: 0, from: 0, known: true }];
  for (let end = 1; end <= characters.length; end += 1) {
    let choice = { cost: best[end - 1]!.cost + UNKNOWN_COST, from: end - 1, known: false };
    for (let from = Math.max(0, end - LONGEST_PART); from <= end - least; from += 1) {
      const part = characters.slice(from, end).join('');
      // A single kana is a word in no name.
      if (end - from === 1 && scriptOf(part) !== 'kanji') continue;
      const cost = best[from]!.cost + 1 + (end - from === 1 ? SHORT_COST : 0);
      if (cost < choice.cost && known(part)) choice = { cost, from, known: true };
    }
    best.push(choice);
  }
  return partsBackwards(characters, best);
}

function partsBackwards(
  characters: readonly string[],
  best: readonly { from: number; known: boolean }[],
): WordPart[] {
  const parts: WordPart[] = [];
  for (let end = characters.length; end > 0; ) {
    const { from, known } = best[end]!;
    const text = characters.slice(from, end).join('');
    const next = parts[0];
    if (!known && next && !next.known) parts[0] = { text: text + next.text, known: false };
    else parts.unshift({ text, known });
    end = from;
  }
  return parts;
}

const LONGEST_PART = 16;
const UNKNOWN_COST = 3;
const SHORT_COST = 0.5;

function firstAtOrAfter(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
