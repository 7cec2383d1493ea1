import type { Cache } from '@depachika/cache/cache.ts';
import type { Database } from '@depachika/database/database.ts';
import { type CacheLifetimes, listingFill } from '../catalogue/catalogue-cache.ts';
import { exactText, withoutLongVowels } from '../search/search-text.ts';
import type { SearchVocabulary } from '../search/search-vocabulary.ts';
import type { SearchLabel } from '../search/vocabulary-reader.ts';
import { findSuggestions } from './suggestion-reader.ts';

export type Suggestion =
  | { readonly kind: 'QUERY'; readonly text: string }
  | { readonly kind: 'CATEGORY' | 'BRAND' | 'PRODUCT'; readonly id: string };

/** What a text that is being typed may become: categories and brands that begin so first, then queries, then products. */
export type Suggestions = (prefix: string, first: number) => Promise<readonly Suggestion[]>;

const REMEMBERED_MS = 60_000;
/** Of each kind, so that none takes the place of the others. */
const MAX_LABELS = 3;

export function createSuggestions({
  database,
  cache,
  vocabulary,
  lifetimes,
}: {
  readonly database: Database;
  readonly cache: Cache;
  readonly vocabulary: SearchVocabulary;
  readonly lifetimes: CacheLifetimes;
}): Suggestions {
  const listed = listingFill({ listingTtlMs: Math.min(REMEMBERED_MS, lifetimes.listingTtlMs) });
  return async (typed, first) => {
    const prefix = exactText(typed);
    if (prefix === '') return [];
    const read = await vocabulary.read(typed);
    // Nothing is suggested for a query that leaves allergens out: nobody looks here whether a product holds them.
    const query = read?.without.length === 0 ? read : undefined;
    const rows = await cache.getOrFill(`suggestions:${first}:${prefix}:${query?.key}`, listed, () =>
      findSuggestions(database, { prefix, query, first }),
    );
    const labels = labelsThatBegin(await vocabulary.labels(), prefix);
    const queries = rows
      .filter(({ kind }) => kind === 'QUERY')
      .map(({ value }) => ({ kind: 'QUERY', text: value }) as const);
    const products = rows
      .filter(({ kind }) => kind === 'PRODUCT')
      .map(({ value }) => ({ kind: 'PRODUCT', id: value }) as const);
    return [...labels, ...queries, ...products].slice(0, first);
  };
}

function labelsThatBegin(labels: readonly SearchLabel[], prefix: string): Suggestion[] {
  const loose = withoutLongVowels(prefix);
  const begins = ({ texts }: SearchLabel) =>
    texts.some(
      (text) => text.startsWith(prefix) || (loose.length > 1 && withoutLongVowels(text).startsWith(loose)),
    );
  return (['CATEGORY', 'BRAND'] as const).flatMap((kind) =>
    labels
      .filter((label) => label.kind === kind && begins(label))
      .slice(0, MAX_LABELS)
      .map(({ id }) => ({ kind, id })),
  );
}
