import type { Resolvers } from '../generated/resolvers.ts';
import { cartMutations, cartQueries, cartResolvers } from './cart-resolvers.ts';
import { orderMutations } from './order-mutations.ts';
import { orderQueries, orderResolvers, orderSubscriptions } from './order-resolvers.ts';
import { shopQueries, shopResolvers } from './shop-resolvers.ts';

export const resolvers: Resolvers = {
  Query: { ...cartQueries, ...orderQueries, ...shopQueries },
  Mutation: { ...cartMutations, ...orderMutations },
  Subscription: orderSubscriptions,
  ...cartResolvers,
  ...orderResolvers,
  ...shopResolvers,
};
