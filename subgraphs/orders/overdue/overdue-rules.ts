import type { OrderStatus } from '../order/order-status.ts';

/** Why an order is late. */
export type OverdueReason = 'NOT_SHIPPED' | 'NOT_DELIVERED' | 'NOT_TRIED_AGAIN' | 'RETURN_UNDECIDED';

/** What an order still waits for when its slot is over; orders in other statuses wait for no slot. */
export const WAITS_FOR_SLOT = {
  CONFIRMED: 'NOT_SHIPPED',
  PREPARING: 'NOT_SHIPPED',
  SHIPPED: 'NOT_DELIVERED',
  OUT_FOR_DELIVERY: 'NOT_DELIVERED',
  DELIVERY_FAILED: 'NOT_TRIED_AGAIN',
} as const satisfies Partial<Record<OrderStatus, OverdueReason>>;

/** An order that waits for staff to decide its return. */
export const WAITS_FOR_STAFF = { RETURN_REQUESTED: 'RETURN_UNDECIDED' } as const satisfies Partial<
  Record<OrderStatus, OverdueReason>
>;

export const OVERDUE_REASONS: readonly OverdueReason[] = [
  ...new Set<OverdueReason>([...Object.values(WAITS_FOR_SLOT), ...Object.values(WAITS_FOR_STAFF)]),
];

/** What {@link OverdueReason} is judged by. */
export interface OverdueTerms {
  readonly now: Date;
  /** A return that was asked for before this should have been decided. */
  readonly returnRequestedBefore: Date;
}

export function overdueTerms(config: { readonly returnDecisionMs: number }, now: Date): OverdueTerms {
  return { now, returnRequestedBefore: new Date(now.getTime() - config.returnDecisionMs) };
}
