import type { Concept, SearchQuery } from '../search/search-query.ts';
import { SHORTEST_END, scriptOf } from '../search/search-text.ts';
import { type TracedText, tracedText } from './traced-text.ts';

/** A piece of a text; all of them together are the text. */
export interface SnippetPart {
  readonly text: string;
  /** Whether it is what was searched. */
  readonly marked: boolean;
}

/** A whole text, such as a name, with what was searched marked in it: one part where nothing is. */
export function markedText(text: string, query: Pick<SearchQuery, 'concepts'>): SnippetPart[] {
  return partsOf(text, marksIn(text, query), { from: 0, to: text.length });
}

/**
 * What stands around the first thing in a text that was searched, about a hundred characters; nothing where nothing is.
 * Looked for in the first {@link SEARCHED_CHARACTERS} characters.
 */
export function markedPassage(text: string, query: Pick<SearchQuery, 'concepts'>): SnippetPart[] {
  const searched = text.slice(0, SEARCHED_CHARACTERS);
  const marks = marksIn(searched, query);
  const [first] = marks;
  if (!first) return [];
  const from = beginOfPassage(searched, first.from);
  const to = endOfPassage(searched, from + PASSAGE_CHARACTERS);
  const parts = partsOf(
    searched,
    marks.filter((mark) => mark.to <= to),
    { from, to },
  );
  const [before, behind] = [from > 0, to < text.length].map((isCut) =>
    isCut ? [{ text: '…', marked: false }] : [],
  );
  return [...before!, ...parts, ...behind!];
}

const SEARCHED_CHARACTERS = 1_000;
const PASSAGE_CHARACTERS = 100;
/** Shown of what stands before the first mark. */
const LEAD_CHARACTERS = 30;

interface Mark {
  readonly from: number;
  readonly to: number;
}

/** Places in the original, in order and apart from each other. */
function marksIn(text: string, { concepts }: Pick<SearchQuery, 'concepts'>): Mark[] {
  const traced = tracedText(text);
  const places = concepts.flatMap(wordsOf).flatMap((word) => [...placesOf(word, traced)]);
  const marks: Mark[] = [];
  for (const place of places.sort((one, other) => one.from - other.from || one.to - other.to)) {
    const last = marks.at(-1);
    if (last && place.from <= last.to)
      marks[marks.length - 1] = { from: last.from, to: Math.max(last.to, place.to) };
    else marks.push(place);
  }
  return marks;
}

/** All ways to say it, but two kana of another word: they are a part of too many. */
function wordsOf({ own, same, narrower }: Concept): string[] {
  return [...own, ...[...same, ...narrower].filter((word) => scriptOf(word) !== 'kana' || word.length > 2)];
}

function* placesOf(word: string, { text, begins, ends }: TracedText): Generator<Mark> {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (isHere(word, text, at)) yield { from: begins[at]!, to: ends[at + word.length - 1]! };
  }
}

/** As the index finds words: Latin ones begin there or, when they are long, end there; a single kana begins there. */
function isHere(word: string, text: string, at: number): boolean {
  const [before, behind] = [text[at - 1], text[at + word.length]];
  switch (scriptOf(word)) {
    case 'latin':
      return !isOf(before, 'latin') || (word.length >= SHORTEST_END && !isOf(behind, 'latin'));
    case 'kana':
      return word.length > 1 || !isOf(before, 'kana');
    default:
      return true;
  }
}

function isOf(character: string | undefined, script: 'latin' | 'kana'): boolean {
  return character !== undefined && character !== ' ' && scriptOf(character) === script;
}

function partsOf(text: string, marks: readonly Mark[], { from, to }: Mark): SnippetPart[] {
  const parts: SnippetPart[] = [];
  const add = (begin: number, end: number, marked: boolean) => {
    if (end > begin) parts.push({ text: text.slice(begin, end), marked });
  };
  let read = from;
  for (const mark of marks) {
    add(read, mark.from, false);
    add(mark.from, mark.to, true);
    read = mark.to;
  }
  add(read, to, false);
  return parts;
}

/** At the begin of a word where one begins nearby, and never within a character. */
function beginOfPassage(text: string, mark: number): number {
  const earliest = mark - LEAD_CHARACTERS;
  if (earliest <= 0) return 0;
  const space = text.indexOf(' ', earliest);
  return space >= 0 && space < mark ? space + 1 : wholeCharacter(text, earliest);
}

function endOfPassage(text: string, latest: number): number {
  if (latest >= text.length) return text.length;
  const space = text.lastIndexOf(' ', latest);
  return space > latest - LEAD_CHARACTERS ? space : wholeCharacter(text, latest);
}

function wholeCharacter(text: string, at: number): number {
  const isSecondHalf = /^[\udc00-\udfff]/.test(text.slice(at, at + 1));
  return isSecondHalf ? at - 1 : at;
}
