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

/**
 * Tells that something public of a domain has changed; the message is the domain's name. Routers drop the answers that they
 * keep of it.
 */
export const PUBLIC_DATA_CHANGED = 'public-data.changed';

/** The prefix of the cache in which routers share public answers, by the names of the domains that they are made of. */
export const ANSWERS_CACHE = 'answers';

/** Domains that say when something public of theirs has changed, by what they drop from their own caches. */
export const TELLING_DOMAINS: ReadonlySet<string> = new Set(['products', 'delivery']);
