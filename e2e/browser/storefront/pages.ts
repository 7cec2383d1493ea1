import { expect } from 'vitest';
import { type Buyer, cardToken, lastSlot, orderUntil, placeOrder, statusOf } from '../../support/buyer.ts';
import { newProduct } from '../../support/catalogue.ts';
import { logIn, type Shop } from '../../support/shop.ts';
import type { Storefront } from '../support/storefront.ts';
import { asMember } from './journey.ts';
import { ON_THE_WAY, type Staff, staffFor } from './staff.ts';
import type { Visit } from './visit.ts';

/** Pages that nobody has to sign in for, below a language. */
export const OPEN_PAGES = [
  '',
  '/departments/wagashi?stock=1&max=3000',
  '/search?q=%E8%8C%B6',
  '/search?q=zzyzx',
  '/collections/seasonal-gifts',
  '/products/gohyakumangoku-junmai-ginjo',
  '/cart',
  '/sign-in',
  '/register',
  '/reset',
  '/reset?token=x',
  '/verify?token=x',
  '/delivery',
  '/law',
] as const;

/** Pages that show what somebody has in the cart, has ordered and has told of themselves. */
export const MEMBERS_PAGES = ['product', 'cart', 'orders', 'tracking', 'slip', 'account'] as const;

/** More pages of a member's account. */
export const RARE_PAGES = ['addresses', 'cards', 'points', 'mail', 'security', 'data'] as const;

/** Pages on which the shop waits for a member's answer. */
export const PAGES_OF_QUESTIONS = [
  'printedSlip',
  'payAgain',
  'missed',
  'anotherSlot',
  'refundAccount',
] as const;

/** Somebody with something in the cart, a parcel on its way and a slip to pay. */
export interface Settled {
  readonly buyer: Buyer;
  /** Their addresses, below a language. */
  readonly pages: Readonly<Record<(typeof MEMBERS_PAGES)[number], string>>;
}

const KONBINI = { method: 'KONBINI', konbiniChain: 'LAWSON' };

export async function settle(visit: Visit, shop: Pick<Shop, 'client'>): Promise<Settled> {
  const staff = await logIn(shop, 'staff@example.jp');
  const buyer = await asMember(visit, shop);
  const product = await newProduct(staff, { pieces: 3 });
  const slotId = (await lastSlot(buyer)).id;
  await buyer.mutate('save-payment-method', { cardToken: await cardToken(buyer) });
  const tracked = await placeOrder(buyer, { ...product, slotId });
  const waiting = await placeOrder(buyer, { ...product, slotId, payment: KONBINI });
  await orderUntil(buyer, waiting.id, ({ payments }) => payments[0]?.slip);
  await bringOut(buyer, shop, tracked.id);
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

/** Their parcel leaves the shop, and is on its way. */
async function bringOut(buyer: Buyer, shop: Pick<Shop, 'client'>, orderId: string): Promise<Staff> {
  const driver = await staffFor(shop, orderId);
  await driver.prepare();
  await driver.record('PICKED_UP', ON_THE_WAY.counter);
  await driver.record('OUT_FOR_DELIVERY', ON_THE_WAY.ginza);
  await orderUntil(buyer, orderId, ({ status }) => status === 'OUT_FOR_DELIVERY');
  return driver;
}

/**
 * The shop has to ask somebody: a slip is open, a card is declined, a parcel found nobody at home, and money that was paid in cash
 * has to go back. @returns the addresses of the pages, below a language
 */
export async function askMember(
  { buyer, pages }: Settled,
  shop: Storefront,
): Promise<Readonly<Record<(typeof PAGES_OF_QUESTIONS)[number], string>>> {
  const product = await newProduct(await logIn(shop, 'staff@example.jp'), { pieces: 3 });
  const slotId = (await lastSlot(buyer)).id;
  const order = (payment?: object) => placeOrder(buyer, { ...product, slotId, payment });
  const declined = await order({ method: 'CARD', cardToken: await cardToken(buyer, '4000000000000002') });
  const missed = await order();
  const returned = await order(KONBINI);
  const { payments } = await orderUntil(buyer, returned.id, (page) => page.payments[0]?.slip);
  const { code } = await shop.command('commands/shop/konbini-pay.ts', payments[0].slip.paymentCode);
  expect(code).toBe(0);
  await statusOf(buyer, returned.id, 'CONFIRMED');
  await buyer.mutate('cancel-order', { orderId: returned.id });
  const driver = await bringOut(buyer, shop, missed.id);
  await driver.record('DELIVERY_FAILED', ON_THE_WAY.door);
  await orderUntil(buyer, missed.id, ({ shipments }) => shipments[0].status === 'DELIVERY_FAILED');
  await orderUntil(buyer, returned.id, (page) => page.payments[0].refund?.status === 'NEEDS_BANK_ACCOUNT');
  await orderUntil(buyer, declined.id, ({ allowedActions }) => allowedActions.includes('RETRY_PAYMENT'));
  return {
    printedSlip: `${pages.slip}/slip`,
    payAgain: `/orders/${declined.id}/pay`,
    missed: `/orders/${missed.id}`,
    anotherSlot: `/orders/${missed.id}/slot`,
    refundAccount: `/orders/${returned.id}/refund-account`,
  };
}
