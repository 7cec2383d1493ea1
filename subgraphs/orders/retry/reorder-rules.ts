import { type Cart, MAX_QUANTITY } from '../cart/cart.ts';
import type { OrderLine } from '../order/order.ts';
import type { OrderStatus } from '../order/order-status.ts';

/** Why a line that was ordered is not whole in the cart; described in `schema.graphql`. */
export type LeftOutReason = 'NOT_SOLD' | 'TOO_MANY_PIECES' | 'CART_FULL';

export interface LeftOutLine {
  readonly variantId: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly ordered: number;
  readonly inCart: number;
  readonly reason: LeftOutReason;
}

/** What the catalogue says of a variant now. */
export interface SoldVariant {
  readonly sellable: boolean;
  /** 0 sets no limit. */
  readonly maxPerOrder: number;
}

/** An order that waits for its payment is paid or given up: bought once more, it would be bought twice. */
export function isReorderable(status: OrderStatus): boolean {
  return status !== 'PENDING' && status !== 'AWAITING_PAYMENT';
}

/** As many pieces of each line as one order may have now; what is not sold any more is no line. */
export function linesToBuyAgain(
  lines: readonly OrderLine[],
  variants: ReadonlyMap<string, SoldVariant>,
): { readonly variantId: string; readonly quantity: number }[] {
  return lines.flatMap(({ variantId, quantity }) => {
    const variant = variants.get(variantId);
    if (!variant?.sellable) return [];
    return [{ variantId, quantity: Math.min(quantity, variant.maxPerOrder || MAX_QUANTITY, MAX_QUANTITY) }];
  });
}

/** What of an order is not in the cart. @param isSold what is not known to be gone is sold */
export function leftOutLines(
  lines: readonly OrderLine[],
  cart: Cart,
  isSold: (variantId: string) => boolean,
): LeftOutLine[] {
  return lines.flatMap(({ variantId, nameJa, nameEn, quantity: ordered }) => {
    const inCart = cart.lines.find((line) => line.variantId === variantId)?.quantity ?? 0;
    if (inCart >= ordered) return [];
    const reason: LeftOutReason = !isSold(variantId)
      ? 'NOT_SOLD'
      : inCart > 0
        ? 'TOO_MANY_PIECES'
        : 'CART_FULL';
    return [{ variantId, nameJa, nameEn, ordered, inCart, reason }];
  });
}
