import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { InvalidInput, NotFound, VersionConflict } from '@depachika/domain/problems.ts';
import type { LocalizedText } from '@depachika/messages/localized-text.ts';
import { messages } from '../messages/messages.ts';
import type { NotPayableReason } from '../order/attempt-rules.ts';
import type { IllegalOrderTransition } from '../order/order-status.ts';
import type { OrderNotReorderable, PlaceOrderProblem, RetryPaymentProblem } from '../order/problems.ts';
import type { ReturnNotPossible } from '../returns/return-rules.ts';

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
  readonly message: LocalizedText;
  readonly orderId: string;
}

/** Why an order cannot be paid in another way now, for people. */
export function explainNotPayable(reason: string): LocalizedText | null {
  const { orderNotPayable: texts } = messages;
  return reason in texts ? texts[reason as NotPayableReason] : null;
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
  cartEmpty: () => ({ __typename: 'CartEmpty' as const, message: messages.cartEmpty }),
  cartChanged: ({ cartProblem }) => ({
    __typename: 'CartChanged' as const,
    message: messages.cartChanged[cartProblem],
    cartProblem,
  }),
  variantNotSold: ({ variantIds }) => ({
    __typename: 'VariantNotSold' as const,
    message: messages.variantNotSold,
    variantIds: [...variantIds],
  }),
  tooManyPieces: ({ excesses }) => ({
    __typename: 'TooManyPieces' as const,
    message: messages.tooManyPieces,
    excesses: excesses.map(({ variantId, requested, maxPerOrder }) => ({
      variant: { id: variantId },
      requested,
      maxPerOrder,
    })),
  }),
  orderTooSmall: ({ subtotalYen, minOrderYen }) => ({
    __typename: 'OrderTooSmall' as const,
    message: messages.orderTooSmall({ minOrderYen }),
    subtotalYen,
    minOrderYen,
  }),
  contactNeeded: () => ({
    __typename: 'ContactNeeded' as const,
    message: messages.contactNeeded,
  }),
  tooManyUnpaidOrders: ({ ceiling, limit }) => ({
    __typename: 'TooManyUnpaidOrders' as const,
    message: messages.tooManyUnpaidOrders[ceiling],
    ceiling,
    limit,
  }),
  priceChanged: ({ expectedTotalYen, totalYen }) => ({
    __typename: 'PriceChanged' as const,
    message: messages.priceChanged,
    expectedTotalYen,
    totalYen,
  }),
  addressNotFound: ({ addressId, addressProblem }) => ({
    __typename: 'AddressNotFound' as const,
    message: messages.addressNotFound[addressProblem],
    addressId,
    addressProblem,
  }),
  slotNotAvailable: ({ deliverySlotId, reason }) => ({
    __typename: 'SlotNotAvailable' as const,
    message: messages.slotNotAvailable[reason],
    deliverySlotId,
    reason,
  }),
  insufficientStock: ({ shortages }) => ({
    __typename: 'InsufficientStock' as const,
    message: messages.insufficientStock,
    shortages: shortages.map(({ variantId, requested, available }) => ({
      variant: { id: variantId },
      requested,
      available,
    })),
  }),
  insufficientPoints: ({ requested, spendable }) => ({
    __typename: 'InsufficientPoints' as const,
    message: messages.insufficientPoints,
    requested,
    spendable,
  }),
  paymentMethodRefused: ({ code }) => ({
    __typename: 'PaymentMethodRefused' as const,
    message: methodRefusal(code),
    code,
  }),
  orderEnded: ({ orderId }) => ({
    __typename: 'OrderEnded' as const,
    message: messages.orderEnded,
    orderId,
  }),
  orderNotPayable: ({ status, reason }) => ({
    __typename: 'OrderNotPayable' as const,
    message: messages.orderNotPayable[reason],
    status,
    reason,
  }),
  orderNotReorderable: ({ status }) => ({
    __typename: 'OrderNotReorderable' as const,
    message: messages.orderNotReorderable,
    status,
  }),
  idempotencyKeyReused: ({ idempotencyKey }) => ({
    __typename: 'IdempotencyKeyReused' as const,
    message: messages.idempotencyKeyReused,
    idempotencyKey,
  }),
  illegalOrderTransition: ({ from, to }) => ({
    __typename: 'IllegalOrderTransition' as const,
    message: messages.illegalOrderTransition({ from, to }),
    from,
    to,
  }),
  returnNotPossible: ({ reason, returnableUntil }) => ({
    __typename: 'ReturnNotPossible' as const,
    message: messages.returnNotPossible[reason],
    reason,
    returnableUntil,
  }),
} satisfies {
  [K in OrderProblem['kind']]: (problem: Extract<OrderProblem, { kind: K }>) => { __typename: string };
};

/** Rows keep codes alone, and may keep one that has no text any more. */
function methodRefusal(code: string): LocalizedText {
  const { paymentMethodRefused: texts } = messages;
  return code in texts ? texts[code as keyof typeof texts] : messages.paymentMethodUnusable;
}
