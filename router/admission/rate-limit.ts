import { isIPv6 } from 'node:net';
import { atMost } from '@depachika/cache/at-most.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import type { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { routerError } from '../operation/public-errors.ts';

/** Counts hits in fixed windows. One store for one router, or one for all of them. */
export interface RateLimitStore {
  /** Adds hits, 1 or more. @returns hits in the key's current window, and the milliseconds until it ends */
  hit(
    key: string,
    window: { readonly windowMs: number; readonly hits?: number },
  ): Promise<{ readonly hits: number; readonly resetMs: number }>;
}

/** In this process, for at most `maxKeys` callers; the ones unheard of for longest are forgotten first. */
export function memoryRateLimitStore(options: { clock: Clock; maxKeys?: number }): RateLimitStore {
  const windows = new LRUCache<string, { hits: number; endsMs: number }>(atMost(options.maxKeys ?? 50_000));
  return {
    async hit(key, { windowMs, hits = 1 }) {
      const nowMs = options.clock.now().getTime();
      const known = windows.get(key);
      const current = known && known.endsMs > nowMs ? known : { hits: 0, endsMs: nowMs + windowMs };
      current.hits += hits;
      windows.set(key, current);
      return { hits: current.hits, resetMs: current.endsMs - nowMs };
    },
  };
}

export interface RateLimitRefusal {
  readonly limit: number;
  readonly hits: number;
  readonly retryAfterSeconds: number;
}

/** @param asked.requests how many they are; default 1 @returns why this caller has to wait, or undefined when it may go on */
export type RateLimiter = (asked: {
  readonly caller: Caller;
  readonly address: string;
  readonly requests?: number;
}) => Promise<RateLimitRefusal | undefined>;

/** A store that fails lets everybody through: a limit must not take the shop down with it. */
export function rateLimiter(options: {
  readonly store: RateLimitStore;
  readonly requests: number;
  readonly windowMs: number;
  readonly logger: Logger;
}): RateLimiter {
  const { store, requests, windowMs, logger } = options;
  return async ({ requests: asked = 1, ...who }) => {
    if (requests === 0) return undefined;
    try {
      const { hits, resetMs } = await store.hit(rateLimitKey(who), { windowMs, hits: asked });
      if (hits <= requests) return undefined;
      return { limit: requests, hits, retryAfterSeconds: Math.max(1, Math.ceil(resetMs / 1000)) };
    } catch (error) {
      logger.warn({ err: error }, 'Rate limits cannot be counted');
      return undefined;
    }
  };
}

/** The refusal as clients see it, with the header that says when to come back. */
export function rateLimited({ limit, hits: actual, retryAfterSeconds }: RateLimitRefusal): GraphQLError {
  const extensions = { limit, actual, retryAfterSeconds };
  return routerError('RATE_LIMITED', shared.rateLimited(extensions), {
    status: 429,
    headers: { 'retry-after': String(retryAfterSeconds) },
    extensions,
  });
}

/** A key per person, and per order for who reads that alone; for the anonymous, per IPv4 address or IPv6 network of 64 bits, which one household holds. */
export function rateLimitKey(who: { caller: Caller; address: string }): string {
  if (who.caller.kind === 'user') return `user:${who.caller.userId}`;
  if (who.caller.kind === 'orderReader') return `order:${who.caller.orderId}`;
  return `address:${networkOf(who.address)}`;
}

/** What one household holds: an IPv4 address, or an IPv6 network of 64 bits. */
export function networkOf(address: string): string {
  return isIPv6(address) ? ipv6NetworkOf(address) : address;
}

function ipv6NetworkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  const [head = '', tail = ''] = address.split('%')[0]!.split('::');
  const first = head.split(':').filter(Boolean);
  const last = tail.split(':').filter(Boolean);
  const zeros = address.includes('::')
    ? Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
    : [];
  return [...first, ...zeros, ...last]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':');
}
