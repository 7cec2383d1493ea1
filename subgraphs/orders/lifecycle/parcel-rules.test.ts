import { describe, expect, it } from 'vitest';
import type { OrderStatus } from '../order/order-status.ts';
import { type ParcelStep, shipmentMoves } from './parcel-rules.ts';

const stepsOf = (parcel: ParcelStep, status: OrderStatus) =>
  shipmentMoves(parcel, status)
    .map(({ to }) => to)
    .join(' ');

describe('an order whose parcel moved', () => {
  it.each([
    ['PICKED_UP', 'OUT_FOR_DELIVERY', 'SHIPPED', 'OUT_FOR_DELIVERY'],
    ['OUT_FOR_DELIVERY', 'DELIVERED', 'OUT_FOR_DELIVERY', 'DELIVERED'],
    ['OUT_FOR_DELIVERY', 'DELIVERY_FAILED', 'OUT_FOR_DELIVERY', 'DELIVERY_FAILED'],
    ['DELIVERY_FAILED', 'RETURNED', 'DELIVERY_FAILED', 'RETURNED'],
    ['RESCHEDULED', 'RETURNED', 'DELIVERY_FAILED', 'RETURNED'],
    ['RESCHEDULED', 'OUT_FOR_DELIVERY', 'DELIVERY_FAILED', 'OUT_FOR_DELIVERY'],
    ['OUT_FOR_DELIVERY', 'LOST', 'OUT_FOR_DELIVERY', 'LOST'],
    ['DELIVERY_FAILED', 'DAMAGED', 'DELIVERY_FAILED', 'DAMAGED'],
  ] as const)('from %s to %s goes along from %s', (from, to, status, steps) => {
    expect(stepsOf({ from, to }, status)).toBe(steps);
  });

  it.each(['RETURNED', 'LOST', 'DAMAGED'] as const)(
    'has never been out for delivery when its parcel went from the store to %s',
    (to) => {
      expect(stepsOf({ from: 'PICKED_UP', to }, 'SHIPPED')).toBe(to);
      expect(stepsOf({ to }, 'SHIPPED')).toBe(to);
    },
  );

  it.each([
    ['OUT_FOR_DELIVERY', 'DELIVERED', 'SHIPPED', 'OUT_FOR_DELIVERY DELIVERED'],
    ['OUT_FOR_DELIVERY', 'DELIVERY_FAILED', 'SHIPPED', 'OUT_FOR_DELIVERY DELIVERY_FAILED'],
    ['DELIVERY_FAILED', 'RETURNED', 'SHIPPED', 'OUT_FOR_DELIVERY DELIVERY_FAILED RETURNED'],
    ['DELIVERY_FAILED', 'RETURNED', 'OUT_FOR_DELIVERY', 'DELIVERY_FAILED RETURNED'],
    ['OUT_FOR_DELIVERY', 'LOST', 'SHIPPED', 'OUT_FOR_DELIVERY LOST'],
  ] as const)(
    'takes the steps that it has not heard of: from %s to %s while it is %s',
    (from, to, status, steps) => {
      expect(stepsOf({ from, to }, status)).toBe(steps);
    },
  );

  it.each(['CREATED', 'PICKED_UP', 'RESCHEDULED', 'CANCELLED'] as const)('stays where it is for %s', (to) => {
    expect(stepsOf({ from: 'CREATED', to }, 'SHIPPED')).toBe('');
  });
});
