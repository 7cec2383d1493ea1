import { newId } from '@depachika/ids/ids.ts';
import { runDueJobs } from '../background-jobs.ts';
import type { Placed } from './order-lives.ts';
import type { TestShop } from './test-shop.ts';

export const CARD = { method: 'CARD', cardToken: 'tok_visa' } as const;
export const KONBINI = { method: 'KONBINI', konbiniChain: 'LAWSON' } as const;
export const CASH = { method: 'CASH_ON_DELIVERY' } as const;

/** Pays orders of a shop once more, as customers do, and tells them what becomes of it, as payments does. */
export function retries(shop: TestShop) {
  return { retry, reorder, offers, tell, current, cart, jobs, row: (placed: Placed) => rowOf(shop, placed) };

  /** Through the graph. @returns the outcome, or the error's code */
  async function retry(
    { userId, orderId }: Pick<Placed, 'userId' | 'orderId'>,
    payment: object = CARD,
    idempotencyKey: string = newId('req'),
    on = shop,
  ) {
    const result = await on.ask(userId, RETRY, { input: { orderId, payment, idempotencyKey } });
    return (result.data?.outcome ?? result.errors?.[0]?.extensions.code) as Record<string, unknown>;
  }

  async function reorder({ userId, orderId }: Pick<Placed, 'userId' | 'orderId'>) {
    return (await shop.ask(userId, REORDER, { input: { orderId } })).data?.outcome;
  }

  async function offers({ userId, orderId }: Placed) {
    const { data } = await shop.ask(userId, OFFERS, { id: orderId });
    return data!.order as {
      allowedActions: string[];
      payUntil: string | null;
      paymentOffers: {
        method: string;
        offered: boolean;
        reason: string | null;
        explanation: string | null;
      }[];
    };
  }

  /** Tells the order of its current payment, or of another one. */
  async function tell(placed: Placed, event: string, data: object = {}): Promise<void> {
    await shop.deliver(`payments.${event}`, { ...current(placed), ...data });
  }

  function current({ orderId, userId: customerId }: Placed) {
    const { paymentId } = shop.otherDomains.prepared.get(orderId)!;
    return { paymentId, orderId, customerId };
  }

  async function cart({ userId }: Placed) {
    const { lines } = await shop.services.carts.read(userId);
    return lines.map(({ quantity }) => quantity);
  }

  /** Everything that is due after so long. */
  async function jobs(afterMs = 0): Promise<void> {
    shop.clock.advance(afterMs);
    while ((await runDueJobs(shop.services)) === 'more');
  }
}

async function rowOf(shop: TestShop, { orderId }: Placed) {
  const [row] = await shop.services.database.query(
    `SELECT status, version, payment_id AS "paymentId", payment_method AS method, payment_attempts AS attempts,
       pay_until AS "payUntil", lines_returned_at AS "linesReturnedAt", holds_expire_at AS "holdsExpireAt"
     FROM orders.orders WHERE id = $1`,
    [orderId],
  );
  return row as {
    status: string;
    version: number;
    paymentId: string;
    method: string;
    attempts: number;
    payUntil: Date | null;
    linesReturnedAt: Date | null;
    holdsExpireAt: Date;
  };
}

const RETRY = `mutation ($input: RetryPaymentInput!) { outcome: retryPayment(input: $input) { __typename
  ... on RetryPaymentSuccess { order { status version paymentStatus paymentMethod paymentAttempts } }
  ... on OrderNotPayable { status reason } ... on PaymentMethodRefused { code message }
  ... on InvalidInput { field } ... on NotFound { id } ... on IdempotencyKeyReused { idempotencyKey } } }`;
const REORDER = `mutation ($input: ReorderInput!) { outcome: reorder(input: $input) { __typename
  ... on ReorderSuccess { cart { lines { quantity } } } ... on OrderNotReorderable { status } ... on NotFound { id } } }`;
const OFFERS = `query ($id: ID!) { order(id: $id) { allowedActions payUntil
  paymentOffers { method offered reason explanation } } }`;
