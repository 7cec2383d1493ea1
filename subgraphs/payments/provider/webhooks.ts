import type { PaymentsServices } from '../payment/services.ts';
import { judgeNotification } from '../provider-notifications/judge-notifications.ts';
import {
  isFinal,
  isUndecided,
  type NotificationOutcome,
} from '../provider-notifications/notification-outcome.ts';
import { keepNotification } from '../provider-notifications/notification-store.ts';
import { readNotification } from './webhook-notification.ts';
import { SIGNATURE_HEADER, signatureProblem } from './webhook-signature.ts';

export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly body: { readonly outcome: string; readonly message?: string };
}

/**
 * Takes the provider's notifications: signed, and each with one effect. What fits nothing yet is kept, answered 422, so
 * that it is sent again, and judged anew when it comes again, and when the slip it speaks of is stored.
 */
export async function takeWebhook(
  services: PaymentsServices,
  { headers, body }: WebhookRequest,
): Promise<WebhookAnswer> {
  const { clock, config, logger, database, crashPoints } = services;
  const header = headers[SIGNATURE_HEADER];
  const signature = typeof header === 'string' ? header : undefined;
  const problem = signatureProblem(signature, body, config.webhookSecrets, clock.now());
  if (problem) {
    logger.warn({ problem }, 'A webhook with a bad signature was refused');
    return answer(401, 'SIGNATURE_REFUSED', `The signature is ${problem.toLowerCase().replace('_', ' ')}.`);
  }
  const notification = readNotification(body);
  if (typeof notification === 'string') return answer(400, 'INVALID_NOTIFICATION', notification);
  const outcome = await database.transaction({ name: 'payments.webhook' }, async (tx) => {
    const before = await keepNotification(tx, notification, clock.now());
    return isFinal(before) ? 'ALREADY_KNOWN' : judgeNotification(services, tx, notification);
  });
  crashPoints.reach('payments.webhook.judged');
  if (isUndecided(outcome))
    logger.error({ notification, outcome }, 'A payment notification fits no payment: staff must look at it');
  return answer(...toldOf(outcome));
}

/** Money that came twice was taken: it waits for staff, and no other telling would put it right. */
function toldOf(outcome: NotificationOutcome): [status: number, outcome: NotificationOutcome] {
  return [isUndecided(outcome) && outcome !== 'PAID_TWICE' ? 422 : 200, outcome];
}

function answer(status: number, outcome: string, message?: string): WebhookAnswer {
  return { status, body: message ? { outcome, message } : { outcome } };
}
