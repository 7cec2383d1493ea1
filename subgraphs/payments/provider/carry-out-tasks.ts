import type { StepResult } from '@depachika/background/polling-loop.ts';
import type { Transaction } from '@depachika/database/database.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import type { Payment } from '../payment/payment.ts';
import { konbiniSlipIssued } from '../payment/payment-events.ts';
import { lockPayments } from '../payment/payment-store.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { insertSlips } from '../payment/slip-store.ts';
import { settleTasks, takeTasks } from '../payment/task-store.ts';
import { finishRefunds } from '../refund/refund-store.ts';
import { type Answer, askProvider } from './ask-provider.ts';

/** At most this many calls to the provider at once, from one process. */
const BATCH = 32;
/** A task taken by a process that died is taken again after so long. */
const LEASE_MS = 30_000;

/**
 * Carries out once what payments wait for: takes due tasks, calls the provider outside any transaction, and stores all
 * answers in one.
 */
export async function carryOutTasks(services: PaymentsServices): Promise<StepResult> {
  const { database, clock, crashPoints } = services;
  const now = clock.now();
  const leaseUntil = new Date(now.getTime() + LEASE_MS);
  const tasks = await takeTasks(database, { now, leaseUntil, limit: BATCH });
  if (tasks.length === 0) return 'idle';
  crashPoints.reach('payments.worker.taken');
  const answers = await Promise.all(
    tasks.map((task) => withRequestId(task.requestId, () => askProvider(services, task))),
  );
  crashPoints.reach('payments.worker.answered');
  await database.transaction({ name: 'payments.storeAnswers' }, (tx) => storeAnswers(services, tx, answers));
  crashPoints.reach('payments.worker.stored');
  return tasks.length === BATCH ? 'more' : 'found';
}

async function storeAnswers(
  services: PaymentsServices,
  tx: Transaction,
  answers: readonly Answer[],
): Promise<void> {
  const now = services.clock.now();
  const triggers = answers.flatMap(({ task, trigger }) =>
    trigger ? [{ ...attemptOf(task.payment), trigger, requestId: task.requestId }] : [],
  );
  if (triggers.length > 0) await services.store.apply(tx, triggers, now);
  await finishRefunds(tx, refundedIn(answers), now);
  await storeSlips(services, tx, answers, now);
  const settled = answers.map(({ task, retryAfterMs }) => ({
    paymentId: task.payment.id,
    kind: task.kind,
    retryAt: retryAfterMs === undefined ? undefined : new Date(now.getTime() + retryAfterMs),
  }));
  await settleTasks(tx, settled, now);
}

function attemptOf({ id, orderId }: Payment) {
  return { orderId, paymentId: id };
}

function refundedIn(answers: readonly Answer[]): string[] {
  return answers.flatMap(({ task, trigger }) => (trigger?.kind === 'refunded' ? [task.payment.id] : []));
}

/** Slips are kept even when the order has ended meanwhile, as they might be paid; only the others are told of. */
async function storeSlips(
  { outbox }: PaymentsServices,
  tx: Transaction,
  answers: readonly Answer[],
  now: Date,
): Promise<void> {
  const slips = answers.flatMap(({ task, slip }) =>
    slip ? [{ ...slip, paymentId: task.payment.id, requestId: task.requestId }] : [],
  );
  if (slips.length === 0) return;
  const current = await lockPayments(
    tx,
    slips.map(({ paymentId }) => paymentId),
  );
  const waiting = new Map(
    current.filter(({ status }) => status === 'PENDING').map((payment) => [payment.id, payment]),
  );
  const slipIds = await insertSlips(tx, slips);
  const events = slips.flatMap(({ paymentId, requestId, ...slip }) => {
    const payment = waiting.get(paymentId);
    const slipId = slipIds.get(paymentId);
    if (!payment || !slipId) return [];
    return { ...konbiniSlipIssued(payment, { slipId, ...slip }, now), requestId };
  });
  await outbox.append(tx, events);
}
