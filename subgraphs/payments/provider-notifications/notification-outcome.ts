import type { Payment } from '../payment/payment.ts';
import type { Notification } from '../provider/webhook-notification.ts';

/** What was made of a notification; described in `schema.graphql`. */
export type NotificationOutcome =
  | 'ACCEPTED'
  | 'ALREADY_KNOWN'
  | 'UNKNOWN_SLIP'
  | 'WRONG_AMOUNT'
  | 'PAID_TWICE'
  | 'UNKNOWN_CHARGE'
  | 'UNEXPECTED_CHARGE'
  | 'REFUND_OPENED'
  | 'SETTLED';

/** It has had its effect, or staff have decided: it is not judged anew, however often it comes. */
const FINAL: readonly NotificationOutcome[] = ['ACCEPTED', 'REFUND_OPENED', 'SETTLED'];

/** There is nothing for staff to decide. */
const IN_ORDER: readonly NotificationOutcome[] = [...FINAL, 'ALREADY_KNOWN'];

export function isFinal(outcome: NotificationOutcome): boolean {
  return FINAL.includes(outcome);
}

export function isUndecided(outcome: NotificationOutcome): boolean {
  return !IN_ORDER.includes(outcome);
}

/** The same for a statement that looks at this column. */
export function isUndecidedSql(outcome: string): string {
  return `${outcome} NOT IN ('ACCEPTED', 'ALREADY_KNOWN', 'REFUND_OPENED', 'SETTLED')`;
}

/** Until a slip or a charge is found for it. */
export function firstOutcome({ type }: Pick<Notification, 'type'>): NotificationOutcome {
  return type === 'konbini.paid' ? 'UNKNOWN_SLIP' : 'UNKNOWN_CHARGE';
}

interface JudgedSlip {
  readonly amountYen: number;
  readonly paidAt: Date | null;
}

/**
 * Money at the register. A slip is paid at one instant: told of another one, the shop has the money twice, and staff
 * decide, because a provider that only corrects its time must not be sent money that never came.
 */
export function judgeReceipt(
  slip: JudgedSlip | undefined,
  { amountYen, paidAt }: { readonly amountYen: number; readonly paidAt: string },
): NotificationOutcome {
  if (!slip) return 'UNKNOWN_SLIP';
  if (slip.amountYen !== amountYen) return 'WRONG_AMOUNT';
  if (!slip.paidAt) return 'ACCEPTED';
  return slip.paidAt.getTime() === Date.parse(paidAt) ? 'ALREADY_KNOWN' : 'PAID_TWICE';
}

/** An authorisation that took long, by what it did to the payment: one that it does not fit is in the provider's books alone. */
export function judgeAuthorization(
  { before, after }: { readonly before: Payment; readonly after: Payment },
  reference: string,
): NotificationOutcome {
  if (after.version > before.version) return 'ACCEPTED';
  return before.providerReference === reference ? 'ALREADY_KNOWN' : 'UNEXPECTED_CHARGE';
}

/** What a refund would send back; undefined where no payment of the shop is named, or no money came. */
export function surplusOf(notification: {
  readonly outcome: NotificationOutcome;
  readonly paymentId: string | null;
  readonly amountYen: number | null;
}): { readonly paymentId: string; readonly amountYen: number } | undefined {
  const { outcome, paymentId, amountYen } = notification;
  if (outcome !== 'PAID_TWICE' && outcome !== 'WRONG_AMOUNT') return undefined;
  return paymentId !== null && amountYen !== null ? { paymentId, amountYen } : undefined;
}
