import type { CartMessages } from '../ja/cart.ts';

export const cartEn = {
  empty: 'Your cart is empty.',
  toGoOn:
    'To check out, put something into your cart. If you were signed out, sign in to go on with your order.',
  awayProduct: 'This product cannot be shown right now.',
  subtotal: 'Subtotal',
  remove: 'Remove',
  update: 'Change',
  each: (price) => `${price} each`,
  quantityAllowed: (most) => `The quantity is a whole number from 1 to ${most}.`,
  haveAccount: 'Have an account?',
  checkout: 'Go to checkout',
} satisfies CartMessages;
