import { type ChangeHistory, changeHistory } from '@depachika/domain/change-history.ts';
import { forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { type BatchLoader, batchLoader, byKey, groupedBy } from '@depachika/graphql/loaders.ts';
import { type Actor, actorOf } from '@depachika/identity/actor.ts';
import { holdsScope, isGuest, mayRead, mayReadOrder } from '@depachika/identity/caller.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import type { SavedCard } from '../card/card.ts';
import type { Payment } from '../payment/payment.ts';
import type { PaymentsServices } from '../payment/services.ts';
import type { KonbiniSlip } from '../payment/slip.ts';
import type { EntriesPage, PointsBalance, PointsEntry } from '../points/points-reader.ts';
import type { Refund } from '../refund/refund.ts';

/** An order or a user, as payments knows it. */
export interface EntityKey {
  readonly id: string;
}

/** One request's lookups, each one statement for all that ask in the same moment, and only what the caller may read. */
export interface Context extends RequestContext {
  readonly services: PaymentsServices;
  readonly payments: BatchLoader<string, Payment>;
  readonly paymentsOfOrder: BatchLoader<string, Payment[]>;
  readonly slips: BatchLoader<string, KonbiniSlip>;
  /** By payment. */
  readonly refunds: BatchLoader<string, Refund[]>;
  readonly methods: BatchLoader<string, SavedCard>;
  readonly methodsOfUser: BatchLoader<string, SavedCard[]>;
  readonly balances: BatchLoader<string, PointsBalance>;
  readonly pointsOwed: BatchLoader<string, number>;
  /** Of refunds. */
  readonly changes: ChangeHistory;
  /** By customer; one loader per page that is asked for. */
  entries(page: EntriesPage): BatchLoader<string, PointsEntry[]>;
}

export function createContext(services: PaymentsServices, request: RequestContext): Context {
  const { payments, refunds, cards, points } = services;
  const readable = <T extends { readonly customerId: string }>(rows: readonly T[]) =>
    rows.filter((row) => mayRead(request.caller, row.customerId));
  const readableOfOrders = (rows: readonly Payment[]) =>
    rows.filter(({ customerId: ownerId, orderId }) => mayReadOrder(request.caller, { ownerId, orderId }));
  const entries = new Map<string, BatchLoader<string, PointsEntry[]>>();
  return {
    ...request,
    services,
    changes: changeHistory(services.changes),
    payments: batchLoader(async (ids) => byKey(readableOfOrders(await payments.byIds(ids)), ({ id }) => id)),
    paymentsOfOrder: batchLoader(async (orderIds) =>
      groupedBy(readableOfOrders(await payments.ofOrders(orderIds)), ({ orderId }) => orderId),
    ),
    slips: batchLoader(async (paymentIds) =>
      byKey(await payments.slipsOf(paymentIds), ({ paymentId }) => paymentId),
    ),
    refunds: batchLoader(async (paymentIds) =>
      groupedBy(await refunds.ofPayments(paymentIds), ({ paymentId }) => paymentId),
    ),
    methods: batchLoader(async (ids) => byKey(readable(await cards.byIds(ids)), ({ id }) => id)),
    methodsOfUser: batchLoader(async (customerIds) =>
      groupedBy(await cards.ofCustomers(customerIds), ({ customerId }) => customerId),
    ),
    entries(page) {
      const name = JSON.stringify(page);
      const loader = entries.get(name) ?? batchLoader((customerIds) => points.entries(customerIds, page));
      entries.set(name, loader);
      return loader;
    },
    pointsOwed: batchLoader((customerIds) => points.owed(customerIds)),
    balances: batchLoader((customerIds) => points.balances(customerIds)),
  };
}

/** The signed-in customer's id. @throws UNAUTHENTICATED when no person is signed in */
export function customerOf({ caller }: RequestContext): string {
  if (caller.kind !== 'user') throw unauthenticated();
  return caller.userId;
}

/** The id of a customer who has an account. @throws UNAUTHENTICATED, or FORBIDDEN for a guest */
export function memberOf(context: RequestContext): string {
  const customerId = customerOf(context);
  if (isGuest(context.caller)) throw forbidden(shared.membersOnly);
  return customerId;
}

/** Who changes something. @throws UNAUTHENTICATED when nobody is signed in */
export function actingIn({ caller }: RequestContext): Actor {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind === 'orderReader') throw forbidden();
  return actorOf(caller);
}

/** @throws UNAUTHENTICATED, or FORBIDDEN for a person without the scope */
export function assertScope({ caller }: RequestContext, scope: string): void {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind !== 'service' && !holdsScope(caller, scope)) throw forbidden();
}

export function hasScope({ caller }: RequestContext, scope: string): boolean {
  return holdsScope(caller, scope);
}
