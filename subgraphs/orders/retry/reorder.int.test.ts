import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderLives } from '../testing/order-lives.ts';
import { openTestShop, placedOrder, type TestShop } from '../testing/test-shop.ts';

let store: TestDatabase;
let shop: TestShop;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  shop = await openTestShop(store.database('orders'));
});
afterAll(() => store.close());

const REORDER = `mutation ($input: ReorderInput!) { outcome: reorder(input: $input) { __typename
  ... on ReorderSuccess { cart { version lines { quantity variant { id } } }
    leftOut { variant { id } ordered inCart reason } }
  ... on OrderNotReorderable { status } ... on NotFound { id } } }`;

async function reorder(userId: string, orderId: string) {
  const { data, errors } = await shop.ask(userId, REORDER, { input: { orderId } });
  expect(errors).toBeUndefined();
  return data!.outcome as {
    __typename: string;
    cart: { version: number; lines: { quantity: number; variant: { id: string } }[] };
    leftOut: { variant: { id: string }; reason: string }[];
  };
}

function newVariant(terms: { readonly sellable?: boolean; readonly maxPerOrder?: number } = {}): string {
  const variantId = newId('var');
  shop.otherDomains.prices.set(variantId, { priceYen: 500, sellable: true, taxRatePercent: 8, ...terms });
  shop.otherDomains.stock.set(variantId, 100);
  return variantId;
}

describe('an order that was delivered', () => {
  it('goes into the cart once more, and asked twice it is there once', async () => {
    const { userId, orderId } = await orderLives(shop).delivered();
    const first = await reorder(userId, orderId);
    expect(first).toMatchObject({
      __typename: 'ReorderSuccess',
      cart: { lines: [{ quantity: 2, variant: { id: shop.variantId } }] },
      leftOut: [],
    });
    expect(await reorder(userId, orderId)).toEqual(first);
  });

  it('leaves more than was ordered where it is in the cart, and what else is there', async () => {
    const { userId, orderId } = await orderLives(shop).delivered();
    const other = newVariant();
    await shop.services.carts.setLine(userId, { variantId: other, quantity: 1 });
    await shop.services.carts.setLine(userId, { variantId: shop.variantId, quantity: 7 });
    const { cart } = await reorder(userId, orderId);
    expect(cart.lines.map(({ quantity }) => quantity)).toEqual([1, 7]);
  });

  it('tells what is not sold any more, and of what one order may have less', async () => {
    const [gone, rare] = [newVariant(), newVariant()];
    const lines = [gone, rare].map((variantId) => ({ variantId, quantity: 3 }));
    const { userId, orderId, payment } = await placedOrder(shop, { lines });
    await shop.deliver('payments.PaymentAuthorized', { ...payment, method: 'CARD' });
    shop.otherDomains.prices.get(gone)!.sellable = false;
    shop.otherDomains.prices.get(rare)!.maxPerOrder = 2;
    expect(await reorder(userId, orderId)).toMatchObject({
      cart: { lines: [{ quantity: 2, variant: { id: rare } }] },
      leftOut: [
        { variant: { id: gone }, ordered: 3, inCart: 0, reason: 'NOT_SOLD' },
        { variant: { id: rare }, ordered: 3, inCart: 2, reason: 'TOO_MANY_PIECES' },
      ],
    });
  });

  it('tells that a full cart takes no more', async () => {
    const { userId, orderId } = await orderLives(shop).delivered();
    const database = store.database('orders');
    await shop.services.carts.setLine(userId, { variantId: newVariant(), quantity: 1 });
    await database.query(
      `INSERT INTO orders.cart_lines (customer_id, variant_id, id, quantity)
       SELECT $1, 'var_' || n, 'cli_' || n, 1 FROM generate_series(1, 99) AS n`,
      [userId],
    );
    const { cart, leftOut } = await reorder(userId, orderId);
    expect(cart.lines).toHaveLength(100);
    expect(leftOut).toMatchObject([{ variant: { id: shop.variantId }, reason: 'CART_FULL' }]);
  });
});

describe('an order that cannot be ordered again', () => {
  const reorderable = async (userId: string, orderId: string, role: 'CUSTOMER' | 'STAFF' = 'CUSTOMER') => {
    const { data } = await shop.ask(userId, `{ order(id: "${orderId}") { reorderable } }`, {}, role);
    return (data!.order as { reorderable: boolean }).reorderable;
  };

  it('is one that still waits for its payment, as it says', async () => {
    const { userId, orderId } = await placedOrder(shop);
    expect(await reorderable(userId, orderId)).toBe(false);
    expect(await reorder(userId, orderId)).toEqual({ __typename: 'OrderNotReorderable', status: 'PENDING' });
    expect((await shop.services.carts.read(userId)).lines).toEqual([]);
  });

  it('is somebody else’s, which looks like none', async () => {
    const { userId, orderId } = await orderLives(shop).delivered();
    expect(await reorderable(userId, orderId)).toBe(true);
    expect(await reorderable(newId('usr'), orderId, 'STAFF')).toBe(false);
    for (const id of [orderId, newId('ord'), 'no id'])
      expect(await reorder(newId('usr'), id)).toEqual({ __typename: 'NotFound', id });
  });
});

describe('an order by its number', () => {
  const byNumber = async (userId: string, number: string, role: 'CUSTOMER' | 'STAFF' = 'CUSTOMER') =>
    (await shop.ask(userId, `query ($number: String!) { order(number: $number) { id } }`, { number }, role))
      .data?.order;
  const numberOf = async (orderId: string) =>
    (await shop.services.orders.views([orderId])).get(orderId)!.number;

  it('is its customer’s, and nobody else’s: it looks like one that there is not', async () => {
    const { userId, orderId } = await placedOrder(shop);
    const number = await numberOf(orderId);
    expect(await byNumber(userId, number)).toEqual({ id: orderId });
    expect(await byNumber(newId('usr'), number)).toBeNull();
    expect(await byNumber(newId('usr'), number, 'STAFF')).toBeNull();
    expect(await byNumber(userId, 'DP-0000-000000')).toBeNull();
  });

  it.each([
    ['neither an id nor a number', '{ order { id } }'],
    ['both', '{ order(id: "ord_1", number: "DP-2611-000001") { id } }'],
  ])('is refused with %s', async (_, query) => {
    const { errors } = await shop.ask(newId('usr'), query);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'id' });
  });
});

describe('the shop itself', () => {
  const SHOP = '{ shop { id nameJa nameEn sellerJa phone invoiceNumber returnDays retryMinutes } }';

  it('tells who it is, and the terms that its orders keep', async () => {
    const { data, errors } = await shop.ask(newId('usr'), SHOP);
    expect(errors).toBeUndefined();
    expect(data!.shop).toEqual({
      id: 'shop',
      nameJa: 'デパチカ',
      nameEn: 'Depachika',
      sellerJa: expect.stringContaining('見本'),
      phone: '03-0000-0000',
      invoiceNumber: 'T0000000000000',
      returnDays: 8,
      retryMinutes: 15,
    });
  });

  it('is one: a reference to another is to none', async () => {
    const read = async (id: string) =>
      (
        await shop.ask(
          newId('usr'),
          `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Shop { nameEn } } }`,
          { refs: [{ __typename: 'Shop', id }] },
        )
      ).data?._entities;
    expect(await read('shop')).toEqual([{ nameEn: 'Depachika' }]);
    expect(await read('other')).toEqual([null]);
  });
});
