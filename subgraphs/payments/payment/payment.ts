/** How an order is paid. */
export type PaymentMethodKind = 'CARD' | 'KONBINI' | 'CASH_ON_DELIVERY' | 'POINTS';

export type PaymentStatus =
  | 'PREPARED'
  | 'PENDING'
  | 'ACTION_NEEDED'
  | 'AUTHORIZED'
  | 'PAID'
  | 'FAILED'
  | 'VOIDED'
  | 'REFUND_PENDING'
  | 'REFUNDED';

/** How an order ended before it was delivered. */
export type OrderEnd = 'CANCELLED' | 'EXPIRED';

/** Why an attempt to pay has no order to pay any more: the order ended, or another attempt took its place. */
export type AttemptEnd = OrderEnd | 'SUPERSEDED';

/** An order may be paid in so many attempts. */
export const MAX_ATTEMPTS = 5;

/** A call to the provider that a payment waits for. */
export type TaskKind = (typeof TASK_KINDS)[number];

export const TASK_KINDS = ['AUTHORIZE', 'ISSUE_SLIP', 'CANCEL_SLIP', 'CAPTURE', 'VOID', 'REFUND'] as const;

/** One attempt to pay an order. */
export interface Payment {
  readonly id: string;
  readonly orderId: string;
  /** From 1 to {@link MAX_ATTEMPTS}. */
  readonly attempt: number;
  readonly customerId: string;
  readonly method: PaymentMethodKind;
  readonly status: PaymentStatus;
  /** Whole yen, after points. */
  readonly amountYen: number;
  readonly points: number;
  readonly cardToken: string | null;
  readonly cardLabel: string | null;
  readonly konbiniChain: string | null;
  readonly deadlineAt: Date | null;
  readonly providerReference: string | null;
  readonly failureCode: string | null;
  readonly orderEnd: AttemptEnd | null;
  /** Where the customer proves that the card is theirs, and by when. */
  readonly actionUrl: string | null;
  readonly actionUntil: Date | null;
  /** When the money was found certain, so that the goods might leave. */
  readonly certainAt: Date | null;
  readonly shippedAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * Every way a payment can go. VOIDED → PAID: a slip that was already printed is paid after its end. Whatever is paid
 * for an order that is cancelled by then, or that is paid in another attempt, goes to REFUND_PENDING at once. FAILED and
 * REFUNDED are final.
 */
export const PAYMENT_TRANSITIONS: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  PREPARED: ['PENDING', 'AUTHORIZED', 'VOIDED'],
  PENDING: ['ACTION_NEEDED', 'AUTHORIZED', 'PAID', 'FAILED', 'VOIDED', 'REFUND_PENDING'],
  ACTION_NEEDED: ['AUTHORIZED', 'FAILED', 'VOIDED'],
  AUTHORIZED: ['PAID', 'VOIDED', 'FAILED', 'REFUND_PENDING'],
  PAID: ['REFUND_PENDING'],
  FAILED: [],
  VOIDED: ['PAID', 'REFUND_PENDING'],
  REFUND_PENDING: ['REFUNDED'],
  REFUNDED: [],
};

/** Whether an order has come of it. A first attempt is prepared before its order is placed, and abandoned when none is. */
export function hasOrder({
  attempt,
  status,
  orderEnd,
}: Pick<Payment, 'attempt' | 'status' | 'orderEnd'>): boolean {
  const isAbandoned = status === 'VOIDED' && orderEnd === null;
  return attempt > 1 || (status !== 'PREPARED' && !isAbandoned);
}

/** True while it may still pay its order, or already has. The database holds the same list: one per order. */
export function isLive({ status }: Pick<Payment, 'status'>): boolean {
  return LIVE.includes(status);
}

const LIVE: readonly PaymentStatus[] = ['PREPARED', 'PENDING', 'ACTION_NEEDED', 'AUTHORIZED', 'PAID'];

/** True when the money is certain: another attempt would pay twice. */
export function isCertain({ status }: Pick<Payment, 'status'>): boolean {
  return status === 'AUTHORIZED' || status === 'PAID';
}

/** True when money has moved and can go back in full. */
export function isRefundable(payment: Payment): boolean {
  return payment.status === 'PAID' && payment.amountYen > 0;
}
