import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { cartIdOf } from './cart.ts';

let store: TestDatabase;
let database: Database;
let shop: TestShop;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
  shop = await openTestShop(database);
});
afterAll(() => store.close());

const CART = 'id version pieces subtotalYen lines { id quantity unitPriceYen variant { id } }';

function sell(priceYen: number): string {
  const id = newId('var');
  shop.otherDomains.prices.set(id, { priceYen, sellable: true, taxRatePercent: 8 });
  shop.otherDomains.stock.set(id, 5);
  return id;
}

async function setLine(userId: string, variantId: string, quantity: number) {
  const result = await shop.ask(
    userId,
    `mutation ($input: SetCartLineInput!) { setCartLine(input: $input) { __typename
       ... on SetCartLineSuccess { cart { ${CART} } } ... on InvalidInput { field } ... on VariantNotSold { variantIds } } }`,
    { input: { variantId, quantity } },
  );
  return result.data?.setCartLine;
}

async function cartOf(userId: string) {
  const result = await shop.ask(userId, `{ cart { ${CART} } }`);
  return result.data?.cart;
}

describe('a cart', () => {
  it('is empty at first, and has its id already', async () => {
    const userId = newId('usr');
    expect(await cartOf(userId)).toEqual({
      id: cartIdOf(userId),
      version: 0,
      pieces: 0,
      subtotalYen: 0,
      lines: [],
    });
  });

  it('is worth what is in it, also beyond what an order may cost and an Int holds', async () => {
    const userId = newId('usr');
    for (let line = 0; line < 3; line += 1) await setLine(userId, sell(10_000_000), 99);
    expect(await cartOf(userId)).toMatchObject({ pieces: 297, subtotalYen: 2_970_000_000 });
  });

  it('keeps lines in the order they were put in, at today’s prices', async () => {
    const userId = newId('usr');
    const [tea, cake] = [sell(800), sell(1_200)];
    await setLine(userId, tea, 1);
    await setLine(userId, cake, 2);
    await setLine(userId, tea, 3);
    expect(await cartOf(userId)).toMatchObject({
      version: 3,
      pieces: 5,
      subtotalYen: 4_800,
      lines: [
        { quantity: 3, unitPriceYen: 800, variant: { id: tea } },
        { quantity: 2, unitPriceYen: 1_200, variant: { id: cake } },
      ],
    });
    shop.otherDomains.prices.set(tea, { priceYen: 900, sellable: false, taxRatePercent: 8 });
    expect(await cartOf(userId)).toMatchObject({ subtotalYen: 2_400, lines: [{ unitPriceYen: null }, {}] });
    expect(await setLine(userId, tea, 0)).toMatchObject({ cart: { pieces: 2 } });
  });

  it('refuses what is not sold, and quantities beyond 0 to 99', async () => {
    const userId = newId('usr');
    const unknown = newId('var');
    expect(await setLine(userId, unknown, 1)).toEqual({
      __typename: 'VariantNotSold',
      variantIds: [unknown],
    });
    expect(await setLine(userId, 'x', 1)).toEqual({ __typename: 'VariantNotSold', variantIds: ['x'] });
    expect(await setLine(userId, sell(1), 100)).toEqual({ __typename: 'InvalidInput', field: 'quantity' });
    expect(await setLine(userId, sell(1), -1)).toEqual({ __typename: 'InvalidInput', field: 'quantity' });
  });

  it('takes at most a hundred lines, also when many are put in at once', async () => {
    const userId = newId('usr');
    for (let line = 0; line < 96; line += 1) {
      await shop.services.carts.setLine(userId, { variantId: newId('var'), quantity: 1 });
    }
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => setLine(userId, sell(1), 1)));
    expect(outcomes.filter((one) => (one as { field?: string }).field === 'variantId')).toHaveLength(4);
    const cart = await shop.services.carts.read(userId);
    expect(cart.lines).toHaveLength(100);
    const [known] = cart.lines;
    expect(await shop.services.carts.setLine(userId, { variantId: known!.variantId, quantity: 9 })).not.toBe(
      'full',
    );
  });

  it('costs the same statements and one question for prices, whatever is in it', async () => {
    const userId = newId('usr');
    for (let line = 0; line < 30; line += 1)
      await shop.services.carts.setLine(userId, { variantId: sell(100), quantity: 1 });
    const before = database.statementCount();
    const asked = shop.otherDomains.calls.length;
    await cartOf(userId);
    expect(database.statementCount() - before).toBe(2);
    expect(shop.otherDomains.calls.slice(asked)).toEqual(['products.getVariants']);
  });

  it('is emptied by its owner, and seen by nobody else', async () => {
    const userId = newId('usr');
    await setLine(userId, sell(100), 1);
    const refs = [{ __typename: 'Cart', id: cartIdOf(userId) }];
    const foreign = await shop.ask(
      newId('usr'),
      `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Cart { id } } }`,
      { refs },
    );
    expect(foreign.data).toEqual({ _entities: [null] });
    const cleared = await shop.ask(
      userId,
      `mutation { clearCart { ... on ClearCartSuccess { cart { pieces version } } } }`,
    );
    expect(cleared.data).toEqual({ clearCart: { cart: { pieces: 0, version: 2 } } });
  });
});

