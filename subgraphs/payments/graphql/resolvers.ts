import { connection, connectionArguments } from '@depachika/graphql/connection.ts';
import { forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import { batchedReference } from '@depachika/graphql/loaders.ts';
import { type Caller, mayRead } from '@depachika/identity/caller.ts';
import { type CardDependencies, removeCard, saveCard, tokenizeCard } from '../card/cards.ts';
import type { RefundStatus, Resolvers } from '../generated/resolvers.ts';
import { PAYMENT_COLUMNS, type PaymentRow, paymentOf } from '../payment/payment-store.ts';
import { provideRefundAccount, type RefundDependencies, refundPayment } from '../refund/refunds.ts';
import { type Context, type ContextDependencies, entriesKey } from './context.ts';
import { paymentProblem } from './payment-problems.ts';

export type ResolverDependencies = CardDependencies & RefundDependencies & ContextDependencies;

export function paymentsResolvers(deps: ResolverDependencies): Resolvers<Context> {
  const { database } = deps;
  return {
    Query: {
      payment(_, { id }, context) {
        customer(context.caller);
        return context.payments.load(id);
      },
      async payments(_, args, { caller }) {
        withScope(caller, 'payments:read');
        const page = connectionArguments(args, { cursor: ['string'] });
        const rows = await database.query<PaymentRow>(
          `SELECT ${PAYMENT_COLUMNS} FROM payments.payments
           WHERE ($1::text IS NULL OR status = $1) AND ($2::text IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
          [args.status ?? null, page.after?.[0] ?? null, page.first + 1],
        );
        return connection(rows.map(paymentOf), page, ({ id }) => [id]);
      },
    },
    Mutation: {
      async tokenizeCard(_, { input }, { caller }) {
        const outcome = await tokenizeCard(deps, customer(caller), input);
        if (outcome.kind !== 'tokenized') return paymentProblem(outcome);
        return { __typename: 'TokenizeCardSuccess', cardToken: outcome.cardToken, label: outcome.label };
      },
      async savePaymentMethod(_, { input }, { caller }) {
        const outcome = await saveCard(deps, customer(caller), input.cardToken);
        if (outcome.kind !== 'saved') return paymentProblem(outcome);
        return { __typename: 'SavePaymentMethodSuccess', paymentMethod: outcome.paymentMethod };
      },
      async removePaymentMethod(_, { input }, { caller }) {
        const outcome = await removeCard(deps, customer(caller), input.id);
        if (outcome.kind !== 'removed') return paymentProblem(outcome);
        return { __typename: 'RemovePaymentMethodSuccess', id: input.id };
      },
      async provideRefundAccount(_, { input }, context) {
        const { paymentId, ...account } = input;
        const request = { customerId: customer(context.caller), paymentId, account };
        const outcome = await provideRefundAccount(deps, request);
        if (outcome.kind !== 'provided') return paymentProblem(outcome);
        const refund = await context.refunds.load(paymentId);
        if (!refund) throw new Error(`The refund of ${paymentId} was changed and is not there`);
        return { __typename: 'ProvideRefundAccountSuccess', refund };
      },
      async refundPayment(_, { input }, { caller }) {
        withScope(caller, 'payments:refund');
        const outcome = await refundPayment(deps, input);
        if (outcome.kind !== 'opened') return paymentProblem(outcome);
        return { __typename: 'RefundPaymentSuccess', payment: outcome.payment };
      },
    },
    Order: {
      __resolveReference: ({ id }) => ({ id }),
      payments: async ({ id }, _, context) => (await context.paymentsOfOrder.load(id)) ?? [],
    },
    User: {
      __resolveReference: ({ id }, { caller }) => (mayRead(caller, id) ? { id } : null),
      points: ({ id }) => ({ id }),
      paymentMethods: async ({ id }, _, context) => (await context.methodsOfUser.load(id)) ?? [],
    },
    PointsAccount: {
      spendable: async ({ id }, _, context) => (await context.balances.load(id))?.spendable ?? 0,
      held: async ({ id }, _, context) => (await context.balances.load(id))?.held ?? 0,
      pending: async ({ id }, _, context) => (await context.balances.load(id))?.pending ?? 0,
      async entries({ id }, args, context) {
        const page = connectionArguments(args, { cursor: ['string'] });
        const key = entriesKey({ customerId: id, first: page.first, after: page.after?.[0] ?? null });
        return connection((await context.entries.load(key)) ?? [], page, (entry) => [entry.id]);
      },
    },
    Payment: {
      __resolveReference: batchedReference((context: Context) => context.payments),
      order: ({ orderId }) => ({ id: orderId }),
      slip: ({ id, method }, _, context) => (method === 'KONBINI' ? context.slips.load(id) : null),
      refund: ({ id }, _, context) => context.refunds.load(id),
    },
    KonbiniSlip: {
      chain: ({ chain }) => chain as 'LAWSON',
      paid: ({ paidAt }) => paidAt !== null,
    },
    Refund: {
      status: ({ status }) => status as RefundStatus,
      bankAccountNeededBy: ({ status, bankAccountNeededBy }) =>
        status === 'NEEDS_BANK_ACCOUNT' ? bankAccountNeededBy : null,
    },
    PaymentMethod: {
      __resolveReference: batchedReference((context: Context) => context.methods),
    },
  };
}

function customer(caller: Caller): string {
  if (caller.kind !== 'user') throw unauthenticated();
  return caller.userId;
}

function withScope(caller: Caller, scope: string): void {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind === 'user' && !caller.scopes.includes(scope)) throw forbidden();
}
