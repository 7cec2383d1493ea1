import { type PollingLoop, pollingLoop, type StepResult } from '@depachika/background/polling-loop.ts';
import { backoffMs } from '@depachika/clock/backoff.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { newId } from '@depachika/ids/ids.ts';
import { EVENT_TYPES } from '@depachika/schema/generated/events.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import type { Logger } from 'pino';
import type { Payment, PaymentTrigger, TaskKind } from '../payment/payment.ts';
import { paymentEvent } from '../payment/payment-events.ts';
import { PAYMENT_COLUMNS, type PaymentRow, type PaymentStore, paymentOf } from '../payment/payment-store.ts';
import type { BankAccount } from '../refund/bank-account.ts';
import { type PaymentProvider, PROVIDER_TIMEOUT_MS, ProviderUnavailable } from './provider.ts';

export interface ProviderWorkerDependencies {
  readonly database: Database;
  readonly store: PaymentStore;
  readonly outbox: Outbox;
  readonly provider: PaymentProvider;
  readonly clock: Clock;
  readonly crashPoints: CrashPoints;
  readonly logger: Logger;
}

/** At most this many calls to the provider at once, from one process. */
const BATCH = 32;
/** A task taken by a process that died is taken again after so long. */
const LEASE_MS = 30_000;
/** A late answer is asked for again when no webhook has told it by then. */
const LATE_ANSWER_MS = 60_000;
const AFTER_FAILURES = { firstMs: 1_000, longestMs: 10 * 60_000 };

/**
 * Carries out what payments wait for: takes due tasks, calls the provider outside any transaction, and stores all
 * answers in one. A call whose outcome is unknown is made again under the same key, ever less often.
 */
export function providerWorker(deps: ProviderWorkerDependencies): PollingLoop {
  return pollingLoop({
    name: 'payments provider worker',
    clock: deps.clock,
    logger: deps.logger,
    pollMs: 2_000,
    step: () => carryOutTasks(deps),
  });
}

/** One round of the worker. */
export async function carryOutTasks(deps: ProviderWorkerDependencies): Promise<StepResult> {
  const tasks = await takeTasks(deps);
  if (tasks.length === 0) return 'idle';
  deps.crashPoints.reach('payments.worker.taken');
  const answers = await Promise.all(
    tasks.map((task) => withRequestId(task.requestId, () => answer(deps, task))),
  );
  deps.crashPoints.reach('payments.worker.answered');
  await deps.database.transaction({ name: 'payments.storeAnswers' }, (tx) => storeAnswers(deps, tx, answers));
  deps.crashPoints.reach('payments.worker.stored');
  return tasks.length === BATCH ? 'more' : 'found';
}

interface TakenTask {
  readonly kind: TaskKind;
  readonly attempts: number;
  readonly payment: Payment;
  readonly bankAccount: BankAccount | null;
  /** Of the request that asked for it. */
  readonly requestId: string | undefined;
}

type TaskRow = PaymentRow & {
  task_kind: TaskKind;
  attempts: number;
  request_id: string | null;
  bank_account: BankAccount | null;
};

async function takeTasks({ database, clock }: ProviderWorkerDependencies): Promise<TakenTask[]> {
  const now = clock.now();
  const rows = await database.query<TaskRow>(
    `WITH due AS (
       SELECT payment_id, kind FROM payments.tasks WHERE status = 'READY' AND due_at <= $1
       ORDER BY due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
     ), taken AS (
       UPDATE payments.tasks AS t SET due_at = $2, attempts = t.attempts + 1 FROM due
       WHERE t.payment_id = due.payment_id AND t.kind = due.kind
       RETURNING t.payment_id, t.kind AS task_kind, t.attempts, t.request_id
     )
     SELECT taken.task_kind, taken.attempts, taken.request_id, r.bank_account, ${qualified(PAYMENT_COLUMNS)}
     FROM taken JOIN payments.payments AS p ON p.id = taken.payment_id
     LEFT JOIN payments.refunds AS r ON r.payment_id = p.id`,
    [now, new Date(now.getTime() + LEASE_MS)],
  );
  return rows.map((row) => ({
    kind: row.task_kind,
    attempts: row.attempts,
    payment: paymentOf(row),
    bankAccount: row.bank_account,
    requestId: row.request_id ?? undefined,
  }));
}

