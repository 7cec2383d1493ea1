import { claimDueRows } from '@depachika/background/due-rows.ts';
import type { Sql, Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { PaymentChoice } from '../order/order.ts';
import type { RetryProblem } from '../order/problems.ts';

/** RUNNING → DONE: the attempt has begun. RUNNING → REFUSED: it never began, and the key may be used anew. */
export type RetryState = 'RUNNING' | 'DONE' | 'REFUSED';

export interface KnownRetry {
  readonly id: string;
  readonly orderId: string;
  readonly inputHash: string;
  readonly state: RetryState;
  readonly problem: RetryProblem | null;
}

/** What is decided before anything is asked of others; JSON, for whoever takes the retry over. */
export interface RetryChoice {
  readonly payment: PaymentChoice;
  readonly deadlineAt: string | null;
  readonly graceEndsAt: string | null;
  /** Until when everything has to be held; null when holds became allocations. */
  readonly holdsUntil: string | null;
}

/** A process that takes a retry over counts `runs` up, and all others write in vain. */
export interface RunningRetry {
  readonly id: string;
  readonly orderId: string;
  readonly attempt: number;
  readonly choice: RetryChoice;
  readonly runs: number;
  readonly startedAt: Date;
}

export interface NewRetry {
  readonly orderId: string;
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly inputHash: string;
  readonly attempt: number;
  readonly choice: RetryChoice;
  readonly leaseUntil: Date;
  readonly now: Date;
}

export async function findRetry(
  sql: Sql,
  { customerId, idempotencyKey }: { readonly customerId: string; readonly idempotencyKey: string },
): Promise<KnownRetry | undefined> {
  const [retry] = await sql.query<KnownRetry & Record<string, unknown>>(
    `SELECT id, order_id AS "orderId", input_hash AS "inputHash", state, problem
     FROM orders.payment_retries WHERE customer_id = $1 AND idempotency_key = $2`,
    [customerId, idempotencyKey],
  );
  return retry;
}

/** Whether an attempt to pay this order is being begun, and under which key. */
export async function runningKeyOf(sql: Sql, orderId: string): Promise<string | undefined> {
  const rows = await sql.query<{ key: string }>(
    `SELECT idempotency_key AS key FROM orders.payment_retries WHERE order_id = $1 AND state = 'RUNNING'`,
    [orderId],
  );
  return rows[0]?.key;
}

/** The order's row is locked meanwhile. @returns undefined when the key is taken */
export async function beginRetry(tx: Transaction, retry: NewRetry): Promise<RunningRetry | undefined> {
  const { orderId, customerId, idempotencyKey, inputHash, attempt, choice, leaseUntil, now } = retry;
  const rows = await tx.query<{ id: string }>(
    `INSERT INTO orders.payment_retries AS known
       (id, order_id, customer_id, idempotency_key, input_hash, attempt, state, choice, runs, lease_until, started_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'RUNNING', $7, 1, $8, $9)
     ON CONFLICT (customer_id, idempotency_key) DO UPDATE SET id = excluded.id, attempt = excluded.attempt,
       state = 'RUNNING', choice = excluded.choice, problem = NULL, runs = 1, lease_until = excluded.lease_until,
       started_at = excluded.started_at, ended_at = NULL
     WHERE known.state = 'REFUSED' AND known.input_hash = excluded.input_hash
     RETURNING id`,
    [
      newId('req'),
      orderId,
      customerId,
      idempotencyKey,
      inputHash,
      attempt,
      JSON.stringify(choice),
      leaseUntil,
      now,
    ],
  );
  return rows[0] && { id: rows[0].id, orderId, attempt, choice, runs: 1, startedAt: now };
}

/** @returns false when it has ended, or somebody else took it over */
export async function endRetry(
  sql: Sql,
  { id, runs }: RunningRetry,
  { problem, now }: { readonly problem: RetryProblem | null; readonly now: Date },
): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE orders.payment_retries SET state = $3, problem = $4, choice = NULL, ended_at = $5
     WHERE id = $1 AND runs = $2 AND state = 'RUNNING' RETURNING id`,
    [id, runs, problem ? 'REFUSED' : 'DONE', problem && JSON.stringify(problem), now],
  );
  return rows.length === 1;
}

/** Leaves it to the first process that looks after `at`: the lease ends early, since its holder gave up. */
export async function leaveRetry(sql: Sql, { id, runs }: RunningRetry, at: Date): Promise<void> {
  await sql.query(
    `UPDATE orders.payment_retries SET lease_until = least(lease_until, $3)
     WHERE id = $1 AND runs = $2 AND state = 'RUNNING'`,
    [id, runs, at],
  );
}

/** Whether {@link takeRetries} would find something. */
export function isRetryAbandonedSql(now: string): string {
  return `EXISTS (SELECT FROM orders.payment_retries WHERE state = 'RUNNING' AND lease_until < ${now})`;
}

export const IS_RETRY_UNDER_WAY_SQL = `EXISTS (SELECT FROM orders.payment_retries WHERE state = 'RUNNING')`;

/** SQL: since when retries run that have not ended. */
export function retriesSinceSql(): string {
  return `SELECT started_at AS since FROM orders.payment_retries WHERE state = 'RUNNING'`;
}

/** Takes retries whose runner is gone; each is fenced against that runner from now on. */
export async function takeRetries(
  sql: Sql,
  { now, leaseUntil, limit }: { readonly now: Date; readonly leaseUntil: Date; readonly limit: number },
): Promise<RunningRetry[]> {
  return await claimDueRows<RunningRetry>(
    sql,
    {
      table: 'orders.payment_retries',
      key: 'id',
      due: `state = 'RUNNING' AND lease_until < $1`,
      orderBy: 'lease_until',
      limit,
      set: 'runs = runs + 1, lease_until = $2',
      returning: `id, order_id AS "orderId", attempt, choice, runs, started_at AS "startedAt"`,
    },
    [now, leaseUntil],
  );
}

/** Forgets retries that ended before; their keys may be used anew. @returns how many */
export async function pruneRetries(sql: Sql, endedBefore: Date, limit: number): Promise<number> {
  const rows = await sql.query(
    `DELETE FROM orders.payment_retries WHERE id = ANY(ARRAY(
       SELECT id FROM orders.payment_retries WHERE ended_at < $1 LIMIT $2)) RETURNING id`,
    [endedBefore, limit],
  );
  return rows.length;
}
