import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { InvalidInput, NotFound, VersionConflict } from '@depachika/domain/problems.ts';
import type { IllegalOrderTransition } from '../order/order-status.ts';
import type { AddressProblem, PlaceOrderProblem, SlotProblem } from '../order/problems.ts';
import type { ReturnNotPossible, ReturnRefusal } from '../returns/return-rules.ts';

/** Everything that this domain refuses, by `kind`. */
export type OrderProblem =
  | PlaceOrderProblem
  | NotFound
  | VersionConflict
  | IllegalOrderTransition
  | ReturnNotPossible;

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
  variantNotSold: ({ variantIds }) => ({
    __typename: 'VariantNotSold' as const,
    message: 'Not sold (any more)',
    variantIds: [...variantIds],
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
  returnNotPossible: ({ reason, returnableUntil }) => ({
    __typename: 'ReturnNotPossible' as const,
    message: RETURN_MESSAGES[reason],
    reason,
    returnableUntil,
  }),
} satisfies {
  [K in OrderProblem['kind']]: (problem: Extract<OrderProblem, { kind: K }>) => { __typename: string };
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
