import { MAX_ORDER_LINES } from '@depachika/schema/rest/input-limits.ts';

/** A customer's cart as it is kept: what and how many, never a price. */
export interface Cart {
  readonly id: string;
  readonly customerId: string;
  readonly version: number;
  /** In the order in which they were put in. */
  readonly lines: readonly CartLine[];
}

export interface CartLine {
  readonly id: string;
  readonly variantId: string;
  /** 1 to {@link MAX_QUANTITY}. */
  readonly quantity: number;
}

/** Different variants that a cart may hold, and an order too. */
export const MAX_LINES = MAX_ORDER_LINES;
/** Pieces of one variant. */
export const MAX_QUANTITY = 99;

/** There is one cart per customer, so its id is the customer's in other letters and exists before the first line. */
export function cartIdOf(customerId: string): string {
  return `crt_${customerId.slice('usr_'.length)}`;
}

/** Whose cart this is; undefined when it is no cart's id. */
export function ownerOfCart(cartId: string): string | undefined {
  return cartId.startsWith('crt_') ? `usr_${cartId.slice('crt_'.length)}` : undefined;
}
