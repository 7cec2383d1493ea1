import { batchedReference } from '@depachika/graphql/loaders.ts';
import { rowsOf, twoWayArguments, twoWayConnection } from '@depachika/graphql/two-way-connection.ts';
import type { QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import { hasOrder, type Payment } from '../payment/payment.ts';
import { assertScope, type Context, customerOf } from './context.ts';

export const paymentQueries: QueryResolvers = {
  payment: (_, { id }, context) => {
    customerOf(context);
    return context.payments.load(id);
  },
  payments: async (_, args, context) => {
    assertScope(context, 'payments:read');
    const page = twoWayArguments(args, { cursor: ['string'] });
    const wanted = { ...rowsOf(page), status: args.status ?? undefined };
    return twoWayConnection(await context.services.payments.page(wanted), page, {
      nodeOf: (payment) => payment,
      cursorOf: ({ id }) => [id],
    });
  },
  providerNotifications: async (_, args, context) => {
    assertScope(context, 'payments:read');
    const page = twoWayArguments(args, { cursor: ['number', 'string'] });
    const wanted = { ...rowsOf(page), undecided: args.undecided ?? true };
    return twoWayConnection(await context.services.notifications.page(wanted), page, {
      nodeOf: (notification) => notification,
      cursorOf: ({ receivedAt, id }) => [receivedAt.getTime(), id],
    });
  },
  refundsOwed: async (_, args, context) => {
    assertScope(context, 'payments:read');
    const page = twoWayArguments(args, { cursor: ['string'] });
    return twoWayConnection(await context.services.refunds.owed(rowsOf(page)), page, {
      nodeOf: (refund) => refund,
      cursorOf: ({ id }) => [id],
    });
  },
};

export const paymentResolvers: Pick<
  Resolvers,
  'Order' | 'Payment' | 'PaymentAction' | 'KonbiniSlip' | 'ProviderNotification' | 'Refund'
> = {
  Order: {
    __resolveReference: ({ id }) => ({ id }),
    payment: async ({ id }, _, context) => (await context.paymentsOfOrder.load(id))?.at(-1) ?? null,
    payments: async ({ id }, _, context) => (await context.paymentsOfOrder.load(id)) ?? [],
  },
  Payment: {
    __resolveReference: batchedReference((context: Context) => context.payments),
    order: (payment) => (hasOrder(payment) ? { id: payment.orderId } : null),
    nextAction: (payment, _, context) => nextAction(payment, context),
    slip: ({ id, method }, _, context) => (method === 'KONBINI' ? context.slips.load(id) : null),
    refund: async ({ id }, _, context) =>
      (await context.refunds.load(id))?.find(({ notificationId }) => notificationId === null) ?? null,
    refunds: async ({ id }, _, context) => (await context.refunds.load(id)) ?? [],
  },
  PaymentAction: { __resolveType: (action) => ('slip' in action ? 'ShowSlip' : 'RedirectToIssuer') },
  KonbiniSlip: { paid: ({ paidAt }) => paidAt !== null },
  ProviderNotification: {
    payment: ({ paymentId }, _, context) => (paymentId === null ? null : context.payments.load(paymentId)),
  },
  Refund: {
    changes: ({ id }, args, context) => {
      assertScope(context, 'payments:read');
      return context.changes(id, args);
    },
    payment: ({ paymentId }, _, context) => context.payments.load(paymentId),
    bankAccountNeededBy: ({ status, bankAccountNeededBy }) =>
      status === 'NEEDS_BANK_ACCOUNT' ? bankAccountNeededBy : null,
  },
};

/** Only the customer is sent to the issuer: staff read the payment, and prove nothing about the card. */
async function nextAction(payment: Payment, { caller, slips }: Context) {
  if (caller.kind !== 'user' || caller.userId !== payment.customerId) return null;
  const { id, method, status, actionUrl, actionUntil } = payment;
  if (status === 'ACTION_NEEDED' && actionUrl && actionUntil) return { url: actionUrl, until: actionUntil };
  if (method !== 'KONBINI' || status !== 'PENDING') return null;
  const slip = await slips.load(id);
  return slip ? { slip, until: slip.deadlineAt } : null;
}
