/**
 * Channels of the domains' pub/sub: all domains share one Redis, so their names stand together. A wake-up may be lost;
 * whoever listens reads the truth from its own store.
 */

/** Woken when an order's history grows. */
export function orderChannel(orderId: string): string {
  return `orders.${orderId}`;
}

/** Woken when an attempt to place this order has ended. */
export function sagaChannel(orderId: string): string {
  return `orders.saga.${orderId}`;
}

/** Woken when a late payment waits. */
export const LATE_PAYMENT_CHANNEL = 'orders.late';

/** Woken when something happened to the parcels of an order. */
export function trackingChannel(orderId: string): string {
  return `delivery.${orderId}`;
}

/** Tells of each session that ends; the message is its id. The router closes the session's sockets. */
export const SESSION_REVOKED = 'users.session.revoked';

/** Tells that words of the catalogue have changed, or those of synonyms: the message says which. */
export const VOCABULARY_CHANGED = 'products.vocabulary';
