import { anyInvalid, type InvalidField } from '@depachika/domain/problems.ts';
import { readLine } from '@depachika/text/text.ts';
import type { Checked } from '../editing/product-input.ts';
import { messages } from '../messages/messages.ts';
import { exactText } from '../search/search-text.ts';
import type { SynonymGroup } from './synonym.ts';

export interface SynonymInput {
  readonly terms?: readonly string[] | null;
  readonly narrower?: readonly string[] | null;
}

/** The group as it is after the input, or every list that is not allowed. */
export function readSynonym(input: SynonymInput, before: SynonymGroup): Checked<SynonymGroup> {
  const terms = wordsOf(input.terms ?? before.terms);
  const narrower = wordsOf(input.narrower ?? before.narrower);
  const refusal = anyInvalid([
    check('terms', terms, { least: 1, most: MAX_WORDS }),
    check('narrower', narrower, { least: 0, most: MAX_WORDS }),
    terms && narrower && terms.length + narrower.length < 2 ? wrong('terms', 2) : undefined,
  ]);
  return refusal ?? { kind: 'checked', value: { terms: terms!, narrower: narrower! } };
}

/** A query looks up each of them. */
const MAX_WORDS = 24;
const WORD = { min: 1, max: 50 };

/** Each once, as a search reads them; undefined when one cannot be looked for. */
function wordsOf(words: readonly string[]): string[] | undefined {
  if (words.length > MAX_WORDS) return undefined;
  const read = new Map<string, string>();
  for (const word of words) {
    const line = readLine(word, WORD);
    const exact = line === undefined ? '' : exactText(line);
    if (line === undefined || exact === '') return undefined;
    if (!read.has(exact)) read.set(exact, line);
  }
  return [...read.values()];
}

function check(
  field: string,
  words: readonly string[] | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): InvalidField | undefined {
  const fits = words !== undefined && words.length >= least && words.length <= most;
  return fits ? undefined : wrong(field, least);
}

function wrong(field: string, least: number): InvalidField {
  return { field, allowed: messages.allowed.searchWords({ least, most: MAX_WORDS }) };
}
