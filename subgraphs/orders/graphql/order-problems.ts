import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { InvalidInput, NotFound, VersionConflict } from '@depachika/domain/problems.ts';
import type { NotPayableReason } from '../order/attempt-rules.ts';
import type { IllegalOrderTransition } from '../order/order-status.ts';
import type {
  AddressProblem,
  CartProblem,
  OrderNotReorderable,
  PlaceOrderProblem,
  RetryPaymentProblem,
  SlotProblem,
  UnpaidCeiling,
} from '../order/problems.ts';
import type { ReturnNotPossible, ReturnRefusal } from '../returns/return-rules.ts';

/** Everything that this domain refuses, by `kind`. */
export type OrderProblem =
  | PlaceOrderProblem
  | RetryPaymentProblem
  | OrderNotReorderable
  | NotFound
  | VersionConflict
  | IllegalOrderTransition
  | ReturnNotPossible;

/** `OrderEnded` without its order, which the graph reads by its id. */
export interface OrderEndedResult {
  readonly message: string;
  readonly orderId: string;
}

/** Why an order cannot be paid in another way now, for people, in Japanese as payments says its own reasons. */
export function explainNotPayable(reason: string): string | null {
  return reason in NOT_PAYABLE ? NOT_PAYABLE[reason as NotPayableReason].ja : null;
}

/** A refusal as a member of the schema's result unions, with a sentence for people. */
export function orderProblem<P extends OrderProblem>(problem: P): ResultOf<P> {
  const result = RESULTS[problem.kind] as (problem: OrderProblem) => unknown;
  return result(problem) as ResultOf<P>;
}

type ResultOf<P extends OrderProblem> = ReturnType<(typeof RESULTS)[P['kind']]>;

const RESULTS = {
  invalidInput: (problem: InvalidInput) => commonProblem(problem),
  notFound: (problem: NotFound) => commonProblem(problem),
  versionConflict: (problem: VersionConflict) => commonProblem(problem),
  cartEmpty: () => ({ __typename: 'CartEmpty' as const, message: 'There is nothing to buy' }),
  cartChanged: ({ cartProblem }) => ({
    __typename: 'CartChanged' as const,
    message: CART_MESSAGES[cartProblem],
    cartProblem,
  }),
  variantNotSold: ({ variantIds }) => ({
    __typename: 'VariantNotSold' as const,
    message: 'Not sold (any more)',
    variantIds: [...variantIds],
  }),
  tooManyPieces: ({ excesses }) => ({
    __typename: 'TooManyPieces' as const,
    message: 'There are more pieces than one order may have',
    excesses: excesses.map(({ variantId, requested, maxPerOrder }) => ({
      variant: { id: variantId },
      requested,
      maxPerOrder,
    })),
  }),
  orderTooSmall: ({ subtotalYen, minOrderYen }) => ({
    __typename: 'OrderTooSmall' as const,
    message: `There, an order is worth at least ${minOrderYen} yen`,
    subtotalYen,
    minOrderYen,
  }),
  tooManyUnpaidOrders: ({ ceiling, limit }) => ({
    __typename: 'TooManyUnpaidOrders' as const,
    message: CEILING_MESSAGES[ceiling],
    ceiling,
    limit,
  }),
  priceChanged: ({ expectedTotalYen, totalYen }) => ({
    __typename: 'PriceChanged' as const,
    message: 'The total is not what you saw',
    expectedTotalYen,
    totalYen,
  }),
  addressNotFound: ({ addressId, addressProblem }) => ({
    __typename: 'AddressNotFound' as const,
    message: ADDRESS_MESSAGES[addressProblem],
    addressId,
    addressProblem,
  }),
  slotNotAvailable: ({ deliverySlotId, reason }) => ({
    __typename: 'SlotNotAvailable' as const,
    message: SLOT_MESSAGES[reason],
    deliverySlotId,
    reason,
  }),
  insufficientStock: ({ shortages }) => ({
    __typename: 'InsufficientStock' as const,
    message: 'There is less than you want',
    shortages: shortages.map(({ variantId, requested, available }) => ({
      variant: { id: variantId },
      requested,
      available,
    })),
  }),
  insufficientPoints: ({ requested, spendable }) => ({
    __typename: 'InsufficientPoints' as const,
    message: 'You have fewer points',
    requested,
    spendable,
  }),
  paymentMethodRefused: ({ code }) => ({
    __typename: 'PaymentMethodRefused' as const,
    message: METHOD_MESSAGES[code] ?? 'This way to pay cannot be used for this order',
    code,
  }),
  orderEnded: ({ orderId }) => ({
    __typename: 'OrderEnded' as const,
    message: 'The order of this key has ended: use another key to buy again',
    orderId,
  }),
  orderNotPayable: ({ status, reason }) => ({
    __typename: 'OrderNotPayable' as const,
    message: NOT_PAYABLE[reason].en,
    status,
    reason,
  }),
  orderNotReorderable: ({ status }) => ({
    __typename: 'OrderNotReorderable' as const,
    message: 'The order still waits for its payment',
    status,
  }),
  idempotencyKeyReused: ({ idempotencyKey }) => ({
    __typename: 'IdempotencyKeyReused' as const,
    message: 'The key was used for another order',
    idempotencyKey,
  }),
  illegalOrderTransition: ({ from, to }) => ({
    __typename: 'IllegalOrderTransition' as const,
    message: `An order that is ${from} cannot become ${to} now`,
    from,
    to,
  }),
  returnNotPossible: ({ reason, returnableUntil }) => ({
    __typename: 'ReturnNotPossible' as const,
    message: RETURN_MESSAGES[reason],
    reason,
    returnableUntil,
  }),
} satisfies {
  [K in OrderProblem['kind']]: (problem: Extract<OrderProblem, { kind: K }>) => { __typename: string };
};

