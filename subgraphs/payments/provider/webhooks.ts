import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import type { Logger } from 'pino';
import type { PaymentStore } from '../payment/payment-store.ts';
import { SIGNATURE_HEADER, signatureProblem } from './webhook-signature.ts';

export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly body: { readonly outcome: string; readonly message?: string };
}

export type WebhookHandler = (request: WebhookRequest) => Promise<WebhookAnswer>;

export interface WebhookDependencies {
  readonly database: Database;
  readonly store: PaymentStore;
  readonly clock: Clock;
  readonly secret: string;
  readonly logger: Logger;
}

/** What a provider tells. `konbini.paid`: at the register. `charge.authorized`: an answer that took long. */
export type Notification =
  | {
      readonly id: string;
      readonly type: 'konbini.paid';
      readonly paymentCode: string;
      readonly amountYen: number;
      readonly paidAt: string;
    }
  | {
      readonly id: string;
      readonly type: 'charge.authorized';
      readonly idempotencyKey: string;
      readonly reference: string;
    };

/**
 * Takes the provider's notifications: signed, each once. Anything but 2xx makes the provider send it again, so what
 * can never succeed is answered 422 and stands in `webhook_events` for staff to see.
 */
export function webhookHandler(deps: WebhookDependencies): WebhookHandler {
  return async ({ headers, body }) => {
    const header = headers[SIGNATURE_HEADER];
    const problem = signatureProblem(
      typeof header === 'string' ? header : undefined,
      body,
      deps.secret,
      deps.clock.now(),
    );
    if (problem) {
      deps.logger.warn({ problem }, 'A webhook with a bad signature was refused');
      return answer(401, 'SIGNATURE_REFUSED', `The signature is ${problem.toLowerCase().replace('_', ' ')}.`);
    }
    const notification = readNotification(body);
    if (typeof notification === 'string') return answer(400, 'INVALID_NOTIFICATION', notification);
    const outcome = await deps.database.transaction({ name: 'payments.webhook' }, (tx) =>
      record(deps, tx, notification),
    );
    if (outcome === 'ACCEPTED' || outcome === 'ALREADY_KNOWN') return answer(200, outcome);
    deps.logger.error(
      { notification, outcome },
      'A payment notification fits no payment: staff must look at it',
    );
    return answer(422, outcome);
  };
}

function answer(status: number, outcome: string, message?: string): WebhookAnswer {
  return { status, body: message ? { outcome, message } : { outcome } };
}

type Outcome = 'ACCEPTED' | 'ALREADY_KNOWN' | 'UNKNOWN_SLIP' | 'WRONG_AMOUNT' | 'UNKNOWN_CHARGE';

async function record(
  deps: WebhookDependencies,
  tx: Transaction,
  notification: Notification,
): Promise<Outcome> {
  const now = deps.clock.now();
  const added = await tx.query(
    `INSERT INTO payments.webhook_events (id, type, outcome, body, received_at) VALUES ($1, $2, 'RECEIVED', $3, $4)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [notification.id, notification.type, JSON.stringify(notification), now],
  );
  if (added.length === 0) return 'ALREADY_KNOWN';
  const { outcome, paymentId } =
    notification.type === 'konbini.paid'
      ? await receiveKonbini(deps, tx, notification, now)
      : await receiveAuthorization(deps, tx, notification, now);
  await tx.query(`UPDATE payments.webhook_events SET outcome = $2, payment_id = $3 WHERE id = $1`, [
    notification.id,
    outcome,
    paymentId ?? null,
  ]);
  return outcome;
}

interface Received {
  readonly outcome: Outcome;
  readonly paymentId?: string;
}

async function receiveKonbini(
  deps: WebhookDependencies,
  tx: Transaction,
  notification: Notification & { type: 'konbini.paid' },
  now: Date,
): Promise<Received> {
  const [slip] = await tx.query<{
    payment_id: string;
    amount_yen: number;
    order_id: string;
    paid_at: Date | null;
  }>(
    `SELECT s.payment_id, s.amount_yen, s.paid_at, p.order_id
     FROM payments.slips AS s JOIN payments.payments AS p ON p.id = s.payment_id
     WHERE s.payment_code = $1 FOR UPDATE`,
    [notification.paymentCode],
  );
  if (!slip) return { outcome: 'UNKNOWN_SLIP' };
  const paymentId = slip.payment_id;
  if (slip.amount_yen !== notification.amountYen) return { outcome: 'WRONG_AMOUNT', paymentId };
  if (slip.paid_at) return { outcome: 'ALREADY_KNOWN', paymentId };
  await deps.store.apply(tx, [{ orderId: slip.order_id, trigger: { kind: 'received' } }], now);
  await tx.query(`UPDATE payments.slips SET paid_at = $2 WHERE payment_id = $1`, [
    paymentId,
    new Date(notification.paidAt),
  ]);
  return { outcome: 'ACCEPTED', paymentId };
}

async function receiveAuthorization(
  deps: WebhookDependencies,
  tx: Transaction,
  { idempotencyKey, reference }: Notification & { type: 'charge.authorized' },
  now: Date,
): Promise<Received> {
  const paymentId = idempotencyKey.split('/')[0] ?? '';
  const [payment] = await tx.query<{ order_id: string }>(
    `SELECT order_id FROM payments.payments WHERE id = $1 AND method = 'CARD'`,
    [paymentId],
  );
  if (!payment) return { outcome: 'UNKNOWN_CHARGE' };
  await deps.store.apply(
    tx,
    [{ orderId: payment.order_id, trigger: { kind: 'authorized', reference } }],
    now,
  );
  await tx.query(
    `UPDATE payments.tasks SET status = 'DONE', finished_at = $2
     WHERE payment_id = $1 AND kind = 'AUTHORIZE' AND status = 'READY'`,
    [paymentId, now],
  );
  return { outcome: 'ACCEPTED', paymentId };
}

/** @returns the notification without what we do not know of, or which field is wrong */
function readNotification(body: Buffer): Notification | string {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return 'The body must be JSON.';
  }
  if (typeof value !== 'object' || value === null) return 'The body must be a JSON object.';
  const { id, type } = value;
  if (!isText(id)) return 'id must be 1 to 200 visible ASCII characters.';
  if (type === 'konbini.paid') {
    const { paymentCode, amountYen, paidAt } = value;
    if (!isText(paymentCode)) return 'paymentCode must be 1 to 200 visible ASCII characters.';
    if (!isYen(amountYen)) return 'amountYen must be a whole number from 1.';
    if (!isText(paidAt) || !RFC_3339.test(paidAt) || Number.isNaN(Date.parse(paidAt)))
      return 'paidAt must be an RFC 3339 time.';
    return { id, type, paymentCode, amountYen, paidAt };
  }
  if (type === 'charge.authorized') {
    const { idempotencyKey, reference } = value;
    if (!isText(idempotencyKey)) return 'idempotencyKey must be 1 to 200 visible ASCII characters.';
    if (!isText(reference)) return 'reference must be 1 to 200 visible ASCII characters.';
    return { id, type, idempotencyKey, reference };
  }
  return 'type must be konbini.paid or charge.authorized.';
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

function isYen(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value);
}
