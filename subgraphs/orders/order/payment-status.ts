/** How far the money is; described in `schema.graphql`. */
export type PaymentStatus =
  | 'NONE'
  | 'PENDING'
  | 'AUTHORIZED'
  | 'PAID'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'
  | 'FAILED';

/** What the payments domain reports of an order's money. */
export type PaymentNews =
  | { readonly kind: 'slipIssued' }
  | { readonly kind: 'authorized' }
  | { readonly kind: 'moved' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refunded'; readonly amountYen: number };

export interface MoneyState {
  readonly paymentStatus: PaymentStatus;
  readonly amountDueYen: number;
  readonly refundedYen: number;
}

export type MoneyChange = Pick<MoneyState, 'paymentStatus' | 'refundedYen'>;

/**
 * How far the money is after news of it; absent: as far as before. News that comes late never takes it back: an
 * authorisation after the capture changes nothing.
 */
const PAYMENT_STATUS_AFTER: Readonly<
  Record<Exclude<PaymentNews['kind'], 'refunded'>, Partial<Record<PaymentStatus, PaymentStatus>>>
> = {
  slipIssued: { NONE: 'PENDING' },
  authorized: { NONE: 'AUTHORIZED', PENDING: 'AUTHORIZED' },
  moved: { NONE: 'PAID', PENDING: 'PAID', AUTHORIZED: 'PAID', FAILED: 'PAID' },
  gone: { NONE: 'FAILED', PENDING: 'FAILED', AUTHORIZED: 'FAILED' },
};

/** The order's money after news of it. */
export function decidePaymentStatus(money: MoneyState, news: PaymentNews): MoneyChange {
  const { paymentStatus, refundedYen, amountDueYen } = money;
  if (news.kind === 'refunded') {
    const total = refundedYen + news.amountYen;
    return { paymentStatus: total >= amountDueYen ? 'REFUNDED' : 'PARTIALLY_REFUNDED', refundedYen: total };
  }
  const after = PAYMENT_STATUS_AFTER[news.kind][paymentStatus];
  // Points that cover everything are spent, nothing else will move.
  if (after === 'AUTHORIZED' && amountDueYen === 0) return { paymentStatus: 'PAID', refundedYen };
  return { paymentStatus: after ?? paymentStatus, refundedYen };
}
