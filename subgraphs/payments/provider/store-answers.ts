import type { Transaction } from '@depachika/database/database.ts';
import type { Payment } from '../payment/payment.ts';
import type { PaymentTrigger } from '../payment/payment-decisions.ts';
import { konbiniSlipIssued } from '../payment/payment-events.ts';
import { lockPayments } from '../payment/payment-store.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { insertSlips } from '../payment/slip-store.ts';
import { settleTasks, type TakenTask } from '../payment/task-store.ts';
import { judgeWaiting } from '../provider-notifications/judge-notifications.ts';
import { refusedRefund } from '../refund/refund.ts';
import { finishRefunds, storeRefusals, withUnsentTransfers } from '../refund/refund-store.ts';
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
  const unsent = await storeTransfers(tx, answers, now);
  const triggers = answers.flatMap((answer) => {
    const trigger = triggerOf(answer);
    const { payment, requestId } = answer.task;
    return trigger ? [{ ...attemptOf(payment), trigger, requestId }] : [];
  });
  if (triggers.length > 0) await services.store.apply(tx, triggers, now);
  await storeSlips(services, tx, answers, now);
  const settled = answers.map(({ task: { kind, payment }, retryAfterMs }) => {
    const againAfterMs = kind === 'REFUND' && unsent.has(payment.id) ? 0 : retryAfterMs;
    const retryAt = againAfterMs === undefined ? undefined : new Date(now.getTime() + againAfterMs);
    return { paymentId: payment.id, kind, retryAt };
  });
  await settleTasks(tx, settled, now);
}

/** Payments of which money is sent back by these tasks. */
export function refundsAmong(tasks: readonly TakenTask[]): string[] {
  return tasks.flatMap(({ kind, payment }) => (kind === 'REFUND' ? [payment.id] : []));
}

function attemptOf({ id, orderId }: Payment) {
  return { orderId, paymentId: id };
}

/**
 * What became of transfers; refused ones wait for another account. @returns payments with a transfer that was asked for
 * meanwhile: whoever gives an account locks the payment too, so that either the one or the other sees it.
 */
async function storeTransfers(tx: Transaction, answers: readonly Answer[], now: Date): Promise<Set<string>> {
  const paymentIds = refundsAmong(answers.map(({ task }) => task));
  if (paymentIds.length === 0) return new Set();
  await lockPayments(
    tx,
    answers.map(({ task }) => task.payment.id),
  );
  const known = answers.flatMap(({ transfers = [] }) => transfers);
  await finishRefunds(
    tx,
    known.flatMap(({ transfer, answer }) => (answer.kind === 'refunded' ? [transfer.refund.id] : [])),
    now,
  );
  await storeRefusals(
    tx,
    known.flatMap(({ transfer: { refund }, answer }) =>
      answer.kind === 'refused' ? [refusedRefund(refund, answer.code, now)] : [],
    ),
  );
  return withUnsentTransfers(tx, paymentIds);
}

/** A payment is refunded with its own transfer, not with that of money that came beside it. */
function triggerOf({ trigger, transfers = [] }: Answer): PaymentTrigger | undefined {
  const isRefunded = transfers.some(
    ({ transfer, answer }) => answer.kind === 'refunded' && transfer.refund.notificationId === null,
  );
  return isRefunded ? { kind: 'refunded' } : trigger;
}

/**
 * Slips are kept even when the order has ended meanwhile, as they might be paid; only the others are told of. What was
 * told of their money before is judged now.
 */
async function storeSlips(
  services: PaymentsServices,
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
  await services.outbox.append(tx, events);
  const paymentIds = slips.map(({ paymentId }) => paymentId);
  await judgeWaiting(services, tx, { paymentIds, limit: MOST_PAYMENTS_OF_SLIPS });
}

/** More than that were told of slips that nobody knew: the background job goes on with them. */
const MOST_PAYMENTS_OF_SLIPS = 100;
