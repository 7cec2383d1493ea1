import { wholeNumber } from '@depachika/domain/settings.ts';

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

/** Who the shop is, as its operator tells it; what is not told is undefined. */
export interface ShopProfile {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly sellerJa: string | undefined;
  readonly sellerEn: string | undefined;
  readonly managerJa: string | undefined;
  readonly managerEn: string | undefined;
  readonly addressJa: string | undefined;
  readonly addressEn: string | undefined;
  /** Digits and hyphens. */
  readonly phone: string | undefined;
  readonly email: string | undefined;
  readonly hoursJa: string | undefined;
  readonly hoursEn: string | undefined;
  /** `T` and 13 digits. */
  readonly invoiceNumber: string | undefined;
  /** Settings of facts that nobody has told: 特定商取引法 asks a shop in Japan for them. */
  readonly untold: readonly string[];
}

/** Reads the environment once, at start. Throws naming the variable and what it should hold. */
export function ordersConfig(env: NodeJS.ProcessEnv = process.env): OrdersConfig {
  const read = (name: string, otherwise: number, from: number, to: number) =>
    wholeNumber(env, name, { from, to, otherwise });
  const rpcTimeoutMs = read('ORDERS_RPC_TIMEOUT_MS', 5_000, 100, 30_000);
  return {
    rpcTimeoutMs,
    // Four holds and the last transaction, each as slow as it may be; or longer than the holds, which then end by themselves.
    sagaLeaseMs: read('ORDERS_SAGA_LEASE_MS', 6 * rpcTimeoutMs, 5 * rpcTimeoutMs + 1, 30 * MINUTE_MS),
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

type ShopFact = Exclude<keyof ShopProfile, 'untold'>;

/** Which setting tells which fact, and what the demo shop says. */
const FACTS = {
  nameJa: { variable: 'SHOP_NAME_JA', demo: 'デパチカ' },
  nameEn: { variable: 'SHOP_NAME_EN', demo: 'Depachika' },
  sellerJa: { variable: 'SHOP_SELLER_JA', demo: '株式会社デパチカ（見本）' },
  sellerEn: { variable: 'SHOP_SELLER_EN', demo: 'Depachika Co., Ltd. (sample)' },
  managerJa: { variable: 'SHOP_MANAGER_JA', demo: '見本 花子' },
  managerEn: { variable: 'SHOP_MANAGER_EN', demo: 'Hanako Mihon' },
  addressJa: { variable: 'SHOP_ADDRESS_JA', demo: '〒103-0000 東京都中央区日本橋見本町1-2-3' },
  addressEn: { variable: 'SHOP_ADDRESS_EN', demo: '1-2-3 Nihombashi Mihoncho, Chuo-ku, Tokyo 103-0000' },
  phone: { variable: 'SHOP_PHONE', demo: '03-0000-0000' },
  email: { variable: 'SHOP_EMAIL', demo: 'shop@depachika.example' },
  hoursJa: { variable: 'SHOP_HOURS_JA', demo: '10時〜19時（1月1日を除く）' },
  hoursEn: { variable: 'SHOP_HOURS_EN', demo: '10:00–19:00, except on 1 January' },
  invoiceNumber: { variable: 'SHOP_INVOICE_NUMBER', demo: 'T0000000000000' },
} as const satisfies Readonly<Record<ShopFact, { variable: string; demo: string }>>;

const FORMS: Partial<Record<ShopFact, { readonly form: RegExp; readonly holds: string }>> = {
  phone: { form: /^\+?[0-9][0-9-]{8,18}$/, holds: 'a phone number: digits and hyphens' },
  email: { form: /^[^<>@\s]+@[^<>@\s]+$/, holds: 'a mail address' },
  invoiceNumber: {
    form: /^T[0-9]{13}$/,
    holds: 'a registration number of qualified invoices: T and 13 digits',
  },
};

/** The longest text of one fact, in characters. */
const LONGEST = 300;

/**
 * Reads who the shop is. Outside production, what is not told is that of the demo shop; in production it stays untold, but for
 * the names. Throws naming the variable and what it should hold.
 */
function readShopProfile(env: NodeJS.ProcessEnv): ShopProfile {
  const isProduction = env.NODE_ENV === 'production';
  const facts = (Object.keys(FACTS) as ShopFact[]).map((fact) => {
    const { variable, demo } = FACTS[fact];
    const isName = fact === 'nameJa' || fact === 'nameEn';
    const told = env[variable]?.trim() || (isProduction && !isName ? undefined : demo);
    if (told !== undefined) check(variable, fact, told);
    return [fact, told] as const;
  });
  const untold = facts.filter(([, told]) => told === undefined).map(([fact]) => FACTS[fact].variable);
  return { ...(Object.fromEntries(facts) as Omit<ShopProfile, 'untold'>), untold };
}

function check(variable: string, fact: ShopFact, text: string): void {
  const wanted = FORMS[fact];
  if (wanted && !wanted.form.test(text)) throw new Error(`${variable} must hold ${wanted.holds}`);
  if (text.length > LONGEST || /[\r\n]/.test(text))
    throw new Error(`${variable} must hold one line of at most ${LONGEST} characters`);
}
