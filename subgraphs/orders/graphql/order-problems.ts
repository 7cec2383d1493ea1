import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { InvalidInput, NotFound, VersionConflict } from '@depachika/domain/problems.ts';
import type { IllegalOrderTransition } from '../order/order-status.ts';
import type {
  AddressProblem,
  CartProblem,
  PlaceOrderProblem,
  SlotProblem,
  UnpaidCeiling,
} from '../order/problems.ts';

/** Everything that this domain refuses, by `kind`. */
export type OrderProblem = PlaceOrderProblem | NotFound | VersionConflict | IllegalOrderTransition;

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
  paymentMethodRefused: ({ code, explanation }) => ({
    __typename: 'PaymentMethodRefused' as const,
    message: explanation || 'This way to pay cannot be used for this order',
    code,
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
} satisfies {
  [K in OrderProblem['kind']]: (problem: Extract<OrderProblem, { kind: K }>) => { __typename: string };
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

const SLOT_MESSAGES: Readonly<Record<SlotProblem, string>> = {
  UNKNOWN: 'There is no such delivery slot',
  CLOSED: 'The delivery slot is closed',
  FULL: 'The delivery slot is full',
  OUTSIDE_ZONE: 'The address lies outside the zone of the delivery slot',
};
