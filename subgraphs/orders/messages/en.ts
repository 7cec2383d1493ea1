import type { OrderMessages } from './ja.ts';

export const en = {
  cartEmpty: 'There is nothing to buy',
  cartChanged: {
    BEING_ORDERED: 'Your cart is being ordered already',
    CHANGED: 'What you order is no longer in your cart as you saw it',
  },
  variantNotSold: 'Not sold (any more)',
  tooManyPieces: 'There are more pieces than one order may have',
  orderTooSmall: ({ minOrderYen }) => `There, an order is worth at least ${minOrderYen} yen`,
  tooManyUnpaidOrders: {
    CUSTOMER_ORDERS: 'You have too many orders that are not paid for',
    CUSTOMER_PIECES: 'There are too many pieces in your orders that are not paid for',
    RECIPIENT_ORDERS: 'Too many orders to this phone number or address are not paid for',
    RECIPIENT_PIECES:
      'There are too many pieces in orders to this phone number or address that are not paid for',
  },
  priceChanged: 'The total is not what you saw',
  addressNotFound: {
    UNKNOWN: 'There is no such address, or it is not yours',
    POINT_NEEDED:
      'We do not know where this address is: correct its postal code, or give its latitude and longitude with updateAddress',
  },
  slotNotAvailable: {
    UNKNOWN: 'There is no such delivery slot',
    CLOSED: 'The delivery slot is closed',
    FULL: 'The delivery slot is full',
    OUTSIDE_ZONE: 'The address lies outside the zone of the delivery slot',
  },
  insufficientStock: 'There is less than you want',
  insufficientPoints: 'You have fewer points',
  paymentMethodRefused: {
    AMOUNT_TOO_LOW: 'The amount is too low for this way to pay',
    AMOUNT_TOO_HIGH: 'The amount is too high for this way to pay',
    CUT_OFF_TOO_SOON: 'There is no time left to pay this way before the delivery slot closes',
    NOTHING_TO_PAY: 'Points cover everything: nothing else has to be paid',
    AMOUNT_DUE: 'Points do not cover everything',
    UNKNOWN_PAYMENT_METHOD: 'There is no such card, or it is not yours',
    INVALID_CARD_TOKEN: 'The card could not be read: enter it again',
    CARD_EXPIRED: 'The card is past its month',
    KONBINI_CHAIN_MISSING: 'Choose the convenience store',
    ALREADY_PAID: 'The order is paid',
    TOO_MANY_ATTEMPTS: 'Too many attempts to pay: try again later',
    STOCK_NOT_HELD: 'The goods cannot be held as long as this way to pay takes',
    SLOT_NOT_HELD: 'The delivery slot cannot be held as long as this way to pay takes',
    POINTS_NOT_HELD: 'The points cannot be held as long as this way to pay takes',
  },
  paymentMethodUnusable: 'This way to pay cannot be used for this order',
  orderEnded: 'The order of this key has ended: use another key to buy again',
  orderNotPayable: {
    NOT_AWAITED: 'The order is paid, or has left',
    ORDER_ENDED: 'The order has ended',
    PAYMENT_UNDER_WAY: 'A payment is being tried',
    TIME_OVER: 'The time for paying is over',
    TOO_MANY_ATTEMPTS: 'There were too many attempts to pay this order',
  },
  orderNotReorderable: 'The order still waits for its payment: pay it, or cancel it first',
  idempotencyKeyReused: 'The key was used for another order',
  illegalOrderTransition: ({ from, to }) => `An order that is ${from} cannot become ${to} now`,
  returnNotPossible: {
    WINDOW_OVER: 'The time to give it back is over; write to us if it has a defect',
    PERISHABLE: 'Food that does not keep can be given back for a defect alone',
    REFUSED_BEFORE: 'Giving it back was refused',
  },
  noSuchOrder: 'There is no such order, or it is not yours',

  allowed: {
    lines: (most) => `1 to ${most} lines`,
    otherVariant: 'a variant that no other line names',
    lineWorth: (mostYen) => `worth at most ${mostYen} yen`,
    differentVariants: (most) => `one of at most ${most} different variants`,
    totalAtMost: (totalYen) => `at most the total, ${totalYen}`,
    givenForKonbini: 'given for KONBINI',
    oneCard: 'given for CARD, or paymentMethodId instead, not both',
    idOrNumber: 'given, or a number instead, not both',
    givenByStaff: 'given by staff',
  },
} satisfies OrderMessages;
