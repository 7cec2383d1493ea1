/** How far the money is; described in `schema.graphql`. */
export type PaymentStatus =
  | 'PENDING'
  | 'AUTHORIZED'
  | 'PAID'
  | 'FAILED'
  | 'VOIDED'
  | 'REFUND_PENDING'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED';

/** What the payments domain reports of an order's money. */
export type PaymentNews =
  | { readonly kind: 'slipIssued' }
  | { readonly kind: 'authorized' }
  | { readonly kind: 'moved' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'voided' }
  | { readonly kind: 'refundOpened' }
  | { readonly kind: 'refunded'; readonly amountYen: number };

export interface MoneyState {
  readonly paymentStatus: PaymentStatus;
  readonly amountDueYen: number;
  readonly refundedYen: number;
}

export type MoneyChange = Pick<MoneyState, 'paymentStatus' | 'refundedYen'>;

type Steps = Partial<Record<PaymentStatus, PaymentStatus>>;

/**
 * How far the money is after news of it; absent: as far as before. News that comes late never takes it back: an
 * authorisation after the capture changes nothing. VOIDED → PAID: a slip that was printed before its end is paid after it.
 * A refund may be opened before the news that the money moved has come.
 */
export const PAYMENT_STATUS_AFTER: Readonly<Record<Exclude<PaymentNews['kind'], 'refunded'>, Steps>> = {
  slipIssued: {},
  authorized: { PENDING: 'AUTHORIZED' },
  moved: { PENDING: 'PAID', AUTHORIZED: 'PAID', FAILED: 'PAID', VOIDED: 'PAID' },
  failed: { PENDING: 'FAILED', AUTHORIZED: 'FAILED' },
  voided: { PENDING: 'VOIDED', AUTHORIZED: 'VOIDED' },
  refundOpened: {
    PENDING: 'REFUND_PENDING',
    AUTHORIZED: 'REFUND_PENDING',
    PAID: 'REFUND_PENDING',
    FAILED: 'REFUND_PENDING',
    VOIDED: 'REFUND_PENDING',
    PARTIALLY_REFUNDED: 'REFUND_PENDING',
  },
};

/** The same where points cover everything: they are spent as soon as they are certain, and come back when it is given up. */
const NOTHING_DUE: Partial<Record<PaymentNews['kind'], Steps>> = {
  authorized: { PENDING: 'PAID' },
  voided: { PENDING: 'VOIDED', AUTHORIZED: 'VOIDED', PAID: 'VOIDED' },
};

/** The order's money after news of it. */
export function decidePaymentStatus(money: MoneyState, news: PaymentNews): MoneyChange {
  const { paymentStatus, refundedYen, amountDueYen } = money;
  if (news.kind === 'refunded') {
    const total = refundedYen + news.amountYen;
    return { paymentStatus: total >= amountDueYen ? 'REFUNDED' : 'PARTIALLY_REFUNDED', refundedYen: total };
  }
  const steps = (amountDueYen === 0 && NOTHING_DUE[news.kind]) || PAYMENT_STATUS_AFTER[news.kind];
  return { paymentStatus: steps[paymentStatus] ?? paymentStatus, refundedYen };
}

/** The table as the documentation prints it: one row for each status, one column for each kind of news. */
export function paymentStatusesAsMarkdown(): string {
  const kinds = Object.keys(PAYMENT_STATUS_AFTER) as (keyof typeof PAYMENT_STATUS_AFTER)[];
  const head = ['is', ...kinds.map((kind) => NEWS[kind]), NEWS.refunded];
  const rows = PAYMENT_STATUSES.map((status) => [
    status,
    ...kinds.map((kind) => PAYMENT_STATUS_AFTER[kind][status] ?? ''),
    'REFUNDED',
  ]);
  const [first, ...others] = [head, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [first, `|${'---|'.repeat(head.length)}`, ...others].join('\n');
}

export const PAYMENT_STATUSES: readonly PaymentStatus[] = [
  'PENDING',
  'AUTHORIZED',
  'PAID',
  'FAILED',
  'VOIDED',
  'REFUND_PENDING',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
];

/** News in the documentation's words. */
const NEWS: Readonly<Record<PaymentNews['kind'], string>> = {
  slipIssued: 'slip issued',
  authorized: 'authorised',
  moved: 'money moved',
  failed: 'failed',
  voided: 'given up',
  refundOpened: 'refund opened',
  refunded: 'refunded in full',
};
