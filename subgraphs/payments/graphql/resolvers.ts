import type { Resolvers } from '../generated/resolvers.ts';
import type { Context } from './context.ts';
import { customerResolvers } from './customer-resolvers.ts';
import { paymentMutations } from './payment-mutations.ts';
import { paymentQueries, paymentResolvers } from './payment-resolvers.ts';

export const resolvers: Resolvers<Context> = {
  Query: paymentQueries,
  Mutation: paymentMutations,
  ...paymentResolvers,
  ...customerResolvers,
};
