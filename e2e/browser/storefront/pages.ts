import type { Buyer } from '../../support/buyer.ts';
import { cardToken, lastSlot, orderUntil, placeOrder } from '../../support/buyer.ts';
import { newProduct } from '../../support/catalogue.ts';
import { logIn, type Shop } from '../../support/shop.ts';
import { asMember } from './journey.ts';
import { ON_THE_WAY, staffFor } from './staff.ts';
import type { Visit } from './visit.ts';

/** Pages that nobody has to sign in for, below a language. */
export const OPEN_PAGES = [
  '',
  '/departments/wagashi',
  '/search?q=%E8%8C%B6',
  '/cart',
  '/sign-in',
  '/register',
] as const;

/** Pages that show what somebody has in the cart, has ordered and has told of themselves. */
export const MEMBERS_PAGES = ['product', 'cart', 'orders', 'tracking', 'slip', 'account'] as const;

/** Somebody with something in the cart, a parcel on its way and a slip to pay. */
export interface Settled {
  readonly buyer: Buyer;
  /** Their addresses, below a language. */
  readonly pages: Readonly<Record<(typeof MEMBERS_PAGES)[number], string>>;
}

export async function settle(visit: Visit, shop: Pick<Shop, 'client'>): Promise<Settled> {
  const staff = await logIn(shop, 'staff@example.jp');
  const buyer = await asMember(visit, shop);
  const product = await newProduct(staff, { pieces: 3 });
  const slotId = (await lastSlot(buyer)).id;
  await buyer.mutate('save-payment-method', { cardToken: await cardToken(buyer) });
  const tracked = await placeOrder(buyer, { ...product, slotId });
  const payment = { method: 'KONBINI', konbiniChain: 'LAWSON' };
  const waiting = await placeOrder(buyer, { ...product, slotId, payment });
  await orderUntil(buyer, waiting.id, ({ payments }) => payments[0]?.slip);
  const driver = await staffFor(shop, tracked.id);
  await driver.prepare();
  await driver.record('PICKED_UP', ON_THE_WAY.counter);
  await driver.record('OUT_FOR_DELIVERY', ON_THE_WAY.ginza);
  await orderUntil(buyer, tracked.id, ({ status }) => status === 'OUT_FOR_DELIVERY');
  await buyer.mutate('set-cart-line', { variantId: product.variantId, quantity: 1 });
  return {
    buyer,
    pages: {
      product: `/products/${product.productId}`,
      cart: '/cart',
      orders: '/orders',
      tracking: `/orders/${tracked.id}`,
      slip: `/orders/${waiting.id}`,
      account: '/account',
    },
  };
}
