import type { Transaction } from '@depachika/database/database.ts';
import type { DueJob } from '../payment/due-job.ts';
import { lockPayments } from '../payment/payment-store.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { lockSlip, markSlipPaid } from '../payment/slip-store.ts';
import { settleTasks } from '../payment/task-store.ts';
import type { Notification } from '../provider/webhook-notification.ts';
import { judgeAuthorization, judgeReceipt, type NotificationOutcome } from './notification-outcome.ts';
import {
  isSlipOfNotificationThereSql,
  lockWithSlips,
  storeJudgement,
  unjudgedSinceSql,
} from './notification-store.ts';

/**
 * Judges a notification that is kept and locked, by what the books say now. What it tells has its effect, and is noted,
 * in this transaction.
 */
export async function judgeNotification(
  services: PaymentsServices,
  tx: Transaction,
  notification: Notification,
): Promise<NotificationOutcome> {
  const judgement =
    notification.type === 'konbini.paid'
      ? await receiveKonbini(services, tx, notification)
      : await receiveAuthorization(services, tx, notification);
  await storeJudgement(tx, notification, judgement);
  return judgement.outcome;
}

/** Money may be told of before its slip is stored: a process died in between, or the provider was quicker. */
export async function judgeWaiting(
  services: PaymentsServices,
  tx: Transaction,
  wanted: Parameters<typeof lockWithSlips>[1],
): Promise<number> {
  const waiting = await lockWithSlips(tx, wanted);
  for (const notification of waiting) {
    const outcome = await judgeNotification(services, tx, notification);
    services.logger.info({ notification, outcome }, 'A notification found its slip');
  }
  return waiting.length;
}

/** What came in the very moment in which its slip was stored, and what older shops left. */
export const JUDGE_NOTIFICATIONS: DueJob = {
  job: 'judge_notification',
  sinceSql: unjudgedSinceSql,
  isDueSql: isSlipOfNotificationThereSql,
  run: (services, limit) =>
    services.database.transaction({ name: 'payments.judgeNotifications' }, (tx) =>
      judgeWaiting(services, tx, { limit }),
    ),
};

interface Judgement {
  readonly outcome: NotificationOutcome;
  readonly paymentId?: string;
}

async function receiveKonbini(
  { store, clock }: PaymentsServices,
  tx: Transaction,
  notification: Notification & { type: 'konbini.paid' },
): Promise<Judgement> {
  const slip = await lockSlip(tx, notification.paymentCode);
  const outcome = judgeReceipt(slip, notification);
  if (!slip) return { outcome };
  const { paymentId, orderId } = slip;
  if (outcome === 'ACCEPTED') {
    await store.apply(tx, [{ orderId, paymentId, trigger: { kind: 'received' } }], clock.now());
    await markSlipPaid(tx, paymentId, new Date(notification.paidAt));
  }
  return { outcome, paymentId };
}

async function receiveAuthorization(
  { store, clock }: PaymentsServices,
  tx: Transaction,
  { idempotencyKey, reference }: Notification & { type: 'charge.authorized' },
): Promise<Judgement> {
  const [paymentId = '', kind] = idempotencyKey.split('/');
  const [before] = await lockPayments(tx, [paymentId]);
  if (before?.method !== 'CARD' || kind !== 'AUTHORIZE') return { outcome: 'UNKNOWN_CHARGE' };
  const { orderId } = before;
  const trigger = { kind: 'authorized', reference } as const;
  const [after = before] = await store.apply(tx, [{ orderId, paymentId, trigger }], clock.now());
  const outcome = judgeAuthorization({ before, after }, reference);
  if (outcome === 'ACCEPTED') await settleTasks(tx, [{ paymentId, kind: 'AUTHORIZE' }], clock.now());
  return { outcome, paymentId };
}
