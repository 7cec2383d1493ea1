import type { DomainName } from '@depachika/schema/services.ts';
import { customerIds, type Life } from './life.ts';

/** What must hold of a life that has come to rest, as someone sees it who has kept books of their own. */
export interface Claim {
  readonly code: string;
  readonly claim: string;
  /** @returns what does not hold, as text */
  readonly broken: (life: Life) => Promise<string[]>;
}

/**
 * The audits look at the shop's own books. These claims look at the same rows from outside, so that both cannot be wrong
 * together: money by the register's receipts and the provider's charges, points by what was given and earned.
 */
export const CLAIMS: readonly Claim[] = [
  bySql(
    'POINTS_FROM_NOTHING',
    'nobody who has points to spend has more than was given and earned',
    'payments',
    `SELECT customer_id AS subject, concat_ws(' ', given, earned, spent, lapsed, spendable, held) AS found
     FROM (${pointsOf()}) AS b WHERE spendable > 0 AND spendable + held + spent + lapsed > given + earned`,
  ),
  bySql(
    'POINTS_LOST',
    'what was given and earned is there, spent or lapsed',
    'payments',
    `SELECT customer_id AS subject, concat_ws(' ', given, earned, spent, lapsed, spendable, held) AS found
     FROM (${pointsOf()}) AS b WHERE spendable + held + spent + lapsed < given + earned`,
  ),
  bySql(
    'POINTS_LIVE_ON',
    'points end when their gain does; only what came back lives up to thirty days longer',
    'payments',
    `SELECT l.customer_id AS subject, sum(l.remaining) || ' points end after ' || t.ends AS found
     FROM (SELECT DISTINCT customer_id, expires_at AS ends FROM payments.points_lots WHERE remaining > 0) AS t
     JOIN payments.points_lots AS l ON l.customer_id = t.customer_id AND l.expires_at >= t.ends
     WHERE l.customer_id = ANY($1::text[]) GROUP BY l.customer_id, t.ends
     HAVING sum(l.remaining) > (
       SELECT coalesce(sum(p.points), 0) FROM payments.points_transactions AS x
       JOIN payments.points_postings AS p ON p.transaction_id = x.id AND p.account = 'SPENDABLE' AND p.points > 0
       WHERE x.customer_id = l.customer_id AND (
         x.kind IN ('GRANTED', 'AWARDED') AND x.expires_at >= t.ends
         OR x.kind IN ('RETURNED', 'RELEASED') AND x.created_at + interval '30 days' >= t.ends))`,
  ),
  bySql(
    'AWARD_WITHOUT_MONEY',
    'nobody keeps points for an order whose money is not there, or has gone back',
    'payments',
    `SELECT a.order_id AS subject, string_agg(p.method || ' ' || p.status, ', ') AS found
     FROM payments.points_awards AS a JOIN payments.payments AS p ON p.order_id = a.order_id
     WHERE a.customer_id = ANY($1::text[]) AND a.status = 'AWARDED'
     GROUP BY a.order_id HAVING NOT bool_or(p.status = 'PAID' OR p.method = 'POINTS' AND p.status = 'AUTHORIZED')`,
  ),
  {
    code: 'SHIPPED_UNPAID',
    claim: 'nothing leaves the house whose money is not certain',
    broken: shippedUnpaid,
  },
  {
    code: 'RECEIPT_LOST',
    claim: 'money that was paid at the register pays its order, or is on its way back',
    broken: receiptsLost,
  },
  bySql(
    'TWO_LIVE_CHARGES',
    'a card is never charged twice for one order',
    'payments',
    `SELECT p.order_id AS subject, count(*) || ' charges' AS found FROM payments.payments AS p
     JOIN payments.sandbox_charges AS c ON split_part(c.idempotency_key, '/', 1) = p.id
     WHERE p.customer_id = ANY($1::text[]) AND c.status IN ('AUTHORIZED', 'CAPTURED')
     GROUP BY p.order_id HAVING count(*) > 1`,
  ),
  { code: 'ENDED_BUT_CHARGED', claim: 'an order that ended holds nobody’s money', broken: endedButCharged },
  {
    code: 'ENDED_BUT_HELD',
    claim: 'an order that ended holds no stock, no place and no points',
    broken: endedButHeld,
  },
  bySql(
    'HISTORY_BROKEN',
    'a history has every version once, and each step begins where the last one ended',
    'orders',
    `SELECT h.order_id AS subject, 'version ' || h.version || ' from ' || coalesce(h.from_status, '-') AS found
     FROM (SELECT order_id, version, from_status, row_number() OVER steps AS place,
             lag(to_status) OVER steps AS before
           FROM orders.order_history WINDOW steps AS (PARTITION BY order_id ORDER BY version)) AS h
     JOIN orders.orders AS o ON o.id = h.order_id
     WHERE o.customer_id = ANY($1::text[])
       AND (h.version <> h.place OR h.from_status IS DISTINCT FROM h.before)`,
  ),
];

