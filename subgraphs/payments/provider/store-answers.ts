import type { Transaction } from '@depachika/database/database.ts';
import type { Payment } from '../payment/payment.ts';
import { konbiniSlipIssued } from '../payment/payment-events.ts';
import { lockPayments } from '../payment/payment-store.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { insertSlips } from '../payment/slip-store.ts';
import { settleTasks } from '../payment/task-store.ts';
import { finishRefunds } from '../refund/refund-store.ts';
import type { Answer } from './ask-provider.ts';

/** A task taken by a process that died is taken again after so long. */
export const TASK_LEASE_MS = 30_000;

/** Stores what the provider answered, and what follows: the tasks that it ends, and those that are to be tried again. */
export async function storeAnswers(
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
