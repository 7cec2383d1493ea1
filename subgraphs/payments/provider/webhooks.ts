import type { Transaction } from '@depachika/database/database.ts';
import { paymentsById } from '../payment/payment-reader.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { lockSlip, markSlipPaid } from '../payment/slip-store.ts';
import { settleTasks } from '../payment/task-store.ts';
import { type Notification, readNotification } from './webhook-notification.ts';
import { SIGNATURE_HEADER, signatureProblem } from './webhook-signature.ts';
import { insertNotification, setOutcome } from './webhook-store.ts';

export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly body: { readonly outcome: string; readonly message?: string };
}

/**
 * Takes the provider's notifications: signed, each once. Anything but 2xx makes the provider send it again, so what
 * can never succeed is answered 422 and stands in `webhook_events` for staff to see.
 */
export async function takeWebhook(
  services: PaymentsServices,
  { headers, body }: WebhookRequest,
): Promise<WebhookAnswer> {
  const { clock, config, logger, database } = services;
  const header = headers[SIGNATURE_HEADER];
  const signature = typeof header === 'string' ? header : undefined;
  const problem = signatureProblem(signature, body, config.webhookSecret, clock.now());
  if (problem) {
    logger.warn({ problem }, 'A webhook with a bad signature was refused');
    return answer(401, 'SIGNATURE_REFUSED', `The signature is ${problem.toLowerCase().replace('_', ' ')}.`);
  }
  const notification = readNotification(body);
  if (typeof notification === 'string') return answer(400, 'INVALID_NOTIFICATION', notification);
  const outcome = await database.transaction({ name: 'payments.webhook' }, (tx) =>
    record(services, tx, notification),
  );
  if (outcome === 'ACCEPTED' || outcome === 'ALREADY_KNOWN') return answer(200, outcome);
  logger.error({ notification, outcome }, 'A payment notification fits no payment: staff must look at it');
  return answer(422, outcome);
}

function answer(status: number, outcome: string, message?: string): WebhookAnswer {
  return { status, body: message ? { outcome, message } : { outcome } };
}

type Outcome = 'ACCEPTED' | 'ALREADY_KNOWN' | 'UNKNOWN_SLIP' | 'WRONG_AMOUNT' | 'UNKNOWN_CHARGE';

async function record(
  services: PaymentsServices,
  tx: Transaction,
  notification: Notification,
): Promise<Outcome> {
  const now = services.clock.now();
  if (!(await insertNotification(tx, notification, now))) return 'ALREADY_KNOWN';
  const received =
    notification.type === 'konbini.paid'
      ? await receiveKonbini(services, tx, notification, now)
      : await receiveAuthorization(services, tx, notification, now);
  await setOutcome(tx, notification.id, received);
  return received.outcome;
}

interface Received {
  readonly outcome: Outcome;
  readonly paymentId?: string;
}

async function receiveKonbini(
  { store }: PaymentsServices,
  tx: Transaction,
  notification: Notification & { type: 'konbini.paid' },
  now: Date,
): Promise<Received> {
  const slip = await lockSlip(tx, notification.paymentCode);
  if (!slip) return { outcome: 'UNKNOWN_SLIP' };
  const { paymentId, orderId, amountYen, paidAt } = slip;
  if (amountYen !== notification.amountYen) return { outcome: 'WRONG_AMOUNT', paymentId };
  if (paidAt) return { outcome: 'ALREADY_KNOWN', paymentId };
  await store.apply(tx, [{ orderId, paymentId, trigger: { kind: 'received' } }], now);
  await markSlipPaid(tx, paymentId, new Date(notification.paidAt));
  return { outcome: 'ACCEPTED', paymentId };
}

async function receiveAuthorization(
  { store }: PaymentsServices,
  tx: Transaction,
  { idempotencyKey, reference }: Notification & { type: 'charge.authorized' },
  now: Date,
): Promise<Received> {
  const paymentId = idempotencyKey.split('/')[0] ?? '';
  const [payment] = await paymentsById(tx, [paymentId]);
  if (payment?.method !== 'CARD') return { outcome: 'UNKNOWN_CHARGE' };
  const { orderId } = payment;
  await store.apply(tx, [{ orderId, paymentId, trigger: { kind: 'authorized', reference } }], now);
  await settleTasks(tx, [{ paymentId, kind: 'AUTHORIZE' }], now);
  return { outcome: 'ACCEPTED', paymentId };
}