interface Answer {
  readonly task: TakenTask;
  /** Undefined: not known yet, ask again at `retryAfterMs`. */
  readonly trigger?: PaymentTrigger;
  readonly slip?: { paymentCode: string; confirmationNumber?: string };
  readonly retryAfterMs?: number;
}

async function answer(deps: ProviderWorkerDependencies, task: TakenTask): Promise<Answer> {
  try {
    return { task, ...(await withinTime(deps, ask(deps.provider, task))) };
  } catch (error) {
    deps.logger.warn(
      { err: error, paymentId: task.payment.id, kind: task.kind, attempts: task.attempts },
      'The payment provider did not answer; the call is made again under the same key',
    );
    return { task, retryAfterMs: backoffMs(AFTER_FAILURES, task.attempts) };
  }
}

async function ask(provider: PaymentProvider, task: TakenTask): Promise<Omit<Answer, 'task'>> {
  const { payment } = task;
  const call = { idempotencyKey: `${payment.id}/${task.kind}`, amountYen: payment.amountYen };
  const reference = payment.providerReference ?? '';
  switch (task.kind) {
    case 'AUTHORIZE': {
      const result = await provider.authorize({ ...call, token: payment.cardToken ?? '' });
      if (result.kind === 'pending') return { retryAfterMs: LATE_ANSWER_MS };
      return { trigger: result };
    }
    case 'CAPTURE': {
      const result = await provider.capture({ ...call, reference });
      return { trigger: result.kind === 'captured' ? result : { kind: 'captureRefused', code: result.code } };
    }
    case 'VOID':
      return { trigger: await provider.voidAuthorization({ ...call, reference }) };
    case 'ISSUE_SLIP':
      return {
        slip: await provider.issueSlip({
          ...call,
          chain: payment.konbiniChain ?? '',
          deadlineAt: payment.deadlineAt ?? payment.createdAt,
        }),
      };
    case 'REFUND':
      await provider.refund({
        ...call,
        ...(payment.providerReference ? { reference: payment.providerReference } : {}),
        ...(task.bankAccount ? { bankAccount: task.bankAccount } : {}),
      });
      return { trigger: { kind: 'refunded' } };
  }
}

async function withinTime<T>({ clock }: ProviderWorkerDependencies, call: Promise<T>): Promise<T> {
  let stop: () => void = () => undefined;
  const late = new Promise<never>((_, reject) => {
    const timer = clock.after(PROVIDER_TIMEOUT_MS, () =>
      reject(new ProviderUnavailable('no answer in time')),
    );
    stop = () => timer.cancel();
  });
  return Promise.race([call, late]).finally(stop);
}

async function storeAnswers(
  deps: ProviderWorkerDependencies,
  tx: Transaction,
  answers: readonly Answer[],
): Promise<void> {
  const now = deps.clock.now();
  const triggers = answers.flatMap(({ task, trigger }) =>
    trigger ? [{ orderId: task.payment.orderId, trigger, requestId: task.requestId }] : [],
  );
  if (triggers.length > 0) await deps.store.apply(tx, triggers, now);
  await finishRefunds(tx, answers, now);
  await storeSlips(
    deps,
    tx,
    answers.flatMap(({ task, slip }) =>
      slip ? [{ ...slip, payment: task.payment, requestId: task.requestId }] : [],
    ),
    now,
  );
  await settleTasks(tx, answers, now);
}

