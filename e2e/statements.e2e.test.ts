import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Shop, startShop } from './shop.ts';
import type { Json, ShopClient } from './shop-client.ts';

let shop: Shop;
let visitor: ShopClient;

beforeAll(async () => {
  shop = await startShop();
  visitor = shop.client();
  await shop.settle();
});
afterAll(() => shop.stop());

/** The fewest of several tries: the shop's own housekeeping may send some at the same time. */
async function fewestStatements(tries: readonly (() => Promise<unknown>)[]): Promise<number> {
  const counts: number[] = [];
  for (const attempt of tries) {
    const before = await shop.statements();
    await attempt();
    counts.push((await shop.statements()) - before);
  }
  return Math.min(...counts);
}

it('lists a hundred products, their variants, stock and rank with a few statements', async () => {
  const { data } = await visitor.graphql('{ categories { id } }');
  const listing = (first: number) => (categoryId: string) => async () => {
    const answer = await visitor.graphql(LISTING, { first, categoryId });
    expect(answer.errors).toEqual([]);
  };
  const roots = data.categories.map(({ id }: Json) => id) as string[];
  await listing(1)(roots[0]!)();
  // The larger page first: nothing of it has been remembered.
  const hundred = await fewestStatements(roots.map(listing(100)));
  const five = await fewestStatements(roots.map(listing(5)));
  expect(hundred).toBeLessThanOrEqual(MAX_LISTING_STATEMENTS);
  expect(five).toBeGreaterThan(0);
});

it('sends few statements in a minute in which nothing happens', async () => {
  await quiet();
  // The pauses between looks have grown to their longest by then.
  for (let second = 0; second < 60; second += 1) await passSecond();
  const before = await shop.statements();
  for (let second = 0; second < 60; second += 1) await passSecond();
  expect((await shop.statements()) - before).toBeLessThanOrEqual(MAX_IDLE_STATEMENTS_PER_MINUTE);
});

async function passSecond(): Promise<void> {
  await shop.advance(1_000);
  await quiet();
}

/** Until all that was due has been done: nothing was sent between two looks. */
async function quiet(): Promise<void> {
  let last = -1;
  await expect
    .poll(
      async () => {
        const now = await shop.statements();
        const same = now === last;
        last = now;
        return same;
      },
      { interval: 10, timeout: 20_000 },
    )
    .toBe(true);
}

/** The page, its products, categories, stock and rank. */
const MAX_LISTING_STATEMENTS = 5;
/** Seven domains, six relays and the log, each looking every few seconds. */
const MAX_IDLE_STATEMENTS_PER_MINUTE = 150;

const LISTING = `query Listing($first: Int!, $categoryId: ID) {
  products(first: $first, categoryId: $categoryId) {
    nodes { id nameJa salesRank category { nameJa } variants { id sku priceYen stock { available status } } }
    pageInfo { hasNextPage endCursor }
  }
}`;
