import type { Transaction } from '@depachika/database/database.ts';
import type { OpenUnpaid, UnpaidOrder } from './unpaid-rules.ts';

/**
 * Attempts of one customer, and those to one recipient, begin one after the other: what is counted of them stays true until
 * the commit. Call it before the statement that counts, which then sees everything that was begun before.
 */
export async function lockBeginning(
  tx: Transaction,
  { customerId, recipients }: { readonly customerId: string; readonly recipients: readonly string[] },
): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(key) FROM (
       SELECT DISTINCT hashtextextended('orders.placeOrder/' || name, 0) AS key FROM unnest($1::text[]) AS name
       ORDER BY key
     ) AS locks`,
    [[customerId, ...recipients]],
  );
}

/** SQL: true for orders `o` that are neither paid for nor over. Two partial indexes have the same words. */
const IS_UNPAID = `o.amount_due_yen > 0
    AND o.status IN ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'PREPARING', 'SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERY_FAILED')
    AND (o.payment_status IN ('PENDING', 'FAILED', 'VOIDED')
      OR (o.payment_status = 'AUTHORIZED' AND o.payment_method = 'CASH_ON_DELIVERY'))`;

/** How an order is to be paid: a retry that is being begun has decided it already. */
const METHOD = `coalesce(
    (SELECT r.choice #>> '{payment,method}' FROM orders.payment_retries AS r WHERE r.order_id = o.id AND r.state = 'RUNNING'),
    o.payment_method)`;

/** What is open beside this order, which is to be paid in another way; call {@link lockBeginning} before. */
export async function openUnpaidBeside(
  tx: Transaction,
  orderId: string,
  { customerId, recipients, isByCard }: UnpaidOrder,
): Promise<OpenUnpaid> {
  const [open] = await tx.query<OpenUnpaid & Record<string, unknown>>(OPEN_BESIDE, [
    customerId,
    recipients,
    isByCard,
    orderId,
  ]);
  return open!;
}

/**
 * Counts what is open of a customer and a recipient, as part of a statement: common table expressions that end in
 * `open_unpaid`, one row in the shape of `OpenUnpaid`. Orders count, and attempts that may become one.
 * @param names parameters; `recipients` is an array, `isByCard` says which kind is counted, and `except` is no order that counts
 */
export function openUnpaidSql(names: {
  readonly customerId: string;
  readonly recipients: string;
  readonly isByCard: string;
  readonly except: string;
}): string {
  const { customerId, recipients, isByCard, except } = names;
  return `unpaid AS (
    SELECT o.customer_id = ${customerId} AS is_mine, o.recipients && ${recipients}::text[] AS is_theirs,
      (SELECT sum(line.quantity) FROM orders.order_lines AS line WHERE line.order_id = o.id) AS pieces
    FROM orders.orders AS o
    WHERE ${IS_UNPAID} AND o.id <> ${except} AND (${METHOD} = 'CARD') = ${isByCard}::boolean
      AND (o.customer_id = ${customerId} OR o.recipients && ${recipients}::text[])
    UNION ALL
    SELECT s.customer_id = ${customerId}, s.recipients && ${recipients}::text[],
      (SELECT sum((line ->> 'quantity')::int) FROM jsonb_array_elements(s.draft -> 'lines') AS line)
    FROM orders.place_order_sagas AS s
    WHERE s.state = 'RUNNING' AND (s.draft ->> 'amountDueYen')::int > 0
      AND (s.draft #>> '{payment,method}' = 'CARD') = ${isByCard}::boolean
      AND (s.customer_id = ${customerId} OR s.recipients && ${recipients}::text[])
  ), open_unpaid AS (
    SELECT count(*) FILTER (WHERE is_mine)::int AS "customerOrders",
      coalesce(sum(pieces) FILTER (WHERE is_mine), 0)::int AS "customerPieces",
      count(*) FILTER (WHERE is_theirs)::int AS "recipientOrders",
      coalesce(sum(pieces) FILTER (WHERE is_theirs), 0)::int AS "recipientPieces"
    FROM unpaid
  )`;
}

const OPEN_BESIDE = `WITH ${openUnpaidSql({ customerId: '$1', recipients: '$2', isByCard: '$3', except: '$4' })}
  SELECT * FROM open_unpaid`;
