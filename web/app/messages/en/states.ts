import type { StateWords } from '../ja/states.ts';

export const statesEn = {
  Temperature: { AMBIENT: 'Room temperature', CHILLED: 'Chilled', FROZEN: 'Frozen' },
  PaymentMethodKind: {
    CARD: 'Credit card',
    KONBINI: 'Convenience store',
    CASH_ON_DELIVERY: 'Cash on delivery',
    POINTS: 'Points alone',
  },
  PaymentStatus: {
    PREPARED: 'being prepared',
    PENDING: 'to be paid',
    ACTION_NEEDED: 'to be confirmed with your card’s issuer',
    AUTHORIZED: 'secured, charged when it leaves',
    PAID: 'paid',
    FAILED: 'declined',
    VOIDED: 'given up',
    REFUND_PENDING: 'on its way back',
    REFUNDED: 'refunded',
  },
  RefundStatus: {
    NEEDS_BANK_ACCOUNT: 'needs your bank account',
    PENDING: 'on its way back',
    SUCCEEDED: 'refunded',
    FAILED: 'could not be refunded',
  },
  CancelReason: {
    CUSTOMER: 'Cancelled, as you wished.',
    STAFF: 'Cancelled by the shop.',
    PAYMENT_FAILED: 'Cancelled, because it could not be paid.',
    OUT_OF_TIME: 'Cancelled, because the goods or the delivery time were gone.',
    REFUNDED: 'Cancelled, because its money went back.',
    SLOT_MISSED: 'Cancelled, because the delivery time was missed.',
  },
  ShipmentStatus: {
    CREATED: 'being packed',
    PICKED_UP: 'taken by the courier',
    OUT_FOR_DELIVERY: 'on its way to you',
    DELIVERED: 'delivered',
    DELIVERY_FAILED: 'nobody was at home',
    RETURNED: 'back at the counter',
    CANCELLED: 'not sent',
    RESCHEDULED: 'another time was chosen',
    LOST: 'lost',
    DAMAGED: 'damaged',
  },
} satisfies StateWords;
