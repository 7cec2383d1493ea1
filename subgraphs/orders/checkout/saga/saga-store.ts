import { claimDueRows } from '@depachika/background/due-rows.ts';
import type { Sql, Transaction } from '@depachika/database/database.ts';
import { takeBoughtLinesSql } from '../../cart/cart-store.ts';
import type { OrderDraft } from '../../order/order.ts';
import { draftToInsert, insertOrderSql, numberPrefix } from '../../order/order-store.ts';
import { openUnpaidSql } from '../unpaid-order-store.ts';
import type { OpenUnpaid } from '../unpaid-rules.ts';
import { type NamedStepProblem, type StepProblem, stepProblemOf } from './step-problem.ts';

/**
 * RUNNING → DONE: the order is placed. RUNNING → UNDOING → REFUSED (a problem that the client can act on) or UNDONE
 * (a fault): everything was given back.
 */
export type SagaState = 'RUNNING' | 'DONE' | 'UNDOING' | 'REFUSED' | 'UNDONE';

export interface KnownSaga {
  readonly orderId: string;
  readonly inputHash: string;
  readonly state: SagaState;
  readonly problem: StepProblem | null;
}

/** The right to write an attempt: a process that takes it over counts `attempts` up, and all others write in vain. */
export interface SagaFence {
  readonly orderId: string;
  readonly attempts: number;
}

export interface AbandonedSaga extends SagaFence {
  readonly state: 'RUNNING' | 'UNDOING';
  readonly draft: OrderDraft;
  readonly startedAt: Date;
}

export interface NewSaga {
  readonly draft: OrderDraft;
  readonly idempotencyKey: string;
  readonly inputHash: string;
  readonly recipients: readonly string[];
  readonly leaseUntil: Date;
  readonly now: Date;
}

const UNENDED = `state IN ('RUNNING', 'UNDOING')`;

export async function findSaga(
  sql: Sql,
  { customerId, idempotencyKey }: { readonly customerId: string; readonly idempotencyKey: string },
): Promise<KnownSaga | undefined> {
  const [saga] = await sql.query<KnownSagaRow>(
    `SELECT order_id AS "orderId", input_hash AS "inputHash", state, problem
     FROM orders.place_order_sagas WHERE customer_id = $1 AND idempotency_key = $2`,
    [customerId, idempotencyKey],
  );
  return saga && { ...saga, problem: saga.problem && stepProblemOf(saga.problem) };
}

type KnownSagaRow = Omit<KnownSaga, 'problem'> & { problem: StepProblem | NamedStepProblem | null };

/** What came of {@link insertSaga}. */
export interface InsertedSaga {
  /** False when the key is taken by an attempt under way, by an order, or by another input. */
  readonly isBegun: boolean;
  /** True when another attempt orders the same cart: nothing is begun. */
  readonly isCartTaken: boolean;
  /** What was open before. */
  readonly open: OpenUnpaid;
}

/** Writes an attempt down, and counts what is open beside it; call `lockBeginning` before. */
export async function insertSaga(tx: Transaction, saga: NewSaga): Promise<InsertedSaga> {
  const { draft, idempotencyKey, inputHash, recipients, leaseUntil, now } = saga;
  const { orderId, customerId, fromCart, payment } = draft;
  const [row] = await tx.query<InsertedSaga & Record<string, unknown>>(BEGIN, [
    ...[orderId, customerId, idempotencyKey, inputHash, JSON.stringify(draft), leaseUntil, now],
    ...[fromCart ? customerId : null, recipients, payment.method === 'CARD'],
  ]);
  return row!;
}

export type FinishOutcome =
  | { readonly kind: 'placed'; readonly number: string }
  | { readonly kind: 'takenOver' }
  | { readonly kind: 'cartChanged' };

/**
 * Ends the attempt, writes the order and takes what was bought out of the cart: in one statement, so that nothing of
 * it happens alone, and nothing when the cart no longer holds what was to be bought.
 * @returns the order's number for people; `takenOver` when somebody else took the attempt over
 */
export async function finishSaga(
  tx: Transaction,
  { orderId, attempts }: SagaFence,
  { draft, paymentId, now }: { draft: OrderDraft; paymentId: string; now: Date },
): Promise<FinishOutcome> {
  const [row] = await tx.query<{ number: string | null; isCartAsRead: boolean }>(FINISH, [
    orderId,
    attempts,
    draftToInsert(draft),
    paymentId,
    now,
    numberPrefix(now),
  ]);
  if (row!.number !== null) return { kind: 'placed', number: row!.number };
  return { kind: row!.isCartAsRead ? 'takenOver' : 'cartChanged' };
}

