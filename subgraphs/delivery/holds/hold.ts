import type { Point } from '../zones/point.ts';

/** HELD until it expires; CONFIRMED by its order, then ENDED with it. The others closed the key without an order. */
export type HoldStatus = 'HELD' | 'CONFIRMED' | 'RELEASED' | 'EXPIRED' | 'ENDED';

export interface NewHold {
  readonly key: string;
  readonly orderId: string;
  readonly slotId: string;
  readonly customerId: string;
  /** Where the order is to be brought. */
  readonly point: Point;
  /** Days that the goods take before they can leave; absent when none do. */
  readonly leadTimeDays?: number;
  readonly expiresAt: Date;
}

/** The slot that an order holds or has booked, and for whom. */
export interface OrderSlot {
  readonly orderId: string;
  readonly customerId: string;
  readonly slotId: string;
}
