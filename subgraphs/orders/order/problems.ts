import type { OrderStatus } from './order-status.ts';

/** Expected refusals, as `schema.graphql` describes them. They are JSON: an attempt to place an order remembers its own. */
export type InvalidInput = Problem<'InvalidInput', { field: string; allowed: string }>;
export type NotFound = Problem<'NotFound', { id: string }>;
export type VersionConflict = Problem<'VersionConflict', { expectedVersion: number; currentVersion: number }>;
export type CartEmpty = Problem<'CartEmpty'>;
export type VariantNotSold = Problem<'VariantNotSold', { variantIds: string[] }>;
export type PriceChanged = Problem<'PriceChanged', { expectedTotalYen: number; totalYen: number }>;
export type AddressNotFound = Problem<'AddressNotFound', { addressId: string }>;
export type SlotNotAvailable = Problem<'SlotNotAvailable', { deliverySlotId: string; reason: SlotProblem }>;
export type InsufficientStock = Problem<'InsufficientStock', { shortages: StockShortage[] }>;
export type InsufficientPoints = Problem<'InsufficientPoints', { requested: number; spendable: number }>;
export type PaymentMethodRefused = Problem<'PaymentMethodRefused', { code: string }>;
export type IdempotencyKeyReused = Problem<'IdempotencyKeyReused', { idempotencyKey: string }>;
export type IllegalOrderTransition = Problem<
  'IllegalOrderTransition',
  { from: OrderStatus; to: OrderStatus }
>;

export type SlotProblem = 'UNKNOWN' | 'CLOSED' | 'FULL' | 'OUTSIDE_ZONE';

export interface StockShortage {
  readonly variant: { readonly id: string };
  readonly requested: number;
  readonly available: number;
}

/** Why an order is not placed. */
export type PlaceOrderProblem =
  | InvalidInput
  | CartEmpty
  | VariantNotSold
  | PriceChanged
  | AddressNotFound
  | SlotNotAvailable
  | InsufficientStock
  | InsufficientPoints
  | PaymentMethodRefused
  | IdempotencyKeyReused;

/** @param field path in the input: `lines.0.quantity` @param allowed what it may hold */
export function invalidInput(field: string, allowed: string): InvalidInput {
  return { __typename: 'InvalidInput', message: `${field} must be ${allowed}`, field, allowed };
}

export function notFound(id: string): NotFound {
  return { __typename: 'NotFound', message: 'There is no such order, or it is not yours', id };
}

export function cartEmpty(): CartEmpty {
  return { __typename: 'CartEmpty', message: 'There is nothing to buy' };
}

export function variantNotSold(variantIds: readonly string[]): VariantNotSold {
  return { __typename: 'VariantNotSold', message: 'Not sold (any more)', variantIds: [...variantIds] };
}

export function addressNotFound(addressId: string): AddressNotFound {
  return { __typename: 'AddressNotFound', message: 'We cannot deliver to this address', addressId };
}

export function slotNotAvailable(deliverySlotId: string, reason: SlotProblem): SlotNotAvailable {
  return { __typename: 'SlotNotAvailable', message: SLOT_MESSAGES[reason], deliverySlotId, reason };
}

export function priceChanged(prices: { expectedTotalYen: number; totalYen: number }): PriceChanged {
  return { __typename: 'PriceChanged', message: 'The total is not what you saw', ...prices };
}

export function insufficientStock(
  shortages: readonly { variantId: string; requested: number; available: number }[],
): InsufficientStock {
  return {
    __typename: 'InsufficientStock',
    message: 'There is less than you want',
    shortages: shortages.map(({ variantId, requested, available }) => ({
      variant: { id: variantId },
      requested,
      available,
    })),
  };
}

export function insufficientPoints(points: { requested: number; spendable: number }): InsufficientPoints {
  return { __typename: 'InsufficientPoints', message: 'You have fewer points', ...points };
}

export function paymentMethodRefused(code: string, explanation: string): PaymentMethodRefused {
  const message = explanation || 'This way to pay cannot be used for this order';
  return { __typename: 'PaymentMethodRefused', message, code };
}

export function idempotencyKeyReused(idempotencyKey: string): IdempotencyKeyReused {
  return {
    __typename: 'IdempotencyKeyReused',
    message: 'The key was used for another order',
    idempotencyKey,
  };
}

export function versionConflict(versions: {
  expectedVersion: number;
  currentVersion: number;
}): VersionConflict {
  return { __typename: 'VersionConflict', message: 'Somebody changed it meanwhile', ...versions };
}

export function illegalOrderTransition(step: { from: OrderStatus; to: OrderStatus }): IllegalOrderTransition {
  const message = `An order that is ${step.from} cannot become ${step.to} now`;
  return { __typename: 'IllegalOrderTransition', message, ...step };
}

const SLOT_MESSAGES: Readonly<Record<SlotProblem, string>> = {
  UNKNOWN: 'There is no such delivery slot',
  CLOSED: 'The delivery slot is closed',
  FULL: 'The delivery slot is full',
  OUTSIDE_ZONE: 'The address lies outside the zone of the delivery slot',
};

type Problem<Name extends string, Fields = unknown> = { __typename: Name; message: string } & Fields;
