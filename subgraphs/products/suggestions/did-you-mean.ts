import type { SearchQuery } from '../search/search-query.ts';
import type { Vocabulary } from '../search/vocabulary.ts';

const MAX_QUERIES = 5;

/** Queries in which the first word that the shop does not know is replaced by those that look most like it. */
export function didYouMean({ phrase, unknown, saidWithout }: SearchQuery, vocabulary: Vocabulary): string[] {
  const [word] = unknown;
  if (word === undefined) return [];
  // What nothing may hold is said in each of them as well.
  return vocabulary
    .nearest(word, MAX_QUERIES)
    .map((near) => `${saidWithout} ${phrase.replace(word, () => near)}`.trim());
}
