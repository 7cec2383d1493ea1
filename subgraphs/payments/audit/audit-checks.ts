/**
 * One thing that must hold of the books; `sql` returns what does not hold: subject, expected and found, as text. A shop
 * has many orders: tables are joined on equal values, so that no row of one is compared with every row of another.
 */
export interface MoneyCheck {
  readonly code: string;
  readonly claim: string;
  readonly sql: string;
}

export const MONEY_CHECKS: readonly MoneyCheck[] = [
  {
    code: 'TRANSACTION_UNBALANCED',
    claim: 'every points transaction has postings, and they sum to zero',
    sql: `SELECT t.id AS subject, '0' AS expected, coalesce(sum(p.points)::text, 'no postings') AS found
      FROM payments.points_transactions AS t LEFT JOIN payments.points_postings AS p ON p.transaction_id = t.id
      GROUP BY t.id HAVING coalesce(sum(p.points), 1) <> 0`,
  },
  {
    code: 'BALANCE_DIFFERS',
    claim: "every customer's balance is what was posted: spendable, held, pending and owed",
    sql: `WITH posted AS (
        SELECT customer_id, coalesce(sum(points) FILTER (WHERE account = 'SPENDABLE'), 0) AS spendable,
          coalesce(sum(points) FILTER (WHERE account = 'HELD'), 0) AS held,
          coalesce(sum(points) FILTER (WHERE account = 'PENDING'), 0) AS pending,
          -coalesce(sum(points) FILTER (WHERE account = 'OWED'), 0) AS owed
        FROM payments.points_postings GROUP BY customer_id
      ), compared AS (
        SELECT coalesce(p.customer_id, b.customer_id) AS subject,
          concat_ws('/', coalesce(p.spendable, 0), coalesce(p.held, 0), coalesce(p.pending, 0), coalesce(p.owed, 0)) AS expected,
          concat_ws('/', coalesce(b.spendable, 0), coalesce(b.held, 0), coalesce(b.pending, 0), coalesce(b.owed, 0)) AS found
        FROM posted AS p FULL JOIN payments.points_balances AS b ON b.customer_id = p.customer_id
      )
      SELECT subject, expected, found FROM compared WHERE expected <> found`,
  },
  partsOfBalance('LOTS_DIFFER', 'spendable', 'what is left in lots', {
    rows: 'payments.points_lots',
    sum: 'remaining',
  }),
  partsOfBalance('HOLDS_DIFFER', 'held', 'what live holds set aside', {
    rows: `(SELECT * FROM payments.points_holds WHERE status = 'HELD')`,
    sum: 'points',
  }),
  partsOfBalance('AWARDS_DIFFER', 'pending', 'what undelivered orders will earn', {
    rows: `(SELECT * FROM payments.points_awards WHERE status = 'PENDING')`,
    sum: 'points',
  }),
  partsOfBalance('DEBTS_DIFFER', 'owed', 'what is left to be taken back of awards', {
    rows: 'payments.points_awards',
    sum: 'debt',
  }),
  {
    code: 'CLAWBACK_DIFFERS',
    claim: 'what was awarded for orders whose money went back was taken back, or is owed',
    sql: `WITH taken AS (
        SELECT t.order_id, -sum(p.points) AS points FROM payments.points_transactions AS t
        JOIN payments.points_postings AS p ON p.transaction_id = t.id AND p.account = 'SPENDABLE'
        WHERE t.kind = 'CLAWED_BACK' GROUP BY t.order_id
      )
      SELECT a.order_id AS subject, a.points || ' points' AS expected,
        coalesce(taken.points, 0) || ' taken back, ' || a.debt || ' owed' AS found
      FROM payments.points_awards AS a LEFT JOIN taken ON taken.order_id = a.order_id
      WHERE CASE a.status WHEN 'CLAWED_BACK' THEN a.points ELSE 0 END <> coalesce(taken.points, 0) + a.debt`,
  },
  {
    code: 'AWARD_OF_REFUNDED_ORDER',
    claim: 'no order keeps an award once its money is on its way back, and no other payment of it stands',
    sql: `WITH refunded AS (
        SELECT order_id FROM payments.payments GROUP BY order_id
        HAVING bool_or(status IN ('REFUND_PENDING', 'REFUNDED')) AND bool_and(status NOT IN ('AUTHORIZED', 'PAID'))
      )
      SELECT a.order_id AS subject, 'taken back' AS expected, a.status || ' ' || a.points || ' points' AS found
      FROM payments.points_awards AS a JOIN refunded ON refunded.order_id = a.order_id
      WHERE a.status IN ('PENDING', 'AWARDED')`,
  },
  {
    code: 'HOLD_SHARES_DIFFER',
    claim: 'every hold knows the lots that all of its points came from',
    sql: `SELECT h.key AS subject, h.points::text AS expected, s.points::text AS found
      FROM payments.points_holds AS h CROSS JOIN LATERAL (
        SELECT coalesce(sum((share->>'points')::int), 0) AS points FROM jsonb_array_elements(h.lots) AS share
      ) AS s
      WHERE h.points <> s.points`,
  },
  {
    code: 'POINTS_OF_CANCELLED_ORDER',
    claim: 'no cancelled order keeps points, and no order spends them twice',
    sql: `WITH spent AS (
        SELECT order_id FROM payments.points_holds WHERE status = 'SPENT'
      ), orders AS (
        SELECT order_id, coalesce(bool_or(order_end = 'CANCELLED'), false) AS cancelled
        FROM payments.payments GROUP BY order_id
      )
      SELECT o.order_id AS subject, CASE WHEN o.cancelled THEN '0' ELSE 'at most 1' END || ' spent holds' AS expected,
        count(*) || ' spent holds' AS found
      FROM orders AS o JOIN spent ON spent.order_id = o.order_id
      GROUP BY o.order_id, o.cancelled HAVING o.cancelled OR count(*) > 1`,
  },
  {
    code: 'CHARGE_DIFFERS',
    claim:
      'every card payment stands at the provider as it does here; what a call is under way for may be ahead',
    sql: `WITH allowed (status, charge, under_way) AS (VALUES
        ('PREPARED', 'NONE', false),
        ('PENDING', 'NONE', true), ('PENDING', 'PENDING', true), ('PENDING', 'AUTHORIZED', true),
        ('PENDING', 'DECLINED', true), ('PENDING', 'CHALLENGED', true),
        ('ACTION_NEEDED', 'CHALLENGED', true), ('ACTION_NEEDED', 'AUTHORIZED', true), ('ACTION_NEEDED', 'DECLINED', true),
        ('AUTHORIZED', 'AUTHORIZED', false), ('AUTHORIZED', 'PENDING', false), ('AUTHORIZED', 'CAPTURED', true),
        ('AUTHORIZED', 'VOIDED', true),
        ('PAID', 'CAPTURED', false),
        ('FAILED', 'NONE', false), ('FAILED', 'DECLINED', false), ('FAILED', 'VOIDED', false),
        ('FAILED', 'AUTHORIZED', true), ('FAILED', 'CHALLENGED', true),
        ('VOIDED', 'NONE', false), ('VOIDED', 'VOIDED', false), ('VOIDED', 'DECLINED', false),
        ('VOIDED', 'PENDING', true), ('VOIDED', 'CHALLENGED', true), ('VOIDED', 'AUTHORIZED', true),
        ('REFUND_PENDING', 'CAPTURED', true), ('REFUND_PENDING', 'REFUNDED', true),
        ('REFUNDED', 'REFUNDED', false), ('REFUNDED', 'CAPTURED', true)
      ), waiting AS (
        SELECT payment_id FROM payments.tasks WHERE status = 'READY'
        -- What the card's bank refuses to take back goes to a bank account: the charge stays as it is.
        UNION SELECT payment_id FROM payments.refunds WHERE notification_id IS NULL AND refusals > 0
      ), compared AS (
        SELECT p.id AS subject, p.status, p.amount_yen, p.provider_reference, c.reference, c.amount_yen AS charged_yen,
          coalesce(c.status, 'NONE') AS charge, waiting.payment_id IS NOT NULL AS under_way
        FROM payments.payments AS p
        LEFT JOIN payments.sandbox_charges AS c ON c.idempotency_key = p.id || '/AUTHORIZE'
        LEFT JOIN waiting ON waiting.payment_id = p.id
        WHERE p.method = 'CARD'
      )
      SELECT subject, status || ' ' || amount_yen || ' yen ' || coalesce(provider_reference, '') AS expected,
        charge || ' ' || coalesce(charged_yen, 0) || ' yen ' || coalesce(reference, '') AS found
      FROM compared AS p
      WHERE p.charged_yen <> p.amount_yen OR p.provider_reference <> coalesce(p.reference, '')
        OR NOT EXISTS (SELECT 1 FROM allowed AS a WHERE a.status = p.status AND a.charge = p.charge
          AND (p.under_way OR NOT a.under_way))`,
  },
  {
    code: 'CHARGE_WITHOUT_PAYMENT',
    claim: 'the provider charged nothing that the shop knows nothing of',
    sql: `SELECT c.idempotency_key AS subject, 'a payment' AS expected, c.status || ' ' || c.amount_yen || ' yen' AS found
      FROM payments.sandbox_charges AS c
      LEFT JOIN payments.payments AS p ON c.idempotency_key = p.id || '/AUTHORIZE' AND p.method = 'CARD'
      WHERE p.id IS NULL`,
  },
  {
    code: 'SLIP_DIFFERS',
    claim: 'every slip is as the provider issued it, for the amount of its payment',
    sql: `SELECT s.payment_id AS subject, p.amount_yen || ' yen ' || coalesce(x.payment_code, 'not issued') AS expected,
        s.amount_yen || ' yen ' || s.payment_code AS found
      FROM payments.slips AS s JOIN payments.payments AS p ON p.id = s.payment_id
      LEFT JOIN payments.sandbox_slips AS x ON x.idempotency_key = s.payment_id || '/ISSUE_SLIP'
      WHERE (s.payment_code, s.amount_yen, x.amount_yen) IS DISTINCT FROM (x.payment_code, p.amount_yen, p.amount_yen)`,
  },
  {
    code: 'SLIP_STILL_PAYABLE',
    claim:
      'no slip that the shop has given up can be paid at a register, unless the call that cancels it is under way',
    sql: `WITH waiting AS (
        SELECT DISTINCT payment_id FROM payments.tasks WHERE kind = 'CANCEL_SLIP' AND status = 'READY'
      )
      SELECT p.id AS subject, 'cancelled' AS expected, x.payment_code || ' for ' || x.amount_yen || ' yen' AS found
      FROM payments.payments AS p
      JOIN payments.sandbox_slips AS x ON x.idempotency_key = p.id || '/ISSUE_SLIP'
      LEFT JOIN waiting ON waiting.payment_id = p.id
      WHERE p.method = 'KONBINI' AND p.status IN ('VOIDED', 'FAILED') AND x.cancelled_at IS NULL
        AND waiting.payment_id IS NULL`,
  },
  {
    code: 'RECEIPT_DIFFERS',
    claim: 'money of a slip is in the books exactly when the provider told of it, once',
    sql: `WITH accepted AS (
        SELECT payment_id, count(*) AS times FROM payments.webhook_events
        WHERE type = 'konbini.paid' AND outcome = 'ACCEPTED' GROUP BY payment_id
      ), compared AS (
        SELECT p.id AS subject, (p.status IN ('PAID', 'REFUND_PENDING', 'REFUNDED'))::int AS paid,
          (s.paid_at IS NOT NULL)::int AS noted, coalesce(accepted.times, 0) AS told
        FROM payments.payments AS p LEFT JOIN payments.slips AS s ON s.payment_id = p.id
        LEFT JOIN accepted ON accepted.payment_id = p.id WHERE p.method = 'KONBINI'
      )
      SELECT subject, 'told ' || told || ' times' AS expected, 'paid ' || paid || ', slip paid ' || noted AS found
      FROM compared WHERE paid <> told OR noted <> told`,
  },
  {
    code: 'NOTIFICATION_UNJUDGED',
    claim: 'no money that the provider told of waits while its slip is there, unpaid, for just that amount',
    sql: `SELECT e.id AS subject, 'ACCEPTED' AS expected, e.outcome AS found
      FROM payments.webhook_events AS e JOIN payments.slips AS s ON s.payment_code = e.payment_code
      WHERE e.outcome IN ('UNKNOWN_SLIP', 'WRONG_AMOUNT') AND s.paid_at IS NULL AND s.amount_yen = e.amount_yen`,
  },
  {
    code: 'SURPLUS_DIFFERS',
    claim: 'staff send back money beside a payment exactly where they decided so, to the yen',
    sql: `SELECT coalesce(e.id, r.notification_id) AS subject,
        coalesce(e.amount_yen || ' yen of ' || e.payment_id, 'no refund') AS expected,
        coalesce(r.amount_yen || ' yen of ' || r.payment_id, 'no refund') AS found
      FROM (SELECT * FROM payments.webhook_events WHERE outcome = 'REFUND_OPENED') AS e
      FULL JOIN (SELECT * FROM payments.refunds WHERE notification_id IS NOT NULL) AS r ON r.notification_id = e.id
      WHERE (e.amount_yen, e.payment_id) IS DISTINCT FROM (r.amount_yen, r.payment_id)`,
  },
  {
    code: 'REFUND_DIFFERS',
    claim: 'money went back exactly for payments that are refunded, in full',
    sql: `WITH waiting AS (
        SELECT DISTINCT payment_id FROM payments.tasks WHERE kind = 'REFUND' AND status = 'READY'
      ), compared AS (
        SELECT p.id AS subject, p.status, p.amount_yen, r.status AS refund, r.amount_yen AS refund_yen,
          x.amount_yen AS returned_yen, waiting.payment_id IS NOT NULL AS under_way
        FROM payments.payments AS p
        LEFT JOIN payments.refunds AS r ON r.payment_id = p.id AND r.notification_id IS NULL
        LEFT JOIN payments.sandbox_transfers AS x ON x.idempotency_key = r.transfer_key
        LEFT JOIN waiting ON waiting.payment_id = p.id
      )
      SELECT subject, status || ' ' || amount_yen || ' yen' AS expected,
        'refund ' || coalesce(refund || ' ' || refund_yen || ' yen', 'none')
          || ', returned ' || coalesce(returned_yen, 0) || ' yen' AS found
      FROM compared
      WHERE (status IN ('REFUND_PENDING', 'REFUNDED')) <> (refund IS NOT NULL) OR refund_yen <> amount_yen
        OR (status = 'REFUNDED') <> (coalesce(refund, '') = 'SUCCEEDED') OR returned_yen <> amount_yen
        OR (status = 'REFUNDED' AND returned_yen IS NULL)
        OR (status <> 'REFUNDED' AND returned_yen IS NOT NULL AND NOT under_way)`,
  },
  {
    code: 'TRANSFER_DIFFERS',
    claim: 'the provider sent back nothing that is not a refund of the shop, to the yen',
    sql: `SELECT x.idempotency_key AS subject, coalesce(r.amount_yen || ' yen', 'no refund') AS expected,
        x.amount_yen || ' yen' AS found
      FROM payments.sandbox_transfers AS x LEFT JOIN payments.refunds AS r ON r.transfer_key = x.idempotency_key
      WHERE r.amount_yen IS DISTINCT FROM x.amount_yen
        OR (r.status NOT IN ('PENDING', 'SUCCEEDED'))`,
  },
  {
    code: 'REFUND_FORGOTTEN',
    claim: 'whatever the shop owes waits for an account, or a call is under way for it; nothing else is sent',
    sql: `WITH waiting AS (
        SELECT DISTINCT payment_id FROM payments.tasks WHERE kind = 'REFUND' AND status = 'READY'
      )
      SELECT r.id AS subject, 'a transfer under way' AS expected, 'none' AS found
      FROM payments.refunds AS r LEFT JOIN waiting ON waiting.payment_id = r.payment_id
      WHERE r.status = 'PENDING' AND waiting.payment_id IS NULL
      UNION ALL
      SELECT r.id, 'a date by which the account is needed', 'none' FROM payments.refunds AS r
      WHERE r.status = 'NEEDS_BANK_ACCOUNT' AND r.bank_account_needed_by IS NULL
      UNION ALL
      SELECT r.id, 'a transfer of ' || r.amount_yen || ' yen', 'none' FROM payments.refunds AS r
      LEFT JOIN payments.sandbox_transfers AS x ON x.idempotency_key = r.transfer_key
      WHERE r.status = 'SUCCEEDED' AND x.idempotency_key IS NULL`,
  },
  {
    code: 'PAID_TWICE',
    claim: 'no order keeps money of two payments; what goes back is not kept',
    sql: `WITH moved AS (
        SELECT p.order_id FROM payments.payments AS p
        JOIN payments.sandbox_charges AS c ON split_part(c.idempotency_key, '/', 1) = p.id AND c.status = 'CAPTURED'
        WHERE p.status NOT IN ('REFUND_PENDING', 'REFUNDED')
        UNION ALL
        SELECT p.order_id FROM payments.payments AS p
        JOIN payments.slips AS s ON s.payment_id = p.id AND s.paid_at IS NOT NULL
        WHERE p.status NOT IN ('REFUND_PENDING', 'REFUNDED')
      )
      SELECT order_id AS subject, 'once' AS expected, count(*) || ' times' AS found
      FROM moved GROUP BY order_id HAVING count(*) > 1`,
  },
  {
    code: 'ATTEMPTS_DIFFER',
    claim:
      'the attempts to pay an order are numbered from 1 without a hole, and at most its last one is live',
    sql: `WITH orders AS (
        SELECT order_id, count(*) AS attempts, max(attempt) AS last,
          coalesce(array_agg(attempt ORDER BY attempt)
            FILTER (WHERE status IN ('PREPARED', 'PENDING', 'ACTION_NEEDED', 'AUTHORIZED', 'PAID')), '{}') AS live
        FROM payments.payments GROUP BY order_id
      )
      SELECT order_id AS subject, attempts || ' attempts, at most the last one live' AS expected,
        'the last is ' || last || ', live are ' || live::text AS found
      FROM orders WHERE last <> attempts OR live NOT IN ('{}', ARRAY[last])`,
  },
  {
    code: 'SHIPPED_UNPAID',
    claim:
      'nothing left the house whose money was not certain or was to go back; cash at the door excepted, and a capture may be under way',
    sql: `WITH waiting AS (
        SELECT DISTINCT payment_id FROM payments.tasks WHERE kind = 'CAPTURE' AND status = 'READY'
      )
      SELECT p.id AS subject, 'money before ' || coalesce(p.certain_at, p.shipped_at) AS expected,
        p.method || ' ' || p.status || coalesce(', to go back since ' || r.created_at, '') AS found
      FROM payments.payments AS p LEFT JOIN payments.refunds AS r ON r.payment_id = p.id
      LEFT JOIN waiting ON waiting.payment_id = p.id
      WHERE p.shipped_at IS NOT NULL AND p.method IN ('CARD', 'KONBINI')
        AND (p.status NOT IN ('PAID', 'REFUND_PENDING', 'REFUNDED')
            AND NOT (p.status = 'AUTHORIZED' AND waiting.payment_id IS NOT NULL)
          OR r.created_at < coalesce(p.certain_at, p.shipped_at))`,
  },
  {
    code: 'AWARD_WITHOUT_MONEY',
    claim: 'no order has earned points whose money did not come',
    sql: `WITH paid AS (
        SELECT order_id FROM payments.payments
        WHERE status IN ('PAID', 'REFUND_PENDING', 'REFUNDED') OR method = 'POINTS' AND status = 'AUTHORIZED'
        GROUP BY order_id
      )
      SELECT a.order_id AS subject, 'money, or no points' AS expected, a.points || ' points' AS found
      FROM payments.points_awards AS a LEFT JOIN paid ON paid.order_id = a.order_id
      WHERE a.status = 'AWARDED' AND paid.order_id IS NULL`,
  },
];

function partsOfBalance(
  code: string,
  account: 'spendable' | 'held' | 'pending' | 'owed',
  what: string,
  from: { readonly rows: string; readonly sum: string },
): MoneyCheck {
  return {
    code,
    claim: `every customer's ${account} points are ${what}`,
    sql: `WITH parts AS (SELECT customer_id, sum(${from.sum}) AS points FROM ${from.rows} AS p GROUP BY customer_id)
      SELECT coalesce(b.customer_id, parts.customer_id) AS subject, coalesce(parts.points, 0)::text AS expected,
        coalesce(b.${account}, 0)::text AS found
      FROM payments.points_balances AS b FULL JOIN parts ON parts.customer_id = b.customer_id
      WHERE coalesce(parts.points, 0) <> coalesce(b.${account}, 0)`,
  };
}
