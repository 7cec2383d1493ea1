import { plainDescription } from '../descriptions/markdown.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { markedPassage, markedText } from '../snippets/snippet.ts';
import type { Context } from './context.ts';
import type { ListedEdge } from './lists.ts';

const countFields: Pick<
  NonNullable<Resolvers<Context>['ProductConnection']>,
  'totalCount' | 'facets' | 'priceRange'
> = {
  totalCount: async ({ shelf, selection, total }, _, context) =>
    total ?? (selection && (await context.counts(selection).load(shelf))) ?? 0,
  facets: async ({ shelf, selection }, _, context) =>
    (selection && (await context.facets(selection).load(shelf)))?.facets ?? [],
  priceRange: async ({ shelf, selection }, _, context) =>
    (selection && (await context.facets(selection).load(shelf)))?.priceRange ?? null,
};

/** What is asked of a list beside its page; of a search for nothing it is nothing. */
export const listResolvers: Pick<
  Resolvers<Context>,
  'ProductConnection' | 'CollectionProductConnection' | 'ProductEdge' | 'ProductSnippet'
> = {
  CollectionProductConnection: countFields,
  ProductConnection: {
    ...countFields,
    searchHelp: ({ typed }, _, context) => (typed === undefined ? null : context.searchHelp(typed)),
  },
  ProductEdge: {
    snippet: (edge) => (edge.query ? edge : null),
  },
  ProductSnippet: {
    nameJa: (edge) => markedText(edge.node.nameJa, searchOf(edge)),
    nameEn: (edge) => markedText(edge.node.nameEn, searchOf(edge)),
    descriptionJa: (edge) => markedPassage(plainDescription(edge.node.descriptionJa), searchOf(edge)),
    descriptionEn: (edge) => markedPassage(plainDescription(edge.node.descriptionEn), searchOf(edge)),
  },
};

function searchOf({ query }: ListedEdge) {
  return query ?? { concepts: [] };
}