/** What was given to each customer, earned and not taken back, spent on orders that stand, lapsed, and what there is. */
function pointsOf(): string {
  return `SELECT b.customer_id, b.spendable, b.held,
      coalesce((SELECT sum(p.points) FROM payments.points_transactions AS x
        JOIN payments.points_postings AS p ON p.transaction_id = x.id AND p.account = 'SPENDABLE'
        WHERE x.customer_id = b.customer_id AND x.kind = 'GRANTED'), 0) AS given,
      coalesce((SELECT sum(points) FROM payments.points_awards AS a
        WHERE a.customer_id = b.customer_id AND a.status = 'AWARDED'), 0) AS earned,
      coalesce((SELECT sum(points) FROM payments.points_holds AS h
        WHERE h.customer_id = b.customer_id AND h.status = 'SPENT'), 0) AS spent,
      coalesce((SELECT sum(points) FROM payments.points_postings AS p
        WHERE p.customer_id = b.customer_id AND p.account = 'LAPSED'), 0) AS lapsed
    FROM payments.points_balances AS b WHERE b.customer_id = ANY($1::text[])`;
}

function bySql(code: string, claim: string, domain: DomainName, sql: string): Claim {
  return {
    code,
    claim,
    async broken(life) {
      const rows = await life.shop
        .database(domain)
        .query<{ subject: string; found: string }>(sql, [customerIds(life)]);
      return rows.map(({ subject, found }) => `${subject} ${found}`);
    },
  };
}

interface ShippedOrder extends Record<string, unknown> {
  readonly id: string;
  readonly status: string;
  readonly shippedAt: Date;
}

/** Cash is paid at the door. Money that went back after the parcel had left is staff's decision. */
async function shippedUnpaid(life: Life): Promise<string[]> {
  const shipped = await life.shop.database('orders').query<ShippedOrder>(
    `SELECT o.id, o.status, h.occurred_at AS "shippedAt" FROM orders.orders AS o
     JOIN orders.order_history AS h ON h.order_id = o.id AND h.to_status = 'SHIPPED'
     WHERE o.customer_id = ANY($1::text[])`,
    [customerIds(life)],
  );
  const paid = await life.shop.database('payments').query<{ orderId: string }>(
    `SELECT p.order_id AS "orderId" FROM payments.payments AS p
     JOIN unnest($1::text[], $2::timestamptz[]) AS s(order_id, shipped_at) ON s.order_id = p.order_id
     LEFT JOIN payments.refunds AS r ON r.payment_id = p.id
     WHERE p.method IN ('CASH_ON_DELIVERY', 'POINTS') OR p.status = 'PAID'
       OR p.status IN ('REFUND_PENDING', 'REFUNDED') AND r.created_at >= s.shipped_at`,
    [shipped.map(({ id }) => id), shipped.map(({ shippedAt }) => shippedAt)],
  );
  const certain = new Set(paid.map(({ orderId }) => orderId));
  return shipped.filter(({ id }) => !certain.has(id)).map(({ id, status }) => `${id} ${status}`);
}

async function receiptsLost({ shop, register }: Life): Promise<string[]> {
  const first = register.receipts.filter(({ isFirst }) => isFirst);
  const rows = await shop.database('payments').query<{ id: string; status: string; isNoted: boolean }>(
    `SELECT p.id, p.status, s.paid_at IS NOT NULL AS "isNoted" FROM payments.payments AS p
     LEFT JOIN payments.slips AS s ON s.payment_id = p.id WHERE p.id = ANY($1::text[])`,
    [first.map(({ paymentId }) => paymentId)],
  );
  return rows
    .filter(({ status, isNoted }) => !isNoted || !RECEIVED.includes(status))
    .map(({ id, status, isNoted }) => `${id} ${status} ${isNoted ? 'noted' : 'not noted'}`);
}

const RECEIVED = ['PAID', 'REFUND_PENDING', 'REFUNDED'];

function endedOrders({ shop, customers }: Life): Promise<{ id: string; status: string }[]> {
  return shop
    .database('orders')
    .query(
      `SELECT id, status FROM orders.orders WHERE customer_id = ANY($1::text[]) AND status IN ('CANCELLED', 'EXPIRED')`,
      [customers.map(({ userId }) => userId)],
    );
}

async function endedButCharged(life: Life): Promise<string[]> {
  const rows = await life.shop.database('payments').query<{ orderId: string; charge: string }>(
    `SELECT p.order_id AS "orderId", c.status AS charge FROM payments.payments AS p
     JOIN payments.sandbox_charges AS c ON split_part(c.idempotency_key, '/', 1) = p.id
     WHERE p.order_id = ANY($1::text[]) AND c.status IN ('AUTHORIZED', 'CAPTURED')`,
    [(await endedOrders(life)).map(({ id }) => id)],
  );
  return rows.map(({ orderId, charge }) => `${orderId} ${charge}`);
}

async function endedButHeld(life: Life): Promise<string[]> {
  const ids = (await endedOrders(life)).map(({ id }) => id);
  const look = async (domain: DomainName, sql: string) => {
    const rows = await life.shop.database(domain).query<{ key: string; status: string }>(sql, [ids]);
    return rows.map(({ key, status }) => `${domain} ${key} ${status}`);
  };
  const found = await Promise.all([
    look(
      'inventory',
      `SELECT key, status FROM inventory.reservations
       WHERE split_part(key, ':', 1) = ANY($1::text[]) AND status IN ('HELD', 'ALLOCATED')`,
    ),
    look(
      'delivery',
      `SELECT key, status FROM delivery.holds WHERE order_id = ANY($1::text[]) AND status IN ('HELD', 'CONFIRMED')`,
    ),
    look(
      'payments',
      `SELECT key, status FROM payments.points_holds
       WHERE split_part(key, ':', 1) = ANY($1::text[]) AND status IN ('HELD', 'SPENT')`,
    ),
  ]);
  return found.flat();
}