async function finishRefunds(tx: Transaction, answers: readonly Answer[], now: Date): Promise<void> {
  const refunded = answers
    .filter(({ trigger }) => trigger?.kind === 'refunded')
    .map(({ task }) => task.payment.id);
  if (refunded.length === 0) return;
  await tx.query(
    `UPDATE payments.refunds SET status = 'SUCCEEDED', finished_at = $2 WHERE payment_id = ANY($1::text[])`,
    [refunded, now],
  );
}

interface IssuedSlip {
  readonly payment: Payment;
  readonly requestId: string | undefined;
  readonly paymentCode: string;
  readonly confirmationNumber?: string;
}

/** Slips are kept even when the order has ended meanwhile, as they might be paid; only the others are told of. */
async function storeSlips(
  { outbox }: ProviderWorkerDependencies,
  tx: Transaction,
  slips: readonly IssuedSlip[],
  now: Date,
): Promise<void> {
  if (slips.length === 0) return;
  const current = await tx.query<PaymentRow>(
    `SELECT ${PAYMENT_COLUMNS} FROM payments.payments WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE`,
    [slips.map(({ payment }) => payment.id)],
  );
  const waiting = new Map(
    current.filter(({ status }) => status === 'PENDING').map((row) => [row.id, paymentOf(row)]),
  );
  const stored = new Map((await insertSlips(tx, slips)).map((row) => [row.payment_id, row.id]));
  const triggers = slips.flatMap(({ payment: { id }, requestId, paymentCode, confirmationNumber }) => {
    const payment = waiting.get(id);
    const slipId = stored.get(id);
    if (!payment || !slipId) return [];
    const trigger = paymentEvent(payment, EVENT_TYPES.KonbiniSlipIssuedV1, {
      slipId,
      chain: payment.konbiniChain,
      paymentCode,
      ...(confirmationNumber ? { confirmationNumber } : {}),
      amountYen: payment.amountYen,
      deadlineAt: payment.deadlineAt?.toISOString(),
      issuedAt: now.toISOString(),
    });
    return { ...trigger, requestId };
  });
  await outbox.append(tx, triggers);
}

function insertSlips(tx: Transaction, slips: readonly IssuedSlip[]) {
  return tx.query<{ id: string; payment_id: string }>(
    `INSERT INTO payments.slips (id, payment_id, chain, payment_code, confirmation_number, amount_yen, deadline_at)
     SELECT s.id, s.payment_id, p.konbini_chain, s.payment_code, s.confirmation_number, p.amount_yen, p.deadline_at
     FROM jsonb_to_recordset($1::jsonb)
       AS s(id text, payment_id text, payment_code text, confirmation_number text)
     JOIN payments.payments AS p ON p.id = s.payment_id
     ON CONFLICT (payment_id) DO NOTHING RETURNING id, payment_id`,
    [
      JSON.stringify(
        slips.map(({ payment, paymentCode, confirmationNumber }) => ({
          id: newId('slp'),
          payment_id: payment.id,
          payment_code: paymentCode,
          confirmation_number: confirmationNumber,
        })),
      ),
    ],
  );
}

async function settleTasks(tx: Transaction, answers: readonly Answer[], now: Date): Promise<void> {
  await tx.query(
    `UPDATE payments.tasks AS t
     SET status = CASE WHEN a.due_at IS NULL THEN 'DONE' ELSE t.status END,
         due_at = coalesce(a.due_at, t.due_at), finished_at = CASE WHEN a.due_at IS NULL THEN $2::timestamptz END
     FROM jsonb_to_recordset($1::jsonb) AS a(payment_id text, kind text, due_at timestamptz)
     WHERE t.payment_id = a.payment_id AND t.kind = a.kind AND t.status = 'READY'`,
    [
      JSON.stringify(
        answers.map(({ task, retryAfterMs }) => ({
          payment_id: task.payment.id,
          kind: task.kind,
          due_at: retryAfterMs === undefined ? null : new Date(now.getTime() + retryAfterMs),
        })),
      ),
      now,
    ],
  );
}

function qualified(columns: string): string {
  return columns
    .split(',')
    .map((column) => `p.${column.trim()}`)
    .join(', ');
}
