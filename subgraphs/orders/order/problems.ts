import type { InvalidInput, NotFound } from '@depachika/domain/problems.ts';
import type { NotPayableReason } from './attempt-rules.ts';
import type { OrderStatus } from './order-status.ts';

/*
 * Expected refusals of this domain, as `schema.graphql` describes them. Each is a kind and values, without a sentence of
 * ours: `graphql/order-problems.ts` says it to people. All are JSON, since an attempt to place an order remembers its own.
 */

export interface CartEmpty {
  readonly kind: 'cartEmpty';
}

export interface CartChanged {
  readonly kind: 'cartChanged';
  readonly cartProblem: CartProblem;
}

/** Why an order of the cart is not placed: somebody else orders it now, or what was to be bought is no longer in it. */
export type CartProblem = 'BEING_ORDERED' | 'CHANGED';

export interface VariantNotSold {
  readonly kind: 'variantNotSold';
  readonly variantIds: readonly string[];
}

export interface TooManyPieces {
  readonly kind: 'tooManyPieces';
  readonly excesses: readonly PiecesExcess[];
}

/** A line with more pieces than one order may have of its variant. */
export interface PiecesExcess {
  readonly variantId: string;
  readonly requested: number;
  readonly maxPerOrder: number;
}

export interface OrderTooSmall {
  readonly kind: 'orderTooSmall';
  readonly subtotalYen: number;
  readonly minOrderYen: number;
}

export interface TooManyUnpaidOrders {
  readonly kind: 'tooManyUnpaidOrders';
  readonly ceiling: UnpaidCeiling;
  readonly limit: number;
}

/** What the shop limits of orders that are not paid for: of one customer, or to one phone number or address. */
export type UnpaidCeiling = 'CUSTOMER_ORDERS' | 'CUSTOMER_PIECES' | 'RECIPIENT_ORDERS' | 'RECIPIENT_PIECES';

export interface PriceChanged {
  readonly kind: 'priceChanged';
  readonly expectedTotalYen: number;
  readonly totalYen: number;
}

export interface AddressNotFound {
  readonly kind: 'addressNotFound';
  readonly addressId: string;
  readonly addressProblem: AddressProblem;
}

/** Why nothing can be delivered to an address. */
export type AddressProblem = 'UNKNOWN' | 'POINT_NEEDED';

export interface SlotNotAvailable {
  readonly kind: 'slotNotAvailable';
  readonly deliverySlotId: string;
  readonly reason: SlotProblem;
}

export type SlotProblem = 'UNKNOWN' | 'CLOSED' | 'FULL' | 'OUTSIDE_ZONE';

export interface InsufficientStock {
  readonly kind: 'insufficientStock';
  readonly shortages: readonly StockShortage[];
}

export interface StockShortage {
  readonly variantId: string;
  readonly requested: number;
  readonly available: number;
}

export interface InsufficientPoints {
  readonly kind: 'insufficientPoints';
  readonly requested: number;
  readonly spendable: number;
}

export interface PaymentMethodRefused {
  readonly kind: 'paymentMethodRefused';
  readonly code: string;
}

/** The order that a key stands for has ended: another order needs another key. */
export interface OrderEnded {
  readonly kind: 'orderEnded';
  readonly orderId: string;
}

/** The order cannot be paid in another way now. */
export interface OrderNotPayable {
  readonly kind: 'orderNotPayable';
  readonly status: OrderStatus;
  readonly reason: NotPayableReason;
}

/** The order has not expired: its lines are not for the cart. */
export interface OrderNotReorderable {
  readonly kind: 'orderNotReorderable';
  readonly status: OrderStatus;
}

export interface IdempotencyKeyReused {
  readonly kind: 'idempotencyKeyReused';
  readonly idempotencyKey: string;
}

/** Why an order is not placed. */
/** A guest has not told how to be reached. */
export interface ContactNeeded {
  readonly kind: 'contactNeeded';
}

export type PlaceOrderProblem =
  | InvalidInput
  | ContactNeeded
  | CartEmpty
  | CartChanged
  | VariantNotSold
  | TooManyPieces
  | OrderTooSmall
  | TooManyUnpaidOrders
  | PriceChanged
  | AddressNotFound
  | SlotNotAvailable
  | InsufficientStock
  | InsufficientPoints
  | PaymentMethodRefused
  | OrderEnded
  | IdempotencyKeyReused;

/** Why an attempt to pay that was written down was not begun: what it remembers. */
export type RetryProblem = PaymentMethodRefused | OrderNotPayable;

/** Why no other attempt to pay is begun. */
export type RetryPaymentProblem =
  | RetryProblem
  | TooManyUnpaidOrders
  | InvalidInput
  | NotFound
  | IdempotencyKeyReused;

export function contactNeeded(): ContactNeeded {
  return { kind: 'contactNeeded' };
}

export function cartEmpty(): CartEmpty {
  return { kind: 'cartEmpty' };
}

export function cartChanged(cartProblem: CartProblem): CartChanged {
  return { kind: 'cartChanged', cartProblem };
}

export function variantNotSold(variantIds: readonly string[]): VariantNotSold {
  return { kind: 'variantNotSold', variantIds };
}

export function tooManyPieces(excesses: readonly PiecesExcess[]): TooManyPieces {
  return { kind: 'tooManyPieces', excesses };
}

export function orderTooSmall(values: {
  readonly subtotalYen: number;
  readonly minOrderYen: number;
}): OrderTooSmall {
  const { subtotalYen, minOrderYen } = values;
  return { kind: 'orderTooSmall', subtotalYen, minOrderYen };
}

export function tooManyUnpaidOrders(ceiling: UnpaidCeiling, limit: number): TooManyUnpaidOrders {
  return { kind: 'tooManyUnpaidOrders', ceiling, limit };
}

export function priceChanged(prices: {
  readonly expectedTotalYen: number;
  readonly totalYen: number;
}): PriceChanged {
  const { expectedTotalYen, totalYen } = prices;
  return { kind: 'priceChanged', expectedTotalYen, totalYen };
}

export function addressNotFound(addressId: string, addressProblem: AddressProblem): AddressNotFound {
  return { kind: 'addressNotFound', addressId, addressProblem };
}

export function slotNotAvailable(deliverySlotId: string, reason: SlotProblem): SlotNotAvailable {
  return { kind: 'slotNotAvailable', deliverySlotId, reason };
}

export function insufficientStock(shortages: readonly StockShortage[]): InsufficientStock {
  return {
    kind: 'insufficientStock',
    shortages: shortages.map(({ variantId, requested, available }) => ({ variantId, requested, available })),
  };
}

export function insufficientPoints(points: {
  readonly requested: number;
  readonly spendable: number;
}): InsufficientPoints {
  const { requested, spendable } = points;
  return { kind: 'insufficientPoints', requested, spendable };
}

export function paymentMethodRefused(code: string): PaymentMethodRefused {
  return { kind: 'paymentMethodRefused', code };
}

export function orderEnded(orderId: string): OrderEnded {
  return { kind: 'orderEnded', orderId };
}

export function orderNotPayable(status: OrderStatus, reason: NotPayableReason): OrderNotPayable {
  return { kind: 'orderNotPayable', status, reason };
}

export function orderNotReorderable(status: OrderStatus): OrderNotReorderable {
  return { kind: 'orderNotReorderable', status };
}

export function idempotencyKeyReused(idempotencyKey: string): IdempotencyKeyReused {
  return { kind: 'idempotencyKeyReused', idempotencyKey };
}
