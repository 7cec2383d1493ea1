import type { Resolvers } from '../generated/resolvers.ts';
import type { Context } from './context.ts';

/** What is asked of a list beside its page; of a search for nothing it is nothing. */
export const listResolvers: Pick<Resolvers<Context>, 'ProductConnection'> = {
  ProductConnection: {
    totalCount: async ({ shelf, selection }, _, context) =>
      (selection && (await context.counts(selection).load(shelf))) ?? 0,
    facets: async ({ shelf, selection }, _, context) =>
      (selection && (await context.facets(selection).load(shelf)))?.facets ?? [],
    priceRange: async ({ shelf, selection }, _, context) =>
      (selection && (await context.facets(selection).load(shelf)))?.priceRange ?? null,
  },
};
