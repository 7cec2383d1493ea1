import { badUserInput } from '@depachika/graphql/errors.ts';
import { batchedReference } from '@depachika/graphql/loaders.ts';
import { rowsOf, twoWayArguments, twoWayConnection } from '@depachika/graphql/two-way-connection.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { adjustStock, type ChangeStockDependencies, receiveStock } from '../stock/change-stock.ts';
import { available, stockStatus } from '../stock/level.ts';
import type { StockReader } from '../stock/stock-reader.ts';
import { stockKeeper } from './access.ts';
import type { Context } from './context.ts';
import { goodsMutations, goodsQueries, goodsResolvers } from './goods-resolvers.ts';
import { adjustStockOutcome, receiveStockOutcome } from './outcomes.ts';

export interface ResolverDependencies extends ChangeStockDependencies {
  readonly stock: StockReader;
}

export function createResolvers(deps: ResolverDependencies): Resolvers<Context> {
  return {
    Query: {
      stockLocations(_, __, { caller }) {
        stockKeeper(caller);
        return deps.stock.allLocations();
      },
      async stockLevels(_, args, { caller }) {
        stockKeeper(caller);
        const page = twoWayArguments(args, { cursor: ['number', 'string'] });
        const { locationId, maxAvailable } = args;
        if (typeof maxAvailable === 'number' && maxAvailable < 0)
          throw badUserInput('maxAvailable', allowed.atLeast(0));
        const filter = { locationId: locationId ?? undefined, maxAvailable: maxAvailable ?? undefined };
        const levels = await deps.stock.levelPage({ ...rowsOf(page), ...filter });
        return twoWayConnection(levels, page, {
          nodeOf: (level) => level,
          cursorOf: (level) => [available(level), level.id],
        });
      },
      ...goodsQueries(deps.stock),
    },
    Mutation: {
      async receiveStock(_, { input }, { caller }) {
        const actor = stockKeeper(caller);
        const receipt = { ...input, reference: input.reference ?? '' };
        return receiveStockOutcome(await receiveStock(deps, receipt, actor));
      },
      async adjustStock(_, { input }, { caller }) {
        const actor = stockKeeper(caller);
        const count = { ...input, backorderLimit: input.backorderLimit ?? undefined };
        return adjustStockOutcome(await adjustStock(deps, count, actor));
      },
      ...goodsMutations(deps),
    },
    ...goodsResolvers,
    ProductVariant: {
      __resolveReference: ({ id }) => ({ id }),
      async stock({ id }, _, context) {
        return { variantId: id, available: (await context.available.load(id)) ?? 0 };
      },
    },
    Stock: {
      status: (stock) => stockStatus(stock.available),
      async levels({ variantId }, _, { caller, levelsOfVariant }) {
        stockKeeper(caller);
        return (await levelsOfVariant.load(variantId)) ?? [];
      },
    },
    ...levelResolvers,
  };
}

const levelReference = batchedReference(({ levels }: Context) => levels);
const locationReference = batchedReference(({ locations }: Context) => locations);

const levelResolvers: Pick<Resolvers<Context>, 'StockLevel' | 'StockLocation'> = {
  StockLevel: {
    __resolveReference: (reference, context) => {
      stockKeeper(context.caller);
      return levelReference(reference, context);
    },
    variant: ({ variantId }) => ({ id: variantId }),
    location: async ({ locationId }, _, { locations }) => (await locations.load(locationId))!,
    available,
    changes({ id }, args, context) {
      stockKeeper(context.caller);
      return context.changes(id, args);
    },
    async movements({ id }, args, context) {
      const page = twoWayArguments(args, { cursor: ['string'] });
      const movements = (await context.movements(rowsOf(page)).load(id)) ?? [];
      return twoWayConnection(movements, page, {
        nodeOf: (movement) => movement,
        cursorOf: (movement) => [movement.id],
      });
    },
  },
  StockLocation: {
    __resolveReference: (reference, context) => {
      stockKeeper(context.caller);
      return locationReference(reference, context);
    },
  },
};
