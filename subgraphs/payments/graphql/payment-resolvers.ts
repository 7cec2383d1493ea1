import { connection, connectionArguments } from '@depachika/graphql/connection.ts';
import { batchedReference } from '@depachika/graphql/loaders.ts';
import type { QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import { assertScope, type Context, customerOf } from './context.ts';

export const paymentQueries: QueryResolvers = {
  payment: (_, { id }, context) => {
    customerOf(context);
    return context.payments.load(id);
  },
  payments: async (_, args, context) => {
    assertScope(context, 'payments:read');
    const page = connectionArguments(args, { cursor: ['string'] });
    const rows = await context.services.payments.page({
      first: page.first,
      after: page.after?.[0],
      status: args.status ?? undefined,
    });
    return connection(rows, page, ({ id }) => [id]);
  },
};

export const paymentResolvers: Pick<Resolvers, 'Order' | 'Payment' | 'KonbiniSlip' | 'Refund'> = {
  Order: {
    __resolveReference: ({ id }) => ({ id }),
    payments: async ({ id }, _, context) => (await context.paymentsOfOrder.load(id)) ?? [],
  },
  Payment: {
    __resolveReference: batchedReference((context: Context) => context.payments),
    order: ({ orderId }) => ({ id: orderId }),
    slip: ({ id, method }, _, context) => (method === 'KONBINI' ? context.slips.load(id) : null),
    refund: ({ id }, _, context) => context.refunds.load(id),
  },
  KonbiniSlip: { paid: ({ paidAt }) => paidAt !== null },
  Refund: {
    bankAccountNeededBy: ({ status, bankAccountNeededBy }) =>
      status === 'NEEDS_BANK_ACCOUNT' ? bankAccountNeededBy : null,
  },
};
