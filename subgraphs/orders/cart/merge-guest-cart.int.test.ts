import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { MAX_QUANTITY } from './cart.ts';

let store: TestDatabase;
let database: Database;
let shop: TestShop;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
  shop = await openTestShop(database);
});
afterAll(() => store.close());

const MERGE = `mutation { mergeGuestCart { ... on MergeGuestCartSuccess { cart { pieces lines { quantity variant { id } } }
  lines { guestQuantity before after outcome variant { id } } } } }`;

function sell(): string {
  const id = newId('var');
  shop.otherDomains.prices.set(id, { priceYen: 500, sellable: true, taxRatePercent: 8 });
  return id;
}

/** A guest who has logged in, and the account. */
function loggedIn() {
  const [guestId, userId] = [newId('usr'), newId('usr')];
  shop.otherDomains.merged.set(userId, [guestId]);
  return { guestId, userId };
}

const put = (owner: string, variantId: string, quantity: number) =>
  shop.services.carts.setLine(owner, { variantId, quantity });
const piecesOf = async (owner: string) =>
  (await shop.services.carts.read(owner)).lines.map(({ variantId, quantity }) => [variantId, quantity]);

async function merge(userId: string) {
  const { data, errors } = await shop.ask(userId, MERGE);
  expect(errors).toBeUndefined();
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into as a client would, without types.
  return (data as any).mergeGuestCart;
}

describe("a guest's cart", () => {
  it('comes along with the login, adds up, and is told of line by line', async () => {
    const { guestId, userId } = loggedIn();
    const [both, fresh, many] = [sell(), sell(), sell()];
    await put(userId, both, 2);
    await put(userId, many, 90);
    for (const [variantId, quantity] of [
      [both, 3],
      [fresh, 1],
      [many, 20],
    ] as const)
      await put(guestId, variantId, quantity);
    const { cart, lines } = await merge(userId);
    expect(lines).toEqual([
      { variant: { id: both }, guestQuantity: 3, before: 2, after: 5, outcome: 'ADDED' },
      { variant: { id: fresh }, guestQuantity: 1, before: 0, after: 1, outcome: 'ADDED' },
      { variant: { id: many }, guestQuantity: 20, before: 90, after: MAX_QUANTITY, outcome: 'CAPPED' },
    ]);
    expect(cart.pieces).toBe(5 + 1 + MAX_QUANTITY);
    expect(await piecesOf(guestId)).toEqual([]);
  });

  it('counts once, though it is merged again, and by many at once', async () => {
    const { guestId, userId } = loggedIn();
    const variantId = sell();
    await put(userId, variantId, 1);
    await put(guestId, variantId, 4);
    const merged = await Promise.all(Array.from({ length: 5 }, () => merge(userId)));
    expect(merged.filter(({ lines }) => lines.length > 0)).toHaveLength(1);
    expect(await piecesOf(userId)).toEqual([[variantId, 5]]);
    expect((await merge(userId)).lines).toEqual([]);
    expect(await piecesOf(userId)).toEqual([[variantId, 5]]);
  });

  it('loses nothing of what the account puts in meanwhile', async () => {
    const { guestId, userId } = loggedIn();
    const [own, theirs] = [sell(), sell()];
    await put(guestId, theirs, 2);
    await Promise.all([merge(userId), put(userId, own, 1), merge(userId)]);
    expect(new Map((await piecesOf(userId)) as [string, number][])).toEqual(
      new Map([
        [own, 1],
        [theirs, 2],
      ]),
    );
  });

  it("is nobody else's to take", async () => {
    const { guestId } = loggedIn();
    await put(guestId, sell(), 2);
    expect((await merge(newId('usr'))).lines).toEqual([]);
    expect(await piecesOf(guestId)).toHaveLength(1);
  });
});
