import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { Payment, TaskKind } from './payment.ts';
import { type PaymentRow, paymentColumnsOf, paymentOf } from './payment-rows.ts';

/** A call to the provider that a payment waits for. There is one of each kind per payment. */
export interface TaskKey {
  readonly paymentId: string;
  readonly kind: TaskKind;
}

export interface NewTask extends TaskKey {
  /** Of the request that asked for it; none outside a request. */
  readonly requestId: string | undefined;
}

/** Adds tasks that are due at once; those that were added before stay as they are. */
export async function addTasks(tx: Transaction, tasks: readonly NewTask[], now: Date): Promise<void> {
  if (tasks.length === 0) return;
  await tx.query(
    `INSERT INTO payments.tasks (payment_id, kind, request_id, status, due_at, created_at)
     SELECT a.payment_id, a.kind, a.request_id, 'READY', $4, $4
     FROM unnest($1::text[], $2::text[], $3::text[]) AS a(payment_id, kind, request_id)
     ON CONFLICT (payment_id, kind) DO NOTHING`,
    [
      tasks.map(({ paymentId }) => paymentId),
      tasks.map(({ kind }) => kind),
      tasks.map(({ requestId }) => requestId ?? null),
      now,
    ],
  );
}

/** Makes a task due at once that may have been done before; one that waits or is under way goes on as it is. */
export async function makeTaskDue(
  tx: Transaction,
  { paymentId, kind, requestId }: NewTask,
  now: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO payments.tasks AS t (payment_id, kind, request_id, status, due_at, created_at)
     VALUES ($1, $2, $3, 'READY', $4, $4)
     ON CONFLICT (payment_id, kind) DO UPDATE
     SET status = 'READY', attempts = 0, due_at = excluded.due_at, created_at = excluded.created_at, request_id = excluded.request_id, finished_at = NULL
     WHERE t.status <> 'READY'`,
    [paymentId, kind, requestId ?? null, now],
  );
}

/**
 * Gives up tasks that are no longer wanted; those that are done stay done. A slip that was asked for once may have been
 * issued: it is asked for again, so that the shop knows it when somebody pays it.
 */
export async function dropTasks(tx: Transaction, tasks: readonly TaskKey[], now: Date): Promise<void> {
  if (tasks.length === 0) return;
  await tx.query(
    `UPDATE payments.tasks AS t SET status = 'DROPPED', finished_at = $3
     FROM unnest($1::text[], $2::text[]) AS d(payment_id, kind)
     WHERE t.payment_id = d.payment_id AND t.kind = d.kind AND t.status = 'READY'
       AND (t.kind <> 'ISSUE_SLIP' OR t.attempts = 0)`,
    [tasks.map(({ paymentId }) => paymentId), tasks.map(({ kind }) => kind), now],
  );
}

/** SQL: since when calls of this kind are wanted. One that is tried again and again falls due anew, and is as old as it is. */
export function wantedSinceSql(kind: TaskKind): string {
  return `SELECT created_at AS since FROM payments.tasks WHERE status = 'READY' AND kind = '${kind}'`;
}

export interface TakenTask {
  readonly kind: TaskKind;
  /** Calls so far, the one under way included. */
  readonly attempts: number;
  readonly payment: Payment;
  readonly requestId: string | undefined;
}

type TaskRow = PaymentRow & {
  task_kind: TaskKind;
  attempts: number;
  request_id: string | null;
};

/** Takes tasks that are due and that no process works on; each is due again when its lease ends. */
export async function takeTasks(
  sql: Sql,
  { now, leaseUntil, limit }: { readonly now: Date; readonly leaseUntil: Date; readonly limit: number },
): Promise<TakenTask[]> {
  const rows = await sql.query<TaskRow>(
    `WITH due AS (
       SELECT payment_id, kind FROM payments.tasks WHERE status = 'READY' AND due_at <= $1
       ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED
     ), taken AS (
       UPDATE payments.tasks AS t SET due_at = $2, attempts = t.attempts + 1 FROM due
       WHERE t.payment_id = due.payment_id AND t.kind = due.kind
       RETURNING t.payment_id, t.kind AS task_kind, t.attempts, t.request_id
     ) ${TAKEN}`,
    [now, leaseUntil, limit],
  );
  return rows.map(takenTask);
}

/** Takes this one task, due or not. @returns undefined when it is over */
export async function takeTask(
  tx: Transaction,
  { paymentId, kind }: TaskKey,
  leaseUntil: Date,
): Promise<TakenTask | undefined> {
  const [row] = await tx.query<TaskRow>(
    `WITH taken AS (
       UPDATE payments.tasks SET due_at = $3, attempts = attempts + 1
       WHERE payment_id = $1 AND kind = $2 AND status = 'READY'
       RETURNING payment_id, kind AS task_kind, attempts, request_id
     ) ${TAKEN}`,
    [paymentId, kind, leaseUntil],
  );
  return row && takenTask(row);
}

/** Makes a task due at once that waits to be tried again. @returns false when it is over */
export async function hurryTask(sql: Sql, { paymentId, kind }: TaskKey, now: Date): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE payments.tasks SET due_at = least(due_at, $3) WHERE payment_id = $1 AND kind = $2 AND status = 'READY'
     RETURNING kind`,
    [paymentId, kind, now],
  );
  return rows.length === 1;
}

/** What a statement selects of the tasks that it has taken. */
const TAKEN = `SELECT taken.task_kind, taken.attempts, taken.request_id, ${paymentColumnsOf('p')}
  FROM taken JOIN payments.payments AS p ON p.id = taken.payment_id`;

function takenTask(row: TaskRow): TakenTask {
  return {
    kind: row.task_kind,
    attempts: row.attempts,
    payment: paymentOf(row),
    requestId: row.request_id ?? undefined,
  };
}

export interface SettledTask extends TaskKey {
  /** When the call is made again; undefined when it is done. */
  readonly retryAt?: Date | undefined;
}

/** Ends tasks or puts them off; those that were dropped meanwhile stay dropped. */
export async function settleTasks(tx: Transaction, tasks: readonly SettledTask[], now: Date): Promise<void> {
  await tx.query(
    `UPDATE payments.tasks AS t
     SET status = CASE WHEN a.due_at IS NULL THEN 'DONE' ELSE t.status END,
         due_at = coalesce(a.due_at, t.due_at), finished_at = CASE WHEN a.due_at IS NULL THEN $2::timestamptz END
     FROM jsonb_to_recordset($1::jsonb) AS a(payment_id text, kind text, due_at timestamptz)
     WHERE t.payment_id = a.payment_id AND t.kind = a.kind AND t.status = 'READY'`,
    [
      JSON.stringify(
        tasks.map(({ paymentId, kind, retryAt }) => ({
          payment_id: paymentId,
          kind,
          due_at: retryAt ?? null,
        })),
      ),
      now,
    ],
  );
}
