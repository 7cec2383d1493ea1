import type { Database } from '@depachika/database/database.ts';

/**
 * The books of so many orders in an empty database, as the shop would have kept them: every method and every end, with
 * what the provider knows. Written by whole tables, for measurements and for tests of plans.
 */
export async function addBulkPayments(database: Database, orders: number): Promise<void> {
  await database.transaction({ name: 'payments.addBulk', timeoutMs: 600_000 }, async (tx) => {
    await tx.query(PAYMENTS, [orders]);
    for (const statement of [...PROVIDER, ...POINTS]) await tx.query(statement);
  });
  // Not in the transaction: its own rows would count as dead for whoever reads the statistics.
  for (const table of TABLES) await database.query(`ANALYZE payments.${table}`);
}

/** One in twenty orders goes each of these ways; a customer has twenty. */
const PAYMENTS = `INSERT INTO payments.payments
    (id, order_id, customer_id, method, status, amount_yen, provider_reference, order_end, created_at, updated_at)
  SELECT 'pay_' || number, 'ord_' || number, 'usr_' || lpad((n / 20)::text, 26, '0'), way.method, way.status, 1000 + n % 9000,
    CASE WHEN way.method = 'CARD' AND way.charge <> 'DECLINED' THEN 'ch_' || number END, way.order_end, now(), now()
  FROM (SELECT n, lpad(n::text, 26, '0') AS number FROM generate_series(0, $1::int - 1) AS n) AS orders
  JOIN (VALUES
    (0, 'CARD', 'AUTHORIZED', 'AUTHORIZED', NULL), (1, 'CARD', 'FAILED', 'DECLINED', NULL),
    (2, 'CARD', 'VOIDED', 'VOIDED', 'CANCELLED'), (3, 'CARD', 'REFUNDED', 'REFUNDED', NULL),
    (4, 'CARD', 'PAID', 'CAPTURED', NULL), (5, 'CARD', 'PAID', 'CAPTURED', NULL), (6, 'CARD', 'PAID', 'CAPTURED', NULL),
    (7, 'CARD', 'PAID', 'CAPTURED', NULL), (8, 'CARD', 'PAID', 'CAPTURED', NULL), (9, 'CARD', 'PAID', 'CAPTURED', NULL),
    (10, 'CARD', 'PAID', 'CAPTURED', NULL), (11, 'KONBINI', 'PENDING', NULL, NULL),
    (12, 'KONBINI', 'VOIDED', NULL, 'EXPIRED'), (13, 'KONBINI', 'REFUNDED', NULL, NULL),
    (14, 'KONBINI', 'PAID', NULL, NULL), (15, 'KONBINI', 'PAID', NULL, NULL), (16, 'KONBINI', 'PAID', NULL, NULL),
    (17, 'CASH_ON_DELIVERY', 'AUTHORIZED', NULL, NULL), (18, 'CASH_ON_DELIVERY', 'PAID', NULL, NULL),
    (19, 'POINTS', 'PAID', NULL, NULL)
  ) AS way (place, method, status, charge, order_end) ON way.place = n % 20`;

const PROVIDER = [
  `INSERT INTO payments.tasks (payment_id, kind, status, due_at, created_at, finished_at)
   SELECT id, CASE method WHEN 'CARD' THEN 'AUTHORIZE' ELSE 'ISSUE_SLIP' END, 'DONE', now(), now(), now()
   FROM payments.payments WHERE method IN ('CARD', 'KONBINI')`,
  `INSERT INTO payments.sandbox_charges (idempotency_key, reference, token, amount_yen, status, created_at)
   SELECT id || '/AUTHORIZE', coalesce(provider_reference, 'ch_' || id), 'tok', amount_yen,
     CASE status WHEN 'PAID' THEN 'CAPTURED' WHEN 'FAILED' THEN 'DECLINED' ELSE status END, now()
   FROM payments.payments WHERE method = 'CARD'`,
  `INSERT INTO payments.slips (id, payment_id, chain, payment_code, amount_yen, deadline_at, paid_at)
   SELECT 'slip_' || id, id, 'LAWSON', 'code_' || id, amount_yen, now(),
     CASE WHEN status IN ('PAID', 'REFUNDED') THEN now() END
   FROM payments.payments WHERE method = 'KONBINI'`,
  `INSERT INTO payments.sandbox_slips (idempotency_key, chain, payment_code, amount_yen, deadline_at, cancelled_at, created_at)
   SELECT s.payment_id || '/ISSUE_SLIP', s.chain, s.payment_code, s.amount_yen, s.deadline_at,
     CASE p.status WHEN 'VOIDED' THEN now() END, now()
   FROM payments.slips AS s JOIN payments.payments AS p ON p.id = s.payment_id`,
  `INSERT INTO payments.webhook_events (id, type, payment_id, outcome, body, received_at)
   SELECT 'evt_' || payment_id, 'konbini.paid', payment_id, 'ACCEPTED', '{}', now()
   FROM payments.slips WHERE paid_at IS NOT NULL`,
  `INSERT INTO payments.refunds (id, payment_id, amount_yen, status, reason, transfer_key, sent_at, created_at, finished_at)
   SELECT 'ref_' || id, id, amount_yen, 'SUCCEEDED', 'RETURNED', id || '/REFUND', now(), now(), now()
   FROM payments.payments WHERE status = 'REFUNDED'`,
  `INSERT INTO payments.sandbox_transfers (idempotency_key, amount_yen, created_at)
   SELECT payment_id || '/REFUND', amount_yen, now() FROM payments.refunds`,
];