/** Sentences for the codes of a refused way to pay: rows keep codes alone. */
const METHOD_MESSAGES: Readonly<Record<string, string>> = {
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
};

const NOT_PAYABLE: Readonly<Record<NotPayableReason, { readonly en: string; readonly ja: string }>> = {
  NOT_AWAITED: {
    en: 'The order is paid, or has left',
    ja: 'このご注文は現在お支払いをお待ちしていません。',
  },
  ORDER_ENDED: { en: 'The order has ended', ja: 'このご注文は終了しています。' },
  PAYMENT_UNDER_WAY: { en: 'A payment is being tried', ja: 'お支払いを確認しています。' },
  TIME_OVER: { en: 'The time for paying is over', ja: 'お支払いの期限を過ぎました。' },
  TOO_MANY_ATTEMPTS: {
    en: 'There were too many attempts to pay this order',
    ja: 'お支払いの試行回数が上限に達しました。',
  },
};

const CEILING_MESSAGES: Readonly<Record<UnpaidCeiling, string>> = {
  CUSTOMER_ORDERS: 'You have too many orders that are not paid for',
  CUSTOMER_PIECES: 'There are too many pieces in your orders that are not paid for',
  RECIPIENT_ORDERS: 'Too many orders to this phone number or address are not paid for',
  RECIPIENT_PIECES:
    'There are too many pieces in orders to this phone number or address that are not paid for',
};

const CART_MESSAGES: Readonly<Record<CartProblem, string>> = {
  BEING_ORDERED: 'Your cart is being ordered already',
  CHANGED: 'What you order is no longer in your cart as you saw it',
};

const ADDRESS_MESSAGES: Readonly<Record<AddressProblem, string>> = {
  UNKNOWN: 'There is no such address, or it is not yours',
  POINT_NEEDED:
    'We do not know where this address is: correct its postal code, or give its latitude and longitude with updateAddress',
};

const RETURN_MESSAGES: Readonly<Record<ReturnRefusal, string>> = {
  WINDOW_OVER: 'The time to give it back is over; write to us if it has a defect',
  PERISHABLE: 'Food that does not keep can be given back for a defect alone',
  REFUSED_BEFORE: 'Giving it back was refused',
};

const SLOT_MESSAGES: Readonly<Record<SlotProblem, string>> = {
  UNKNOWN: 'There is no such delivery slot',
  CLOSED: 'The delivery slot is closed',
  FULL: 'The delivery slot is full',
  OUTSIDE_ZONE: 'The address lies outside the zone of the delivery slot',
};