/** @returns false when the attempt has ended meanwhile, or somebody else took it over */
export async function beginUndo(
  sql: Sql,
  { orderId, attempts }: SagaFence,
  problem: StepProblem | null,
): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE orders.place_order_sagas SET state = 'UNDOING', problem = $3, cart_of = NULL
     WHERE order_id = $1 AND attempts = $2 AND state = 'RUNNING' RETURNING order_id`,
    [orderId, attempts, problem && JSON.stringify(problem)],
  );
  return rows.length === 1;
}

export async function endUndo(sql: Sql, { orderId, attempts }: SagaFence, now: Date): Promise<void> {
  await sql.query(
    `UPDATE orders.place_order_sagas
     SET state = CASE WHEN problem IS NULL THEN 'UNDONE' ELSE 'REFUSED' END, draft = NULL, ended_at = $3
     WHERE order_id = $1 AND attempts = $2 AND state = 'UNDOING'`,
    [orderId, attempts, now],
  );
}

/** Leaves the rest of an undo to the first process that looks after `at`: the lease ends early, since its holder gave up. */
export async function leaveUndo(sql: Sql, { orderId, attempts }: SagaFence, at: Date): Promise<void> {
  await sql.query(
    `UPDATE orders.place_order_sagas SET lease_until = least(lease_until, $3)
     WHERE order_id = $1 AND attempts = $2 AND state = 'UNDOING'`,
    [orderId, attempts, at],
  );
}

/** Whether {@link takeAbandoned} would find something. */
export function isAbandonedSql(now: string): string {
  return `EXISTS (SELECT FROM orders.place_order_sagas WHERE ${UNENDED} AND lease_until < ${now})`;
}

export const IS_SAGA_UNDER_WAY_SQL = `EXISTS (SELECT FROM orders.place_order_sagas WHERE ${UNENDED})`;

/** SQL: since when attempts run that have not ended. One that keeps failing is taken again and again. */
export function unendedSinceSql(): string {
  return `SELECT started_at AS since FROM orders.place_order_sagas WHERE ${UNENDED}`;
}

/** Attempts that have not ended, by state. */
export async function countUnendedSagas(sql: Sql): Promise<{ state: string; value: number }[]> {
  return await sql.query<{ state: string; value: number }>(
    `SELECT state, count(*)::int AS value FROM orders.place_order_sagas
     WHERE ${UNENDED} GROUP BY state`,
  );
}

/** Takes attempts whose runner is gone; each is fenced against that runner from now on. */
export async function takeAbandoned(
  sql: Sql,
  { now, leaseUntil, limit }: { readonly now: Date; readonly leaseUntil: Date; readonly limit: number },
): Promise<AbandonedSaga[]> {
  return await claimDueRows<AbandonedSaga>(
    sql,
    {
      table: 'orders.place_order_sagas',
      key: 'order_id',
      due: `${UNENDED} AND lease_until < $1`,
      orderBy: 'lease_until',
      limit,
      set: 'attempts = attempts + 1, lease_until = $2',
      returning: `order_id AS "orderId", attempts, state, draft, started_at AS "startedAt"`,
    },
    [now, leaseUntil],
  );
}

/** Forgets attempts that ended before; their keys may be used anew. @returns how many */
export async function pruneSagas(sql: Sql, endedBefore: Date, limit: number): Promise<number> {
  const rows = await sql.query(
    `DELETE FROM orders.place_order_sagas WHERE order_id = ANY(ARRAY(
       SELECT order_id FROM orders.place_order_sagas WHERE ended_at < $1 LIMIT $2)) RETURNING order_id`,
    [endedBefore, limit],
  );
  return rows.length;
}

const BEGIN = `
  WITH ordering AS (
    SELECT idempotency_key FROM orders.place_order_sagas WHERE cart_of = $8
  ), ${openUnpaidSql({ customerId: '$2', recipients: '$9', isByCard: '$10', except: '$1' })}, begun AS (
    INSERT INTO orders.place_order_sagas AS known (order_id, customer_id, idempotency_key, input_hash, state, draft,
      attempts, lease_until, started_at, cart_of, recipients)
    SELECT $1, $2, $3, $4, 'RUNNING', $5, 1, $6, $7, $8, $9 WHERE NOT EXISTS (SELECT FROM ordering)
    ON CONFLICT (customer_id, idempotency_key) DO UPDATE SET order_id = excluded.order_id, state = 'RUNNING',
      draft = excluded.draft, problem = NULL, attempts = 1, lease_until = excluded.lease_until,
      started_at = excluded.started_at, ended_at = NULL, cart_of = excluded.cart_of, recipients = excluded.recipients
    WHERE known.state IN ('REFUSED', 'UNDONE') AND known.input_hash = excluded.input_hash
    RETURNING order_id
  )
  SELECT EXISTS (SELECT FROM begun) AS "isBegun",
    EXISTS (SELECT FROM ordering WHERE idempotency_key <> $3) AS "isCartTaken", to_jsonb(open_unpaid) AS open
  FROM open_unpaid`;

const CART = takeBoughtLinesSql({ from: 'saga', draft: '$3', now: '$5' });

const FINISH = `
  WITH ${CART.compare}, saga AS (
    UPDATE orders.place_order_sagas SET state = 'DONE', draft = NULL, ended_at = $5, cart_of = NULL
    WHERE order_id = $1 AND attempts = $2 AND state = 'RUNNING' AND (SELECT holds FROM cart_as_read)
    RETURNING order_id, customer_id, recipients
  ), ${insertOrderSql({ from: 'saga', draft: '$3', paymentId: '$4', now: '$5', numberPrefix: '$6' })},
  ${CART.take}
  SELECT (SELECT number FROM placed), (SELECT holds FROM cart_as_read) AS "isCartAsRead"`;
