import type { TableRows } from '@depachika/database/insert-all.ts';
import { KONBINI_GRACE_MS, KONBINI_MARGIN_MS } from '@depachika/payments/payment/offer-methods.ts';
import { slipNumbers } from '@depachika/payments/provider/sandbox.ts';
import { demoId } from '../demo-id.ts';
import type { DemoOrder } from '../past-orders.ts';
import { demoAccounts } from '../people.ts';

/** The card that every demo customer pays with. */
const CARD = { brand: 'VISA', last4: '4242', behaviour: 'AUTHORIZE', label: 'VISA 4242' } as const;
const CHAIN = 'LAWSON';

/** What past orders left behind: payments, slips, finished calls, and the provider's side of all of them. */
export function demoPaymentBooks(orders: readonly DemoOrder[], now: Date): TableRows[] {
  const byCard = orders.filter(({ paymentMethod }) => paymentMethod === 'CARD');
  const byKonbini = orders.filter(({ paymentMethod }) => paymentMethod === 'KONBINI');
  const firstAt = orders[0]?.placedAt ?? now;
  return [
    { table: 'payments.sandbox_cards', rows: cardsOf(byCard, firstAt) },
    { table: 'payments.payment_methods', rows: [savedCard(firstAt, now)] },
    { table: 'payments.payments', rows: orders.map(payment) },
    { table: 'payments.tasks', rows: orders.flatMap(tasks) },
    { table: 'payments.sandbox_charges', rows: byCard.map(charge) },
    { table: 'payments.sandbox_slips', rows: byKonbini.map(sandboxSlip) },
    { table: 'payments.slips', rows: byKonbini.map(slip) },
    { table: 'payments.webhook_events', rows: byKonbini.flatMap(notification) },
  ];
}

function cardsOf(orders: readonly DemoOrder[], createdAt: Date) {
  const { brand, last4, behaviour } = CARD;
  const customers = new Set([demoAccounts.customer.id, ...orders.map(({ customerId }) => customerId)]);
  return [...customers].map((customerId) => ({
    token: tokenOf(customerId),
    brand,
    last4,
    behaviour,
    created_at: createdAt,
  }));
}

function savedCard(createdAt: Date, now: Date) {
  return {
    id: demoId('pym', 1, createdAt),
    customer_id: demoAccounts.customer.id,
    provider_token: tokenOf(demoAccounts.customer.id),
    label: CARD.label,
    expiry_month: 12,
    expiry_year: now.getUTCFullYear() + 3,
    created_at: createdAt,
  };
}

function payment(order: DemoOrder) {
  const { paymentId, orderId, customerId, paymentMethod, totalYen, placedAt } = order;
  const card = paymentMethod === 'CARD';
  return {
    id: paymentId,
    order_id: orderId,
    customer_id: customerId,
    method: paymentMethod,
    status: order.status === 'DELIVERED' ? 'PAID' : 'VOIDED',
    amount_yen: totalYen,
    points: 0,
    card_token: card ? tokenOf(customerId) : null,
    card_label: card ? CARD.label : null,
    konbini_chain: card ? null : CHAIN,
    deadline_at: card ? null : deadlineOf(order),
    provider_reference: card ? referenceOf(order) : null,
    order_end: order.status === 'CANCELLED' ? 'CANCELLED' : null,
    certain_at: order.status === 'DELIVERED' ? endedAt(order) : null,
    shipped_at: order.shippedAt,
    delivered_at: order.deliveredAt,
    version: card ? 5 : 3,
    created_at: placedAt,
    updated_at: endedAt(order),
  };
}

function tasks(order: DemoOrder) {
  const { paymentId, paymentMethod, placedAt } = order;
  const done = (kind: string, at: Date) => ({
    payment_id: paymentId,
    kind,
    status: 'DONE',
    attempts: 1,
    due_at: at,
    created_at: at,
    finished_at: at,
  });
  if (paymentMethod === 'KONBINI') {
    const issued = done('ISSUE_SLIP', placedAt);
    return order.status === 'CANCELLED' ? [issued, done('CANCEL_SLIP', endedAt(order))] : [issued];
  }
  const last = order.status === 'DELIVERED' ? 'CAPTURE' : 'VOID';
  return [done('AUTHORIZE', placedAt), done(last, endedAt(order))];
}

function charge(order: DemoOrder) {
  const delivered = order.status === 'DELIVERED';
  return {
    idempotency_key: `${order.paymentId}/AUTHORIZE`,
    reference: referenceOf(order),
    token: tokenOf(order.customerId),
    amount_yen: order.totalYen,
    status: delivered ? 'CAPTURED' : 'VOIDED',
    capture_tries: delivered ? 1 : 0,
    created_at: order.placedAt,
  };
}

function sandboxSlip(order: DemoOrder) {
  return {
    idempotency_key: slipKey(order),
    chain: CHAIN,
    payment_code: codes(order).paymentCode,
    confirmation_number: codes(order).confirmationNumber,
    amount_yen: order.totalYen,
    deadline_at: deadlineOf(order),
    cancelled_at: order.status === 'CANCELLED' ? order.cancelledAt : null,
    created_at: order.placedAt,
  };
}

function slip(order: DemoOrder) {
  return {
    id: order.paymentId.replace(/^pay_/, 'slp_'),
    payment_id: order.paymentId,
    chain: CHAIN,
    payment_code: codes(order).paymentCode,
    confirmation_number: codes(order).confirmationNumber,
    amount_yen: order.totalYen,
    deadline_at: deadlineOf(order),
    paid_at: order.confirmedAt,
  };
}

/** What the provider told of a slip that was paid. */
function notification(order: DemoOrder) {
  if (order.status !== 'DELIVERED') return [];
  const body = {
    id: `paid/${slipKey(order)}`,
    type: 'konbini.paid',
    paymentCode: codes(order).paymentCode,
    amountYen: order.totalYen,
    paidAt: order.confirmedAt.toISOString(),
  };
  return [
    {
      id: body.id,
      type: body.type,
      payment_id: order.paymentId,
      outcome: 'ACCEPTED',
      body,
      received_at: order.confirmedAt,
    },
  ];
}

/** When the money was certain: a card's when the order was shipped, a slip's at the register. */
function endedAt(order: DemoOrder): Date {
  if (order.status === 'CANCELLED') return order.cancelledAt;
  return order.paymentMethod === 'CARD' ? order.shippedAt : order.confirmedAt;
}

function deadlineOf({ slot }: DemoOrder): Date {
  return new Date(slot.cutOffAt.getTime() - KONBINI_GRACE_MS - KONBINI_MARGIN_MS);
}

function codes(order: DemoOrder) {
  return slipNumbers(slipKey(order), CHAIN);
}

function slipKey({ paymentId }: DemoOrder): string {
  return `${paymentId}/ISSUE_SLIP`;
}

function tokenOf(customerId: string): string {
  return customerId.replace(/^usr_/, 'tok_demo_');
}

function referenceOf({ paymentId }: DemoOrder): string {
  return paymentId.replace(/^pay_/, 'ch_demo_');
}
