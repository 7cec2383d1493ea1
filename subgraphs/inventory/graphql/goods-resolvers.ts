import { rowsOf, twoWayArguments, twoWayConnection } from '@depachika/graphql/two-way-connection.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import { decideReturnedGoods, type GoodsDependencies } from '../order-stock/decide-goods.ts';
import type { StockReader } from '../stock/stock-reader.ts';
import { stockKeeper } from './access.ts';
import type { Context } from './context.ts';
import { decideGoodsOutcome } from './outcomes.ts';

export function goodsQueries(stock: StockReader): Pick<QueryResolvers<Context>, 'returnedGoods'> {
  return {
    async returnedGoods(_, args, { caller }) {
      stockKeeper(caller);
      const page = twoWayArguments(args, { cursor: ['number', 'string', 'string'] });
      const goods = await stock.goodsPage({ ...rowsOf(page), onlyUndecided: args.onlyUndecided ?? true });
      return twoWayConnection(goods, page, {
        nodeOf: (one) => one,
        cursorOf: ({ openedAt, orderId, levelId }) => [openedAt.getTime(), orderId, levelId],
      });
    },
  };
}

export function goodsMutations(
  deps: GoodsDependencies,
): Pick<MutationResolvers<Context>, 'decideReturnedGoods'> {
  return {
    async decideReturnedGoods(_, { input }, { caller }) {
      const actor = stockKeeper(caller);
      const decision = { ...input, note: input.note ?? '' };
      return decideGoodsOutcome(await decideReturnedGoods(deps, decision, actor));
    },
  };
}

export const goodsResolvers: Pick<Resolvers<Context>, 'Order' | 'ReturnedGoods'> = {
  Order: {
    __resolveReference: ({ id }) => ({ id }),
    async returnedGoods({ id }, _, { caller, goodsOfOrders }) {
      stockKeeper(caller);
      return (await goodsOfOrders.load(id)) ?? [];
    },
  },
  ReturnedGoods: {
    order: ({ orderId }) => ({ id: orderId }),
    variant: ({ variantId }) => ({ id: variantId }),
    level: async ({ levelId }, _, { levels }) => (await levels.load(levelId))!,
  },
};
