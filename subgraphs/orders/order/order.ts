import type { PricedLine } from '../checkout/pricing.ts';
import type { OrderStatus } from './order-status.ts';
import type { PaymentStatus } from './payment-status.ts';

export type PaymentMethodKind = 'CARD' | 'KONBINI' | 'CASH_ON_DELIVERY' | 'POINTS';
export type KonbiniChain = 'SEVEN_ELEVEN' | 'FAMILY_MART' | 'LAWSON' | 'MINISTOP' | 'SEICOMART';
export type CancelReason =
  | 'CUSTOMER'
  | 'STAFF'
  | 'PAYMENT_FAILED'
  | 'OUT_OF_TIME'
  | 'REFUNDED'
  | 'SLOT_MISSED';

/** A line as events and tables hold it: names and price of the moment at which it was bought. */
export interface OrderLine extends PricedLine {
  readonly lineId: string;
  readonly variantId: string;
  readonly productId: string;
  readonly sku: string;
  readonly nameJa: string;
  readonly nameEn: string;
}

/** The address of the moment at which the order was placed. */
export interface AddressSnapshot {
  readonly addressId: string;
  readonly recipientName: string;
  readonly recipientKana: string;
  readonly phone: string;
  readonly postalCode: string;
  readonly prefecture: string;
  readonly municipality: string;
  readonly street: string;
  readonly building: string;
  /** WGS 84, degrees. */
  readonly latitude: number;
  readonly longitude: number;
}

/** The slot as it was booked; instants as RFC 3339 texts, since it is stored as JSON. */
export interface SlotSnapshot {
  readonly slotId: string;
  /** `YYYY-MM-DD` in Japan. */
  readonly date: string;
  readonly startsAt: string;
  readonly endsAt: string;
  /** Of these goods: what takes days has to be ordered earlier than the slot asks. */
  readonly cutOffAt: string;
  /** Days that the goods take; absent when none do, and in orders of an older version. */
  readonly leadTimeDays?: number;
  /** Where the goods come from; absent when any location may serve, and in orders of an older version. */
  readonly locationIds?: readonly string[];
}

/** How the rest after points is to be paid, as the customer chose. */
export interface PaymentChoice {
  readonly method: PaymentMethodKind;
  readonly cardToken?: string;
  readonly paymentMethodId?: string;
  readonly konbiniChain?: KonbiniChain;
}

/**
 * An order that is decided but not yet placed: everything that its holds and its rows need. The draft is JSON:
 * a process that resumes an attempt reads it and decides nothing anew.
 */
export interface OrderDraft {
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly OrderLine[];
  /** True when the lines came from the cart, which gives them up. */
  readonly fromCart: boolean;
  /** The lines of the cart as they were read; absent in a draft of an older version. */
  readonly cartLineIds?: readonly string[];
  readonly subtotalYen: number;
  readonly deliveryFeeYen: number;
  readonly totalYen: number;
  readonly pointsUsed: number;
  readonly amountDueYen: number;
  readonly payment: PaymentChoice;
  /** Konbini: when the slip expires, and until when a payment may still arrive. */
  readonly paymentDeadlineAt: string | null;
  readonly paymentGraceEndsAt: string | null;
  readonly slot: SlotSnapshot;
  readonly address: AddressSnapshot;
  readonly holdsExpireAt: string;
}

/** How far the attempts to pay an order are. */
export interface AttemptState {
  /** Attempts begun so far, 1 to 5; payment and method of the order are those of the latest. */
  readonly paymentAttempts: number;
  /** End of the time for another attempt; null when none is running: nothing failed, or a slip waits to be paid. */
  readonly payUntil: Date | null;
  /** Since when that time runs. */
  readonly firstDeclinedAt: Date | null;
  /** Until when the customer has to act for the latest attempt; null when they need not. */
  readonly actionUntil: Date | null;
}

/** How the attempts stand when an order is placed. */
export const FIRST_ATTEMPT: AttemptState = {
  paymentAttempts: 1,
  payUntil: null,
  firstDeclinedAt: null,
  actionUntil: null,
};

/** An order's row while it is locked: what transitions and events need. */
export interface LockedOrder extends AttemptState {
  readonly id: string;
  readonly number: string;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly paymentStatus: PaymentStatus;
  readonly version: number;
  readonly holdKey: string;
  readonly totalYen: number;
  readonly pointsUsed: number;
  readonly amountDueYen: number;
  readonly refundedYen: number;
  readonly paymentMethod: PaymentMethodKind;
  readonly paymentId: string;
  /** Konbini: when the slip expires, and until when a payment may still arrive. */
  readonly paymentDeadlineAt: Date | null;
  readonly paymentGraceEndsAt: Date | null;
  /** Until when stock, slot and points are surely held. */
  readonly holdsExpireAt: Date;
  /** When its lines went back to the cart. */
  readonly linesReturnedAt: Date | null;
  readonly slot: SlotSnapshot;
  readonly address: AddressSnapshot;
  readonly shipmentId: string | null;
  readonly placedAt: Date;
  readonly confirmedAt: Date | null;
  readonly lines: readonly OrderLine[];
}

/** How the attempts to pay stand after news of them. */
export type AttemptChange = Partial<
  AttemptState & Pick<LockedOrder, 'paymentDeadlineAt' | 'paymentGraceEndsAt'>
>;
