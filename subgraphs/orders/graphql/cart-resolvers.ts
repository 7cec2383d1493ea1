import { type Cart, ownerOfCart } from '../cart/cart.ts';
import { clearCart, setCartLine } from '../cart/fill-cart.ts';
import { mergeGuestCart } from '../cart/merge-guest-cart.ts';
import { quoteFor } from '../checkout/order-of-guest.ts';
import { lineTotalYen, taxesOf } from '../checkout/pricing.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import type { Context } from './context.ts';
import { buyer, signedIn } from './context.ts';
import { orderProblem } from './order-problems.ts';

export const cartQueries: QueryResolvers = {
  cart: (_, __, context) => context.services.carts.read(signedIn(context).userId),
  quote: async (_, { input }, context) => {
    const outcome = await quoteFor(context.services, buyer(context), input);
    return outcome.kind === 'quoted'
      ? { ...outcome.quote, __typename: 'Quote' as const }
      : orderProblem(outcome);
  },
};

export const cartMutations: MutationResolvers = {
  mergeGuestCart: async (_, __, context) => {
    const { cart, lines } = await mergeGuestCart(context.services, signedIn(context).userId);
    return { __typename: 'MergeGuestCartSuccess', cart, lines: [...lines] };
  },
  setCartLine: async (_, { input }, context) => {
    const outcome = await setCartLine(context.services, signedIn(context).userId, input);
    if (outcome.kind !== 'set') return orderProblem(outcome);
    return { __typename: 'SetCartLineSuccess', cart: outcome.cart };
  },
  clearCart: async (_, __, context) => ({
    __typename: 'ClearCartSuccess',
    cart: await clearCart(context.services, signedIn(context).userId),
  }),
};

export const cartResolvers: Pick<Resolvers, 'Cart' | 'CartLine' | 'MergedCartLine' | 'Quote' | 'QuoteLine'> =
  {
    MergedCartLine: { variant: ({ variantId }) => ({ id: variantId }) },
    Cart: {
      __resolveReference: async ({ id }, context) => {
        const { userId } = signedIn(context);
        return ownerOfCart(id) === userId ? context.services.carts.read(userId) : null;
      },
      subtotalYen: async (cart, _, context) => {
        const prices = await Promise.all(cart.lines.map((line) => priceOf(line, context)));
        return cart.lines.reduce((sum, line, index) => sum + line.quantity * (prices[index] ?? 0), 0);
      },
      pieces: (cart: Cart) => cart.lines.reduce((sum, line) => sum + line.quantity, 0),
    },
    CartLine: {
      variant: ({ variantId }) => ({ id: variantId }),
      unitPriceYen: (line, _, context) => priceOf(line, context),
    },
    Quote: {
      taxes: ({ lines, deliveryFeeYen }) => taxesOf(lines, deliveryFeeYen),
      notes: ({ notes }) => notes.map((note) => ({ __typename: 'FewerPointsUsed' as const, ...note })),
    },
    QuoteLine: {
      variant: ({ variantId }) => ({ id: variantId }),
      lineTotalYen: (line) => lineTotalYen(line),
    },
  };

/** Today's price; null when it is no longer sold. */
async function priceOf(
  { variantId }: { readonly variantId: string },
  context: Context,
): Promise<number | null> {
  const variant = await context.variants.load(variantId);
  return variant?.sellable ? variant.priceYen : null;
}