/** Every order was awarded 100 points; one in five spent 10, one in five holds 10, and one in five awaits 5. */
const POINTS = [
  `CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
   SELECT p.order_id, p.customer_id, way.kind, way.from_account, way.to_account, way.points
   FROM (SELECT order_id, customer_id, row_number() OVER (ORDER BY order_id) - 1 AS n FROM payments.payments) AS p
   JOIN (VALUES (0, 1, 'AWARDED', 'ISSUED', 'SPENDABLE', 100), (0, 5, 'SPENT', 'SPENDABLE', 'REDEEMED', 10),
     (1, 5, 'HELD', 'SPENDABLE', 'HELD', 10), (4, 5, 'PROMISED', 'ISSUED', 'PENDING', 5)
   ) AS way (place, every, kind, from_account, to_account, points) ON p.n % way.every = way.place`,
  `INSERT INTO payments.points_transactions (id, customer_id, kind, order_id, created_at)
   SELECT 'ptx_' || kind || order_id, customer_id, kind, order_id, now() FROM moved`,
  `INSERT INTO payments.points_postings (transaction_id, account, customer_id, points)
   SELECT 'ptx_' || kind || order_id, side.account, customer_id, side.points
   FROM moved CROSS JOIN LATERAL (VALUES (from_account, -points), (to_account, points)) AS side (account, points)`,
  `INSERT INTO payments.points_balances (customer_id, spendable, held, pending)
   SELECT customer_id, sum(points) FILTER (WHERE account = 'SPENDABLE'),
     coalesce(sum(points) FILTER (WHERE account = 'HELD'), 0), coalesce(sum(points) FILTER (WHERE account = 'PENDING'), 0)
   FROM payments.points_postings GROUP BY customer_id`,
  `INSERT INTO payments.points_lots (id, customer_id, points, remaining, expires_at, created_at)
   SELECT 'lot_' || order_id, customer_id, 100, 100 - sum(points) FILTER (WHERE kind IN ('SPENT', 'HELD')), now(), now()
   FROM (SELECT order_id, customer_id, kind, points FROM moved UNION ALL SELECT order_id, customer_id, 'HELD', 0 FROM moved)
     AS taken GROUP BY order_id, customer_id`,
  `INSERT INTO payments.points_holds (key, order_id, customer_id, points, status, lots, expires_at, created_at)
   SELECT order_id, order_id, customer_id, points, kind,
     jsonb_build_array(jsonb_build_object('lotId', 'lot_' || order_id, 'points', points)), now(), now()
   FROM moved WHERE kind IN ('SPENT', 'HELD')`,
  `INSERT INTO payments.points_awards (order_id, customer_id, points, status, created_at)
   SELECT order_id, customer_id, points, 'PENDING', now() FROM moved WHERE kind = 'PROMISED'`,
];

const TABLES = [
  ...['payments', 'tasks', 'slips', 'refunds', 'webhook_events'],
  ...['sandbox_charges', 'sandbox_slips', 'sandbox_transfers'],
  ...[
    'points_balances',
    'points_transactions',
    'points_postings',
    'points_lots',
    'points_holds',
    'points_awards',
  ],
];
