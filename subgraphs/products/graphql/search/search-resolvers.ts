import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import { invalidInput } from '@depachika/domain/problems.ts';
import { badUserInput } from '@depachika/graphql/errors.ts';
import { rowsOf, twoWayArguments, twoWayConnection } from '@depachika/graphql/two-way-connection.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import type { ProductRecord } from '../../catalogue/product.ts';
import { allergensOf } from '../../details/allergens.ts';
import type { Resolvers, ResolversTypes } from '../../generated/resolvers.ts';
import { WHOLE_SHOP } from '../../listing/listing.ts';
import { checkReportDays } from '../../search-log/report-days.ts';
import type { Suggestion } from '../../suggestions/suggestions.ts';
import {
  createSynonym,
  deleteSynonym,
  type SynonymDependencies,
  updateSynonym,
} from '../../synonyms/edit-synonyms.ts';
import type { Context } from '../context.ts';
import { allergenOn } from '../details/details-resolvers.ts';
import { editor } from '../editor.ts';
import { allowedQuery, readQuery, searchCatalogue, typedQuery } from '../lists.ts';

type Queries = NonNullable<Resolvers<Context>['Query']>;
type Mutations = NonNullable<Resolvers<Context>['Mutation']>;

export const searchQueries: Pick<
  Queries,
  'searchProducts' | 'searchSuggestions' | 'searchHelp' | 'bestSellers' | 'synonyms' | 'searchReport'
> = {
  searchProducts: (_, args, context) => searchCatalogue(context, args),
  async searchSuggestions(_, { prefix, first }, context) {
    const wanted = countOf(first, { usual: 8, most: 20 });
    const suggestions = await context.suggest(typedQuery('prefix', prefix), wanted);
    const shown = await Promise.all(suggestions.map((suggestion) => shownSuggestion(suggestion, context)));
    return shown.filter((suggestion) => suggestion !== undefined);
  },
  searchHelp: (_, { query }, context) => context.searchHelp(typedQuery('query', query)),
  async bestSellers(_, { categoryId, first }, context) {
    return bestSellersOf(context, categoryId ?? WHOLE_SHOP, countOf(first, { usual: 10, most: 50 }));
  },
  async synonyms(_, args, context) {
    editor(context.caller);
    const page = twoWayArguments(args, { cursor: ['string'] });
    return twoWayConnection(await context.synonyms(rowsOf(page)), page, {
      nodeOf: (group) => group,
      cursorOf: ({ id }) => [id],
    });
  },
  async searchReport(_, { from, to, withoutResults, ...args }, context) {
    editor(context.caller);
    const wrong = checkReportDays({ from, to });
    if (wrong) throw badUserInput(wrong.field, wrong.allowed);
    const page = twoWayArguments(args, { cursor: ['number', 'string'] });
    const wanted = { ...rowsOf(page), from, to, onlyWithoutResults: withoutResults ?? false };
    return twoWayConnection(await context.searchReport(wanted), page, {
      nodeOf: (row) => row,
      cursorOf: ({ searches, phrase }) => [searches, phrase],
    });
  },
};

export function searchMutations(
  deps: SynonymDependencies,
): Pick<Mutations, 'createSynonym' | 'updateSynonym' | 'deleteSynonym' | 'noteSearchChoice'> {
  return {
    async createSynonym(_, { input }, context) {
      const result = await createSynonym(deps, input, editor(context.caller));
      if (result.kind !== 'saved') return commonProblem(result);
      return { __typename: 'CreateSynonymSuccess', synonym: result.synonym };
    },
    async updateSynonym(_, { input }, context) {
      const result = await updateSynonym(deps, input, editor(context.caller));
      if (result.kind !== 'saved') return commonProblem(result);
      return { __typename: 'UpdateSynonymSuccess', synonym: result.synonym };
    },
    async deleteSynonym(_, { input }, context) {
      const result = await deleteSynonym(deps, input, editor(context.caller));
      switch (result.kind) {
        case 'deleted':
          return { __typename: 'DeleteSynonymSuccess', id: result.id };
        case 'notFound':
          return commonProblem(result);
        case 'versionConflict':
          return commonProblem(result);
      }
    },
    noteSearchChoice(_, { input }, context) {
      const query = readQuery(input.query);
      if (query === undefined) return commonProblem(invalidInput('query', allowedQuery));
      context.searchLog.chosen(query);
      return { __typename: 'NoteSearchChoiceSuccess', query };
    },
  };
}

export const searchFields: Pick<Resolvers<Context>, 'SearchHelp' | 'Synonym'> = {
  SearchHelp: {
    withoutAllergens: ({ without }, _, context) =>
      allergensOf(without).map((each) => allergenOn(context, each)),
    popularProducts: (_, { first }, context) =>
      bestSellersOf(context, WHOLE_SHOP, countOf(first, { usual: 5, most: 20 })),
  },
  Synonym: {
    changes({ id }, args, context) {
      editor(context.caller);
      return context.changes(id, args);
    },
  },
};

async function bestSellersOf(context: Context, shelf: string, first: number): Promise<ProductRecord[]> {
  const products = await context.products.loadMany([...(await context.bestSellers({ shelf, first }))]);
  return products.filter((product) => product !== null && product.status === 'ACTIVE') as ProductRecord[];
}

type ShownSuggestion = Awaited<ResolversTypes['SearchSuggestion']>;

/** @returns undefined of what has gone since it was found */
async function shownSuggestion(
  suggestion: Suggestion,
  context: Context,
): Promise<ShownSuggestion | undefined> {
  const { kind } = suggestion;
  switch (kind) {
    case 'QUERY':
      return { kind, text: suggestion.text, textEn: suggestion.text };
    case 'CATEGORY': {
      const category = await context.categories.load(suggestion.id);
      return category ? { kind, text: category.nameJa, textEn: category.nameEn, category } : undefined;
    }
    case 'BRAND': {
      const brand = await context.brands.load(suggestion.id);
      return brand ? { kind, text: brand.nameJa, textEn: brand.nameEn || brand.nameJa, brand } : undefined;
    }
    case 'PRODUCT': {
      const product = await context.products.load(suggestion.id);
      return product?.status === 'ACTIVE'
        ? { kind, text: product.nameJa, textEn: product.nameEn, product }
        : undefined;
    }
  }
}

function countOf(
  first: number | null | undefined,
  { usual, most }: { readonly usual: number; readonly most: number },
): number {
  const wanted = first ?? usual;
  if (wanted < 1 || wanted > most) throw badUserInput('first', allowed.range({ from: 1, to: most }));
  return wanted;
}