describe('a quote', () => {
  const QUOTE = `query ($input: QuoteInput!) { quote(input: $input) { __typename ... on Quote {
    subtotalYen deliveryFeeYen totalYen pointsUsed amountDueYen spendablePoints pointsEarned taxes { taxRatePercent taxYen }
    lines { quantity lineTotalYen available variant { id } } paymentOffers { method offered reason deadlineAt }
    notes { ... on FewerPointsUsed { requestedPoints usedPoints reason } } }
    ... on TooManyPieces { excesses { requested maxPerOrder } } ... on OrderTooSmall { subtotalYen minOrderYen }
    ... on InvalidInput { field } ... on SlotNotAvailable { reason } } }`;

  it('says what an order would cost and how it could be paid, and holds nothing', async () => {
    const who = shop.customer(700);
    const tea = sell(1_000);
    const input = {
      lines: [{ variantId: tea, quantity: 2 }],
      addressId: who.addressId,
      deliverySlotId: shop.slotId,
    };
    const result = await shop.ask(who.userId, QUOTE, { input: { ...input, points: 5_000 } });
    expect(result.data?.quote).toMatchObject({
      totalYen: 2_440,
      pointsUsed: 700,
      amountDueYen: 1_740,
      spendablePoints: 700,
      pointsEarned: 17,
      lines: [{ quantity: 2, lineTotalYen: 2_000, available: 5, variant: { id: tea } }],
    });
    const { paymentOffers } = result.data!.quote as { paymentOffers: object[] };
    expect(paymentOffers).toContainEqual({
      method: 'POINTS',
      offered: false,
      reason: 'AMOUNT_DUE',
      deadlineAt: null,
    });
    expect(paymentOffers).toContainEqual(
      expect.objectContaining({ method: 'KONBINI', offered: true, deadlineAt: '2026-11-24T02:29:00.000Z' }),
    );
    expect(shop.otherDomains.held()).toEqual({ stock: [], slots: [], points: [], payments: [] });
  });

  it.each([
    [700, []],
    [0, []],
    [701, [{ requestedPoints: 701, usedPoints: 700, reason: 'MORE_THAN_SPENDABLE' }]],
    [5_000, [{ requestedPoints: 5_000, usedPoints: 700, reason: 'MORE_THAN_SPENDABLE' }]],
  ])('of %i points where 700 can be spent says what was cut', async (points, notes) => {
    expect(await notesFor(shop.customer(700), points)).toEqual(notes);
  });

  it('of more points than the order costs says so, and placeOrder refuses so many', async () => {
    const who = shop.customer(9_000);
    expect(await notesFor(who, 2_440)).toEqual([]);
    expect(await notesFor(who, 9_000)).toEqual([
      { requestedPoints: 9_000, usedPoints: 2_440, reason: 'MORE_THAN_TOTAL' },
    ]);
    const input = { ...shop.input(who), points: 9_000 };
    const placed = await shop.ask(who.userId, PLACE, { input });
    expect(placed.data?.placeOrder).toEqual({ __typename: 'InvalidInput', field: 'points' });
    const poor = shop.customer(700);
    const refused = await shop.ask(poor.userId, PLACE, { input: { ...shop.input(poor), points: 701 } });
    expect(refused.data?.placeOrder).toEqual({
      __typename: 'InsufficientPoints',
      requested: 701,
      spendable: 700,
    });
  });

  it('is refused for more pieces than one order may have, as the cart is', async () => {
    const who = shop.customer();
    const rare = sell(3_000);
    shop.otherDomains.prices.set(rare, {
      priceYen: 3_000,
      sellable: true,
      taxRatePercent: 8,
      maxPerOrder: 2,
    });
    const input = { addressId: who.addressId, deliverySlotId: shop.slotId };
    const quoted = await shop.ask(who.userId, QUOTE, {
      input: { ...input, lines: [{ variantId: rare, quantity: 3 }] },
    });
    expect(quoted.data?.quote).toEqual({
      __typename: 'TooManyPieces',
      excesses: [{ requested: 3, maxPerOrder: 2 }],
    });
    expect(await setLine(who.userId, rare, 3)).toEqual({ __typename: 'TooManyPieces' });
    expect(await setLine(who.userId, rare, 2)).toMatchObject({ __typename: 'SetCartLineSuccess' });
  });

  it('is refused for goods that cost less than the zone asks for, delivery not counted', async () => {
    const who = shop.customer();
    const slot = shop.otherDomains.slots.get(shop.slotId)!;
    const lines = [{ variantId: sell(500), quantity: 1 }];
    const input = { lines, addressId: who.addressId, deliverySlotId: shop.slotId };
    slot.minOrderYen = 501;
    expect((await shop.ask(who.userId, QUOTE, { input })).data?.quote).toEqual({
      __typename: 'OrderTooSmall',
      subtotalYen: 500,
      minOrderYen: 501,
    });
    slot.minOrderYen = 500;
    expect((await shop.ask(who.userId, QUOTE, { input })).data?.quote).toMatchObject({ totalYen: 940 });
  });

  const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename
    ... on InvalidInput { field } ... on InsufficientPoints { requested spendable } } }`;

  async function notesFor(who: ReturnType<TestShop['customer']>, points: number) {
    const input = { addressId: who.addressId, deliverySlotId: shop.slotId, points };
    const lines = [{ variantId: shop.variantId, quantity: 2 }];
    const result = await shop.ask(who.userId, QUOTE, { input: { ...input, lines } });
    return (result.data!.quote as { notes: unknown }).notes;
  }

  it('names what is wrong', async () => {
    const who = shop.customer();
    const input = {
      lines: [{ variantId: sell(1), quantity: 0 }],
      addressId: who.addressId,
      deliverySlotId: 'x',
    };
    const quoteOf = async (changes: object) =>
      (await shop.ask(who.userId, QUOTE, { input: { ...input, ...changes } })).data?.quote;
    expect(await quoteOf({})).toEqual({ __typename: 'InvalidInput', field: 'lines.0.quantity' });
    expect(await quoteOf({ lines: null })).toEqual({ __typename: 'CartEmpty' });
    expect(await quoteOf({ lines: [{ variantId: shop.variantId, quantity: 1 }] })).toEqual({
      __typename: 'SlotNotAvailable',
      reason: 'UNKNOWN',
    });
  });
});
