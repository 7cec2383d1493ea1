import type { AttemptEnd, Payment, PaymentMethodKind, PaymentStatus } from './payment.ts';

const COLUMNS = [
  'id',
  'order_id',
  'attempt',
  'customer_id',
  'method',
  'status',
  'amount_yen',
  'points',
  'card_token',
  'card_label',
  'konbini_chain',
  'deadline_at',
  'provider_reference',
  'failure_code',
  'order_end',
  'action_url',
  'action_until',
  'certain_at',
  'shipped_at',
  'delivered_at',
  'version',
  'created_at',
  'updated_at',
];

/** What a statement selects of `payments.payments` for {@link paymentOf}. */
export const PAYMENT_COLUMNS = COLUMNS.join(', ');

/** The same for a statement that joins the table under this name. */
export function paymentColumnsOf(alias: string): string {
  return COLUMNS.map((column) => `${alias}.${column}`).join(', ');
}

export type PaymentRow = {
  id: string;
  order_id: string;
  attempt: number;
  customer_id: string;
  method: PaymentMethodKind;
  status: PaymentStatus;
  amount_yen: number;
  points: number;
  card_token: string | null;
  card_label: string | null;
  konbini_chain: string | null;
  deadline_at: Date | null;
  provider_reference: string | null;
  failure_code: string | null;
  order_end: AttemptEnd | null;
  action_url: string | null;
  action_until: Date | null;
  certain_at: Date | null;
  shipped_at: Date | null;
  delivered_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
};

export function paymentOf(row: PaymentRow): Payment {
  return {
    id: row.id,
    orderId: row.order_id,
    attempt: row.attempt,
    customerId: row.customer_id,
    method: row.method,
    status: row.status,
    amountYen: row.amount_yen,
    points: row.points,
    cardToken: row.card_token,
    cardLabel: row.card_label,
    konbiniChain: row.konbini_chain,
    deadlineAt: row.deadline_at,
    providerReference: row.provider_reference,
    failureCode: row.failure_code,
    orderEnd: row.order_end,
    actionUrl: row.action_url,
    actionUntil: row.action_until,
    certainAt: row.certain_at,
    shippedAt: row.shipped_at,
    deliveredAt: row.delivered_at,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
