import type { MailState, NewMail } from './mail.ts';

/** What the mail server's answer, or its silence, says about a mail. */
export type Delivery =
  | { readonly kind: 'sent' }
  /** Surely not sent: the server was away, or said that it cannot now. */
  | { readonly kind: 'notNow'; readonly code: string }
  /** The server will not take this mail. */
  | { readonly kind: 'refused'; readonly code: string }
  /** The mail was on its way to the server, and no answer came. */
  | { readonly kind: 'unknown'; readonly code: string };

/** What becomes of a mail. */
export interface NextState {
  readonly state: MailState;
  readonly reason: string;
  /** When it is tried again; undefined when it is not. */
  readonly dueAt?: Date;
}

/** How long somebody may work on a mail. The dialogue with the mail server is shorter, so that nobody takes it for lost. */
export const LEASE_MS = 3 * 60_000;

/** A mail that nobody took for so long tells nothing any more. */
export const GIVEN_UP_AFTER_MS = 3 * 24 * 60 * 60_000;

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

export function afterDelivery(
  mail: { readonly attempts: number; readonly createdAt: Date },
  delivery: Delivery,
  now: Date,
): NextState {
  switch (delivery.kind) {
    case 'sent':
      return { state: 'SENT', reason: '' };
    case 'notNow':
      return tryAgain(mail, delivery.code, now);
    case 'refused':
      return { state: 'REFUSED', reason: delivery.code };
    case 'unknown':
      return { state: 'DOUBT', reason: delivery.code };
  }
}

/** Pauses grow from five seconds to five minutes; after three days the mail is left to staff. */
export function tryAgain(
  mail: { readonly attempts: number; readonly createdAt: Date },
  reason: string,
  now: Date,
): NextState {
  if (now.getTime() - mail.createdAt.getTime() > GIVEN_UP_AFTER_MS) return { state: 'REFUSED', reason };
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (mail.attempts - 1), LONGEST_PAUSE_MS);
  return { state: 'WAITING', reason, dueAt: new Date(now.getTime() + pauseMs) };
}

const HOUR_MS = 60 * 60_000;

/** When a slip is called to mind: a day before it ends, or half-way when it has less than two; undefined for a short one. */
export function reminderAt(issuedAt: Date, deadlineAt: Date): Date | undefined {
  const lifeMs = deadlineAt.getTime() - issuedAt.getTime();
  if (lifeMs < 6 * HOUR_MS) return undefined;
  return new Date(deadlineAt.getTime() - Math.min(24 * HOUR_MS, lifeMs / 2));
}

/** Statuses in which an order still waits to be paid. */
const UNPAID = ['PENDING', 'AWAITING_PAYMENT'];

/** Whether a mail still tells the truth about its order. */
export function isStillTrue({ kind }: Pick<NewMail, 'kind'>, order: { readonly status: string }): boolean {
  switch (kind) {
    case 'PAYMENT_DECLINED':
    case 'SLIP_ISSUED':
    case 'SLIP_REMINDER':
      return UNPAID.includes(order.status);
    case 'ORDER_RECEIVED':
      return order.status !== 'CANCELLED';
    case 'RETURN_REQUESTED':
      return order.status === 'RETURN_REQUESTED';
    default:
      return true;
  }
}
