import type { TableRows } from '@depachika/database/insert-all.ts';
import { POINTS_LIFE_DAYS, pointsEarned } from '@depachika/payments/points/points.ts';
import type { Account, PointsKind } from '@depachika/payments/points/points-ledger.ts';
import { demoId } from '../demo-id.ts';
import type { DemoOrder } from '../past-orders.ts';
import { demoAccounts, demoCustomers } from '../people.ts';

const WELCOME_POINTS = 500;
/** The customer of the tour has enough to pay with from the start. */
const TOUR_GIFT_POINTS = 700;
const DAY_MS = 86_400_000;

interface Movement {
  readonly customerId: string;
  readonly kind: PointsKind;
  readonly from: Account;
  readonly to: Account;
  /** 1 or more. */
  readonly points: number;
  readonly orderId: string | null;
  readonly at: Date;
}

/** Welcome gifts and what delivered orders earned, in balanced transactions; nothing was spent. */
export function demoPointsBooks(orders: readonly DemoOrder[], now: Date): TableRows[] {
  const gifts = giftsBefore(orders[0]?.placedAt ?? now);
  const earned = orders.flatMap(earnings);
  const movements = [...gifts, ...earned].sort((a, b) => a.at.getTime() - b.at.getTime());
  const gains = movements.filter(({ to }) => to === 'SPENDABLE');
  return [
    { table: 'payments.points_balances', rows: balances(gains) },
    { table: 'payments.points_transactions', rows: movements.map(transaction) },
    { table: 'payments.points_postings', rows: movements.flatMap(postings) },
    { table: 'payments.points_lots', rows: gains.map(lot) },
    { table: 'payments.points_awards', rows: earned.filter(({ kind }) => kind === 'AWARDED').map(award) },
  ];
}

function giftsBefore(firstOrderAt: Date): Movement[] {
  const at = new Date(firstOrderAt.getTime() - DAY_MS);
  const gift = (customerId: string, points: number): Movement => ({
    customerId,
    kind: 'GRANTED',
    from: 'ISSUED',
    to: 'SPENDABLE',
    points,
    orderId: null,
    at,
  });
  const welcome = demoCustomers.map(({ id }) => gift(id, WELCOME_POINTS));
  return [...welcome, gift(demoAccounts.customer.id, TOUR_GIFT_POINTS)];
}

/** Promised when the order was confirmed, spendable when it was delivered. */
function earnings(order: DemoOrder): Movement[] {
  const points = pointsEarned(order.totalYen, order.pointsUsed);
  if (order.status !== 'DELIVERED' || points === 0) return [];
  const { customerId, orderId, confirmedAt, deliveredAt } = order;
  const what = { customerId, orderId, points };
  return [
    { ...what, kind: 'PROMISED', from: 'ISSUED', to: 'PENDING', at: confirmedAt },
    { ...what, kind: 'AWARDED', from: 'PENDING', to: 'SPENDABLE', at: deliveredAt },
  ];
}

function balances(gains: readonly Movement[]) {
  const spendable = new Map<string, number>();
  for (const { customerId, points } of gains)
    spendable.set(customerId, (spendable.get(customerId) ?? 0) + points);
  return [...spendable].map(([customerId, points]) => ({
    customer_id: customerId,
    spendable: points,
    held: 0,
    pending: 0,
  }));
}

function transaction(movement: Movement, index: number) {
  const { customerId, kind, orderId, to, at } = movement;
  return {
    id: idOf(movement, index),
    customer_id: customerId,
    kind,
    order_id: orderId,
    expires_at: to === 'SPENDABLE' ? lotEnd(at) : null,
    created_at: at,
  };
}

function postings(movement: Movement, index: number) {
  const { customerId, from, to, points } = movement;
  const posting = (account: Account, change: number) => ({
    transaction_id: idOf(movement, index),
    account,
    customer_id: customerId,
    points: change,
  });
  return [posting(from, -points), posting(to, points)];
}

function lot({ customerId, points, at }: Movement, index: number) {
  return {
    id: demoId('lot', index + 1, at),
    customer_id: customerId,
    points,
    remaining: points,
    expires_at: lotEnd(at),
    created_at: at,
  };
}

function award({ orderId, customerId, points, at }: Movement) {
  return { order_id: orderId, customer_id: customerId, points, status: 'AWARDED', created_at: at };
}

/** A movement's place in the books is its number. */
function idOf({ at }: Movement, index: number): string {
  return demoId('ptx', index + 1, at);
}

function lotEnd(at: Date): Date {
  return new Date(at.getTime() + POINTS_LIFE_DAYS * DAY_MS);
}
