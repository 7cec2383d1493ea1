import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { eventually, eventuallyEquals } from './eventually.ts';
import type { Shop } from './shop.ts';
import type { Json, ShopClient } from './shop-client.ts';

/** A customer with an address in the zone of the flagship. */
export interface Buyer extends ShopClient {
  readonly userId: string;
  readonly email: string;
  readonly addressId: string;
}

export const PASSWORD = 'a-password-of-tests';
export const VISA = '4242424242424242';

/** Somebody new, who has said where to deliver. */
export async function newBuyer(shop: Pick<Shop, 'client'>): Promise<Buyer> {
  const email = `buyer-${randomUUID()}@example.jp`;
  const registered = await shop.client().mutate('register', { email, password: PASSWORD, name: '試験 花子' });
  expect(registered.__typename).toBe('RegisterSuccess');
  const { accessToken, user } = registered.session;
  const client = shop.client(accessToken);
  return { ...client, userId: user.id, email, addressId: await addAddress(client) };
}

/** The same buyer with a new session: after the clock was set forward by more than an hour. */
export async function comeBack(shop: Shop, buyer: Buyer): Promise<Buyer> {
  const result = await shop.client().mutate('login', { email: buyer.email, password: PASSWORD });
  expect(result.__typename).toBe('LoginSuccess');
  return { ...buyer, ...shop.client(result.session.accessToken) };
}

/** @param postalCode default: Nihonbashi, where the flagship stands */
export async function addAddress(client: ShopClient, postalCode = '1030022'): Promise<string> {
  const added = await client.mutate('add-address', {
    recipientName: '試験 花子',
    phone: '09012345678',
    postalCode,
    street: '1-4-1',
  });
  expect(added.__typename).toBe('AddAddressSuccess');
  return added.address.id;
}

export async function cardToken(client: ShopClient, number = VISA): Promise<string> {
  const result = await client.mutate('tokenize-card', {
    number,
    expiryMonth: 12,
    expiryYear: 2030,
    securityCode: '123',
  });
  expect(result.__typename).toBe('TokenizeCardSuccess');
  return result.cardToken;
}

/** Slots that can be booked for the buyer's address, earliest first. */
export async function slotsOf(buyer: Buyer): Promise<Json[]> {
  const { me } = await buyer.run('delivery-slots', { addressId: buyer.addressId, days: 7 });
  return me.address.deliverySlots;
}

/** The last slot of the week: far enough ahead for everything. */
export async function lastSlot(buyer: Buyer): Promise<Json> {
  return (await slotsOf(buyer)).at(-1);
}

export interface Wish {
  readonly idempotencyKey?: string;
  readonly variantId: string;
  readonly quantity?: number;
  readonly slotId: string;
  readonly points?: number;
  /** Default: a new card that succeeds. */
  readonly payment?: object;
}

/** What placeOrder is asked. */
export async function orderInput(buyer: Buyer, wish: Wish): Promise<Json> {
  return {
    idempotencyKey: wish.idempotencyKey ?? randomUUID(),
    lines: [{ variantId: wish.variantId, quantity: wish.quantity ?? 1 }],
    addressId: buyer.addressId,
    deliverySlotId: wish.slotId,
    points: wish.points ?? 0,
    payment: wish.payment ?? { method: 'CARD', cardToken: await cardToken(buyer) },
  };
}

/** @returns the order as it was just placed */
export async function placeOrder(buyer: Buyer, wish: Wish): Promise<Json> {
  const result = await buyer.mutate('place-order', await orderInput(buyer, wish));
  expect(result.__typename, result.message).toBe('PlaceOrderSuccess');
  return result.order;
}

export async function orderPage(client: ShopClient, id: string): Promise<Json> {
  return (await client.run('order-page', { id })).order;
}

/** Resolves with the order once it is as `isSo` wants it. */
export function orderUntil(client: ShopClient, id: string, isSo: (order: Json) => boolean): Promise<Json> {
  return eventually(() => orderPage(client, id), isSo);
}

export function statusOf(client: ShopClient, id: string, ...statuses: string[]): Promise<Json> {
  return orderUntil(client, id, ({ status }) => statuses.includes(status));
}

/** Pieces of a variant that can be bought now. */
export async function availableOf(client: ShopClient, productId: string, variantId: string): Promise<number> {
  const { product } = await client.run('product-page', { id: productId });
  return product.variants.find(({ id }: Json) => id === variantId).stock.available;
}

/** Points of the buyer: `{ spendable, held, pending }`. */
export async function pointsOf(client: ShopClient): Promise<Json> {
  return (await client.run('my-account')).me.points;
}

/** Resolves once the 500 welcome points are there: they come by an event. */
export async function welcomed(buyer: Buyer): Promise<void> {
  await eventuallyEquals(async () => (await pointsOf(buyer)).spendable, 500);
}
