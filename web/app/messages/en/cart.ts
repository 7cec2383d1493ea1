import type { CartMessages } from '../ja/cart.ts';

export const cartEn = {
  empty: 'Your cart is empty.',
  awayProduct: 'This product cannot be shown right now.',
  subtotal: 'Subtotal',
  remove: 'Remove',
  update: 'Change',
  each: (price) => `${price} each`,
  quantityAllowed: (most) => `The quantity is a whole number from 1 to ${most}.`,
  haveAccount: 'Have an account?',
  checkout: 'Go to checkout',
} satisfies CartMessages;
