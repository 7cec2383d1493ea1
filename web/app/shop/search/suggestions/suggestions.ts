import type { LoaderFunctionArgs } from 'react-router';
import {
  SearchSuggestions,
  type SearchSuggestionsQuery,
} from '../../../../generated/operations/search-suggestions.ts';
import { graphOfVisit } from '../../../graph/graph.ts';
import { catalogue } from '../../../messages/catalogue.ts';
import type { SuggestionMessages } from '../../../messages/ja/suggestions.ts';
import { inLanguage, type Language, languageOf } from '../../../messages/language.ts';
import { typedQuery } from '../typed-query.ts';
import type { Offers } from './offers.ts';

const messages = catalogue<Language, SuggestionMessages>({
  ja: async () => (await import('../../../messages/ja/suggestions.ts')).suggestionsJa,
  en: async () => (await import('../../../messages/en/suggestions.ts')).suggestionsEn,
});

const MOST_OFFERS = 10;
/** Letters are typed, taken back and typed again. A proxy keeps nothing, since any answer may renew a visitor's cookie. */
const KEPT = 'private, max-age=60';

/** What the search field asks while somebody types. It is everybody's, and nothing is kept of a graph that is away. */
export async function loader({ context, params, request }: LoaderFunctionArgs): Promise<Response> {
  const language = languageOf(params);
  const prefix = typedQuery(new URL(request.url).searchParams);
  const { searchSuggestions } = prefix
    ? await context.get(graphOfVisit).ask(SearchSuggestions, { prefix, first: MOST_OFFERS })
    : { searchSuggestions: [] };
  const headers = { 'cache-control': searchSuggestions ? KEPT : 'no-store' };
  const words = await messages.read(language);
  return Response.json(offersOf(searchSuggestions ?? [], { language, words }), { headers });
}

type Suggestion = NonNullable<SearchSuggestionsQuery['searchSuggestions']>[number];

function offersOf(
  suggestions: readonly Suggestion[],
  { language, words }: { readonly language: Language; readonly words: SuggestionMessages },
): Offers {
  const groupOf = (title: string, kinds: readonly Suggestion['kind'][]) => ({
    title,
    offers: suggestions
      .filter(({ kind }) => kinds.includes(kind))
      .map((each) => {
        const text = inLanguage(language, { ja: each.text, en: each.textEn });
        return { text, to: `/${language}${pageOf(each, text)}` };
      }),
  });
  const groups = [
    groupOf(words.queries, ['QUERY']),
    groupOf(words.places, ['CATEGORY', 'BRAND']),
    groupOf(words.products, ['PRODUCT']),
  ];
  return {
    status: words.count(suggestions.length),
    groups: groups.filter(({ offers }) => offers.length > 0),
  };
}

function pageOf({ category, brand, product }: Suggestion, text: string): string {
  if (category) return `/departments/${encodeURIComponent(category.slug)}`;
  if (brand) return `/brands/${encodeURIComponent(brand.slug)}`;
  if (product) return `/products/${encodeURIComponent(product.slug)}`;
  return `/search?${new URLSearchParams({ q: text })}`;
}
