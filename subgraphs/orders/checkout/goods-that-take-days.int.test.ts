import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop } from '../testing/test-shop.ts';
import { placeOrder } from './place-order.ts';

let store: TestDatabase;
let database: Database;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
});
afterAll(() => store.close());

const TOO_LATE = { kind: 'refused', problem: { kind: 'slotNotAvailable', reason: 'CLOSED' } };

/** Goods that are there at once, goods that take three days, and a slot that is two days ahead. */
async function shopWithBoth() {
  const shop = await openTestShop(database);
  const { prices, stock, slots } = shop.otherDomains;
  const slow = newId('var');
  prices.set(slow, { priceYen: 500, sellable: true, taxRatePercent: 8, leadTimeDays: 3 });
  stock.set(slow, 5);
  const slot = Object.assign(slots.get(shop.slotId)!, { maxLeadTimeDays: 2 });
  return { shop, slow, slot, who: shop.customer() };
}

describe('goods that take days', () => {
  it('are not ordered for a slot that comes too soon, and hold nothing', async () => {
    const { shop, slow, slot, who } = await shopWithBoth();
    const order = (variantIds: string[]) =>
      placeOrder(
        shop.services,
        who.userId,
        shop.input(who, { lines: variantIds.map((variantId) => ({ variantId, quantity: 1 })) }),
      );
    expect(await order([slow])).toMatchObject(TOO_LATE);
    // An order comes as a whole: the slowest of its goods decides.
    expect(await order([shop.variantId, slow])).toMatchObject(TOO_LATE);
    expect(shop.otherDomains.held().stock).toEqual([]);
    expect((await order([shop.variantId])).kind).toBe('placed');
    slot.maxLeadTimeDays = 3;
    expect((await order([shop.variantId, slow])).kind).toBe('placed');
  });

  it('are quoted as they are ordered', async () => {
    const { shop, slow, who } = await shopWithBoth();
    const input = { lines: [{ variantId: slow, quantity: 1 }], addressId: who.addressId };
    const quote = await shop.ask(who.userId, QUOTE, { input: { ...input, deliverySlotId: shop.slotId } });
    expect(quote.data?.quote).toMatchObject({ __typename: 'SlotNotAvailable', reason: 'CLOSED' });
  });
});

describe('an order of a zone that some locations serve', () => {
  it('takes its stock from these alone, and tells nobody else of them', async () => {
    const { shop, slot, who } = await shopWithBoth();
    const locationIds = [newId('loc'), newId('loc')];
    Object.assign(slot, { locationIds });
    const placed = await placeOrder(shop.services, who.userId, shop.input(who));
    if (placed.kind !== 'placed') throw new Error(JSON.stringify(placed.problem));
    expect(shop.otherDomains.takenFrom()).toEqual(locationIds);
    const [event] = await shop.outbox(placed.orderId);
    expect(Object.keys(event!.data.slot as object).sort()).toEqual([
      'cutOffAt',
      'date',
      'endsAt',
      'slotId',
      'startsAt',
    ]);
  });
});

const QUOTE = `query ($input: QuoteInput!) { quote(input: $input) { __typename ... on SlotNotAvailable { reason } } }`;
