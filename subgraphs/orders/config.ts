import { wholeNumber } from '@depachika/domain/settings.ts';
import { readShopProfile, type ShopProfile } from './shop/shop-profile.ts';

/** Everything that the environment decides for this domain. Durations in milliseconds. */
export interface OrdersConfig {
  /** Longest answer of another domain. */
  readonly rpcTimeoutMs: number;
  /** After this long another process may take an attempt to place an order over; longer than all its calls together. */
  readonly sagaLeaseMs: number;
  /** Orders being placed at once in this process; others wait, up to `placingQueue`, then they are refused. */
  readonly placingAtOnce: number;
  readonly placingQueue: number;
  /** An order whose payment was never answered is cancelled after this, before its holds end. */
  readonly pendingLimitMs: number;
  /** How long after the first decline another way to pay may be tried. */
  readonly retryMs: number;
  /** How long after the end of the grace, or of the time for another attempt, an unpaid order ends. */
  readonly expiryMarginMs: number;
  /** What may be ordered without being paid for. */
  readonly unpaidLimits: UnpaidLimits;
  /** How often a poll looks for what is due when nothing told it; 1,000 or more. */
  readonly pollMs: number;
  /** An order that has not left the shop so long after the end of its slot is cancelled. */
  readonly missedSlotMs: number;
  /** How long after its delivery an order can be given back. */
  readonly returnWindowMs: number;
  /** How long staff may take to decide a return before it is overdue. */
  readonly returnDecisionMs: number;
  /** What is in these categories, or below them, is given back for a defect alone; by slug. */
  readonly perishableCategories: readonly string[];
  /** What the shop tells of itself. */
  readonly shop: ShopProfile;
}

/** The most that may be ordered and not yet be paid for: of one customer, and to one phone number or address. */
export interface UnpaidLimits {
  readonly CUSTOMER_ORDERS: number;
  readonly CUSTOMER_PIECES: number;
  readonly RECIPIENT_ORDERS: number;
  readonly RECIPIENT_PIECES: number;
}

/** Reads the environment once, at start. Throws naming the variable and what it should hold. */
export function ordersConfig(env: NodeJS.ProcessEnv = process.env): OrdersConfig {
  const read = (name: string, otherwise: number, from: number, to: number) =>
    wholeNumber(env, name, { from, to, otherwise });
  const rpcTimeoutMs = read('ORDERS_RPC_TIMEOUT_MS', 5_000, 100, 30_000);
  return {
    rpcTimeoutMs,
    // Four holds and the last transaction, each as slow as it may be.
    sagaLeaseMs: read('ORDERS_SAGA_LEASE_MS', 6 * rpcTimeoutMs, 5 * rpcTimeoutMs + 1, 600_000),
    placingAtOnce: read('ORDERS_PLACING_AT_ONCE', 8, 1, 1_000),
    placingQueue: read('ORDERS_PLACING_QUEUE', 1_000, 0, 100_000),
    pendingLimitMs: read('ORDERS_PENDING_LIMIT_MS', 10 * MINUTE_MS, MINUTE_MS, 14 * MINUTE_MS),
    retryMs: read('ORDERS_RETRY_MINUTES', 15, 1, 24 * 60) * MINUTE_MS,
    expiryMarginMs: read('ORDERS_EXPIRY_MARGIN_MS', MINUTE_MS, 0, 9 * MINUTE_MS),
    unpaidLimits: {
      CUSTOMER_ORDERS: read('ORDERS_UNPAID_PER_CUSTOMER', 5, 1, 100_000),
      CUSTOMER_PIECES: read('ORDERS_UNPAID_PIECES_PER_CUSTOMER', 100, 1, 1_000_000),
      RECIPIENT_ORDERS: read('ORDERS_UNPAID_PER_RECIPIENT', 10, 1, 100_000),
      RECIPIENT_PIECES: read('ORDERS_UNPAID_PIECES_PER_RECIPIENT', 200, 1, 1_000_000),
    },
    pollMs: read('ORDERS_POLL_MS', 5_000, 1_000, 60_000),
    missedSlotMs: HOUR_MS * read('ORDERS_MISSED_SLOT_HOURS', 48, 1, 336),
    returnWindowMs: DAY_MS * read('ORDERS_RETURN_DAYS', 8, 0, 365),
    returnDecisionMs: DAY_MS * read('ORDERS_RETURN_DECISION_DAYS', 3, 1, 90),
    perishableCategories: slugs(env, 'ORDERS_PERISHABLE_CATEGORIES', 'meals,fresh,bakery,cakes,mochi-manju'),
    shop: readShopProfile(env),
  };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

function slugs(env: NodeJS.ProcessEnv, name: string, standard: string): readonly string[] {
  const list = (env[name] ?? standard).split(',').map((slug) => slug.trim());
  const named = list.filter((slug) => slug !== '');
  const wrong = named.find((slug) => !/^[a-z0-9-]+$/.test(slug));
  if (wrong === undefined) return named;
  throw new Error(`${name} must hold slugs of categories with commas between them, but one is "${wrong}"`);
}
