import type { Transaction } from '@depachika/database/database.ts';
import type { Payment } from '../payment/payment.ts';
import { lockAttempts } from '../payment/payment-store.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { type TakenTask, takeTask } from '../payment/task-store.ts';
import { askProvider } from '../provider/ask-provider.ts';
import { storeAnswers, TASK_LEASE_MS } from '../provider/store-answers.ts';
import { type CaptureDecision, decideCapture, type NotCertain } from './capture-rules.ts';

export type CaptureOutcome =
  | { readonly kind: 'certain' }
  | { readonly kind: 'notCertain'; readonly code: NotCertain };

/**
 * Makes the money for an order certain before its goods leave. The capture is a task like any other, taken by whoever
 * asks first: when this process dies, or the provider does not answer, the worker asks again under the same key.
 */
export async function capturePayment(services: PaymentsServices, orderId: string): Promise<CaptureOutcome> {
  const { database, crashPoints } = services;
  const begun = await database.transaction({ name: 'payments.beginCapture' }, (tx) =>
    begin(services, tx, orderId),
  );
  if (begun.kind !== 'capture') return begun;
  crashPoints.reach('payments.capture.taken');
  const answer = await askProvider(services, begun.task);
  crashPoints.reach('payments.capture.answered');
  const outcome = await database.transaction({ name: 'payments.storeCapture' }, async (tx) => {
    await storeAnswers(services, tx, [answer]);
    return conclude(services, tx, await lastAttempt(tx, orderId));
  });
  crashPoints.reach('payments.capture.stored');
  return outcome.kind === 'capture' ? { kind: 'notCertain', code: 'CAPTURE_UNKNOWN' } : outcome;
}

type Begun = CaptureOutcome | { readonly kind: 'capture'; readonly task: TakenTask };

async function begin(services: PaymentsServices, tx: Transaction, orderId: string): Promise<Begun> {
  const { store, clock } = services;
  const payment = await lastAttempt(tx, orderId);
  const outcome = await conclude(services, tx, payment);
  if (outcome.kind !== 'capture') return outcome;
  const now = clock.now();
  const paymentId = payment!.id;
  const leaseUntil = new Date(now.getTime() + TASK_LEASE_MS);
  await store.apply(tx, [{ orderId, paymentId, trigger: { kind: 'captureNeeded' } }], now);
  const task = await takeTask(tx, { paymentId, kind: 'CAPTURE' }, leaseUntil);
  if (!task) throw new Error(`The capture of ${paymentId} is over and its payment still waits for it`);
  return { kind: 'capture', task };
}

/** Notes that the money is certain, if it is: a refund that is opened later is one of goods that have left. */
async function conclude(
  { store, clock }: PaymentsServices,
  tx: Transaction,
  payment: Payment | undefined,
): Promise<CaptureDecision> {
  const decision = decideCapture(payment);
  if (decision.kind === 'certain' && payment) {
    const { id: paymentId, orderId } = payment;
    await store.apply(tx, [{ orderId, paymentId, trigger: { kind: 'foundCertain' } }], clock.now());
  }
  return decision;
}

async function lastAttempt(tx: Transaction, orderId: string): Promise<Payment | undefined> {
  return (await lockAttempts(tx, [orderId])).at(-1);
}
