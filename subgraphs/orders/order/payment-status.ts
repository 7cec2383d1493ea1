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

/** What the order's money becomes. News that comes late never takes it back: an authorisation after the capture changes nothing. */
export function decidePaymentStatus(money: MoneyState, news: PaymentNews): MoneyChange {
  const { paymentStatus, refundedYen, amountDueYen } = money;
  const at = (status: PaymentStatus): MoneyChange => ({ paymentStatus: status, refundedYen });
  const beforeMoney = paymentStatus === 'NONE' || paymentStatus === 'PENDING';
  switch (news.kind) {
    case 'slipIssued':
      return at(beforeMoney ? 'PENDING' : paymentStatus);
    case 'authorized':
      // Points that cover everything are spent, nothing else will move.
      if (beforeMoney) return at(amountDueYen === 0 ? 'PAID' : 'AUTHORIZED');
      return at(paymentStatus);
    case 'moved':
      return at(
        beforeMoney || paymentStatus === 'AUTHORIZED' || paymentStatus === 'FAILED' ? 'PAID' : paymentStatus,
      );
    case 'gone':
      return at(beforeMoney || paymentStatus === 'AUTHORIZED' ? 'FAILED' : paymentStatus);
    case 'refunded': {
      const total = refundedYen + news.amountYen;
      return { paymentStatus: total >= amountDueYen ? 'REFUNDED' : 'PARTIALLY_REFUNDED', refundedYen: total };
    }
  }
}
