import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { messages } from '../messages/messages.ts';
import { type TooManyPieces, tooManyPieces, type VariantNotSold, variantNotSold } from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';
import { type Cart, MAX_LINES, MAX_QUANTITY } from './cart.ts';
import { piecesExcesses, readVariants } from './read-variants.ts';

export interface CartLineSet {
  readonly kind: 'set';
  readonly cart: Cart;
}

/** Puts a variant that is sold into the cart, or changes how many; 0 takes it out, also when it is no longer sold. */
export async function setCartLine(
  services: OrdersServices,
  customerId: string,
  line: { variantId: string; quantity: number },
): Promise<CartLineSet | InvalidInput | VariantNotSold | TooManyPieces> {
  const { variantId, quantity } = line;
  if (quantity < 0 || quantity > MAX_QUANTITY)
    return invalidInput('quantity', allowed.range({ from: 0, to: MAX_QUANTITY }));
  if (quantity > 0) {
    const variants = await readVariants(services, [variantId]);
    if (!variants.get(variantId)?.sellable) return variantNotSold([variantId]);
    const excesses = piecesExcesses([line], variants);
    if (excesses.length > 0) return tooManyPieces(excesses);
  }
  const cart = await services.carts.setLine(customerId, { variantId, quantity });
  if (cart === 'full') return invalidInput('variantId', messages.allowed.differentVariants(MAX_LINES));
  return { kind: 'set', cart };
}

export function clearCart(services: OrdersServices, customerId: string): Promise<Cart> {
  return services.carts.clear(customerId);
}
