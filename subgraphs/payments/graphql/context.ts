import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { type BatchLoader, batchLoader, byKey, groupedBy } from '@depachika/graphql/loaders.ts';
import { mayRead } from '@depachika/identity/caller.ts';
import { MAX_SAVED_CARDS } from '../card/cards.ts';
import type { PaymentMethod, PrismaClient, Refund, Slip } from '../generated/prisma/client.ts';
import type { Payment } from '../payment/payment.ts';
import { PAYMENT_COLUMNS, type PaymentRow, paymentOf, paymentsById } from '../payment/payment-store.ts';
import { type EntriesPage, type PointsEntry, pointsEntries } from '../points/points-entries.ts';
import { balancesOf, type PointsBalance } from '../points/points-ledger.ts';

/** An order or a user, as payments knows it. */
export interface EntityKey {
  readonly id: string;
}

/** One request's lookups, each one statement for all that ask in the same moment, and only what the caller may read. */
export interface Context extends RequestContext {
  readonly payments: BatchLoader<string, Payment>;
  readonly paymentsOfOrder: BatchLoader<string, Payment[]>;
  readonly slips: BatchLoader<string, Slip>;
  readonly refunds: BatchLoader<string, Refund>;
  readonly methods: BatchLoader<string, PaymentMethod>;
  readonly methodsOfUser: BatchLoader<string, PaymentMethod[]>;
  readonly balances: BatchLoader<string, PointsBalance>;
  /** By {@link entriesKey}. */
  readonly entries: BatchLoader<string, PointsEntry[]>;
}

/** A page of a customer's entries as a key: equal pages are read once. */
export function entriesKey({ customerId, first, after }: EntriesPage): string {
  return JSON.stringify({ customerId, first, after });
}

export interface ContextDependencies {
  readonly database: Database;
  readonly prisma: PrismaClient;
  readonly clock: Clock;
}

export function paymentsContext(
  { database, prisma, clock }: ContextDependencies,
  request: RequestContext,
): Context {
  const readable = <T extends { readonly customerId: string }>(rows: readonly T[]) =>
    rows.filter((row) => mayRead(request.caller, row.customerId));
  return {
    ...request,
    payments: batchLoader(async (ids) => byKey(readable(await paymentsById(database, ids)), ({ id }) => id)),
    paymentsOfOrder: batchLoader(async (orderIds) => {
      const rows = await database.query<PaymentRow>(
        `SELECT ${PAYMENT_COLUMNS} FROM payments.payments WHERE order_id = ANY($1::text[]) ORDER BY id`,
        [orderIds],
      );
      return groupedBy(readable(rows.map(paymentOf)), ({ orderId }) => orderId);
    }),
    slips: batchLoader(async (paymentIds) =>
      byKey(
        await prisma.slip.findMany({ where: { paymentId: { in: [...paymentIds] } } }),
        ({ paymentId }) => paymentId,
      ),
    ),
    refunds: batchLoader(async (paymentIds) =>
      byKey(
        await prisma.refund.findMany({ where: { paymentId: { in: [...paymentIds] } } }),
        ({ paymentId }) => paymentId,
      ),
    ),
    methods: batchLoader(async (ids) =>
      byKey(
        readable(await prisma.paymentMethod.findMany({ where: { id: { in: [...ids] } } })),
        ({ id }) => id,
      ),
    ),
    methodsOfUser: batchLoader(async (customerIds) =>
      groupedBy(
        await prisma.paymentMethod.findMany({
          where: { customerId: { in: [...customerIds] } },
          orderBy: { id: 'desc' },
          take: MAX_SAVED_CARDS * customerIds.length,
        }),
        ({ customerId }) => customerId,
      ),
    ),
    entries: batchLoader(async (keys) => {
      const found = await pointsEntries(
        database,
        keys.map((key) => JSON.parse(key) as EntriesPage),
      );
      return new Map(keys.map((key, index) => [key, found.get(index) ?? []]));
    }),
    balances: batchLoader((customerIds) => balancesOf(database, customerIds, clock.now())),
  };
}
