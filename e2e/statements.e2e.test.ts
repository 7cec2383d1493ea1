import { jstDate } from '@depachika/clock/jst.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logIn, type Shop, startShop } from './support/shop.ts';
import type { Json, ShopClient } from './support/shop-client.ts';

let shop: Shop;
let visitor: ShopClient;
let customer: ShopClient;
let staff: ShopClient;
let admin: ShopClient;
let lastMonth: { from: string; to: string };

beforeAll(async () => {
  // Answers that are kept cost no statement, and would hide what the others cost.
  shop = await startShop({ env: { RESPONSE_CACHE: 'off' } });
  visitor = shop.client();
  customer = await logIn(shop, 'customer@example.jp');
  staff = await logIn(shop, 'staff@example.jp');
  admin = await logIn(shop, 'admin@example.jp');
  const now = await shop.now();
  lastMonth = { from: jstDate(new Date(now.getTime() - 30 * 86_400_000)), to: jstDate(now) };
  await shop.settle();
});
afterAll(() => shop.stop());

/** The fewest of several tries: the shop's own background jobs may send some at the same time. */
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

it.each<[string, () => ShopClient, object | (() => object)]>([
  ['search-products', () => visitor, { query: 'の', first: 100 }],
  ['category-page', () => visitor, { slug: 'wagashi', first: 100 }],
  ['search-page', () => visitor, { query: 'の', sort: 'NAME', first: 100 }],
  ['list-products', () => visitor, { sort: 'NAME', first: 100 }],
  ['category-page', () => visitor, { slug: 'wagashi', filter: { inStock: true }, first: 100 }],
  ['my-orders', () => customer, { first: 50 }],
  ['my-points', () => customer, { first: 50 }],
  ['staff-orders', () => staff, { first: 100 }],
  ['staff-shipments', () => staff, { first: 100 }],
  ['staff-payments', () => staff, { first: 100 }],
  ['stock-levels', () => staff, { first: 100 }],
  ['sales-report', () => admin, () => ({ ...lastMonth, first: 50 })],
  ['admin-users', () => admin, { first: 50 }],
])('answers a long page of %s with a few statements', async (name, who, variables) => {
  let data: Json;
  const ask = async () => {
    data = await who().run(name, typeof variables === 'function' ? variables() : variables);
  };
  expect(await fewestStatements([ask, ask])).toBeLessThanOrEqual(MAX_PAGE_STATEMENTS);
  expect(longestList(data), 'items on the page').toBeGreaterThan(MAX_PAGE_STATEMENTS);
});

it('answers the page of a product with 50 variants with a few statements', async () => {
  const { data } = await visitor.graphql('{ categories { id } }');
  const values = Array.from({ length: 50 }, (_, number) => `${number}`);
  const input = {
    ...{ nameJa: '五十色', nameEn: 'Fifty', nameKana: 'ゴジッショク', brand: '試作堂', status: 'ACTIVE' },
    ...{ categoryId: data.categories[0].id, taxClass: 'STANDARD' },
    options: [{ nameJa: '色', nameEn: 'Colour', values }],
    variants: values.map((value) => ({ sku: `FIFTY-${value}`, optionValues: [value], priceYen: 100 })),
  };
  const { createProduct } = await staff.run('create-product', { input });
  let page: Json;
  const ask = async () => {
    page = await visitor.run('product-page', { id: createProduct.product.id });
  };
  expect(await fewestStatements([ask, ask])).toBeLessThanOrEqual(MAX_PAGE_STATEMENTS);
  expect(page.product.variants).toHaveLength(50);
});

function longestList(value: Json): number {
  if (value === null || typeof value !== 'object') return 0;
  const own = Array.isArray(value) ? value.length : 0;
  return Math.max(own, ...Object.values(value).map(longestList));
}

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
/** The page and each domain that it takes parts from; and what a shop that never rests sends meanwhile. */
const MAX_PAGE_STATEMENTS = 10;
/** Eight domains, six relays and the log, each looking every few seconds. */
const MAX_IDLE_STATEMENTS_PER_MINUTE = 150;

const LISTING = `query Listing($first: Int!, $categoryId: ID) {
  products(first: $first, categoryId: $categoryId) {
    nodes { id nameJa salesRank category { nameJa } variants { id sku priceYen stock { available status } } }
    pageInfo { hasNextPage endCursor }
  }
}`;
