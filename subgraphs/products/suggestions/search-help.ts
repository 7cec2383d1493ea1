import type { SearchVocabulary } from '../search/search-vocabulary.ts';
import { didYouMean } from './did-you-mean.ts';

/** How a query was read, and what could be looked for in its place. */
export interface SearchHelp {
  readonly words: readonly string[];
  readonly ignoredWords: readonly string[];
  readonly corrections: readonly { readonly from: string; readonly to: string }[];
  readonly didYouMean: readonly string[];
  /** Codes of allergens that the query was read to leave out. */
  readonly without: readonly string[];
}

export type SearchHelpReader = (typed: string) => Promise<SearchHelp>;

export function createSearchHelp(vocabulary: SearchVocabulary): SearchHelpReader {
  return async (typed) => {
    const query = await vocabulary.read(typed);
    if (!query) return { words: [], ignoredWords: [], corrections: [], didYouMean: [], without: [] };
    return {
      words: query.concepts.filter(({ required }) => required).map(({ own }) => own[0]!),
      ignoredWords: query.ignored,
      corrections: query.corrections,
      didYouMean: didYouMean(query, await vocabulary.current()),
      without: query.without,
    };
  };
}
