import { forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import type { HistorySource } from '@depachika/graphql/history/history-source.ts';
import { type BatchLoader, batchLoader } from '@depachika/graphql/loaders.ts';
import { type Caller, isGuest, type SessionCaller } from '@depachika/identity/caller.ts';
import type { Variant } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { readVariants } from '../cart/read-variants.ts';
import type { OrderPage } from '../order/order-reader.ts';
import type { OrderStep, OrderView } from '../order/order-view.ts';
import type { OrdersServices } from '../order/services.ts';

/** What resolvers are given. Loaders are as fresh as the request. */
export interface Context extends RequestContext {
  readonly services: OrdersServices;
  /** Of orders that are followed, in this process. */
  readonly histories: HistorySource<OrderStep>;
  readonly orders: BatchLoader<string, OrderView>;
  /** One page of the orders of a user; lookups of the same page are one. */
  readonly ordersOfUsers: (page: OrderPage) => BatchLoader<string, OrderView[]>;
  /** Variants as the catalogue sells them now. */
  readonly variants: BatchLoader<string, Variant>;
}

/** A user as this domain knows them: by id alone. */
export interface UserReference {
  readonly id: string;
}

/** The shop as the graph shows it: who it is, and the terms that its orders keep. */
export type ShopTerms = OrdersServices['config']['shop'] & {
  readonly id: string;
  readonly returnDays: number;
  readonly retryMinutes: number;
};

export type SignedIn = Extract<Caller, { kind: 'user' }>;

export function createContext(
  { services, histories }: Pick<Context, 'services' | 'histories'>,
  request: RequestContext,
): Context {
  const pages = new Map<string, BatchLoader<string, OrderView[]>>();
  return {
    ...request,
    services,
    histories,
    orders: batchLoader((ids) => services.orders.views(ids), { maxBatch: 100 }),
    ordersOfUsers(page) {
      const key = JSON.stringify(page);
      const loader =
        pages.get(key) ?? batchLoader((ids: readonly string[]) => services.orders.pagesOf(ids, page));
      pages.set(key, loader);
      return loader;
    },
    variants: batchLoader((ids) => readVariants(services, ids), { maxBatch: 100 }),
  };
}

/** @throws UNAUTHENTICATED, or FORBIDDEN for what is no person */
export function signedIn({ caller }: RequestContext): SignedIn {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind !== 'user') throw forbidden();
  return caller;
}

/** Somebody who is signed in, as a customer or as a guest. */
export function buyer(context: RequestContext): { readonly userId: string; readonly isGuest: boolean } {
  const caller = signedIn(context);
  return { userId: caller.userId, isGuest: isGuest(caller) };
}

/** Somebody who is signed in, or who opened the link of one order. @throws UNAUTHENTICATED, or FORBIDDEN for what is no person */
export function readerOf(context: RequestContext): SessionCaller {
  return context.caller.kind === 'orderReader' ? context.caller : signedIn(context);
}

/** @throws UNAUTHENTICATED, or FORBIDDEN without the scope */
export function orderManager(context: RequestContext): SignedIn {
  const user = signedIn(context);
  if (!user.scopes.includes('orders:manage')) throw forbidden();
  return user;
}
