import type { DomainName } from '@depachika/schema/services.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Buyer, lastSlot, newBuyer, orderUntil, placeOrder } from './support/buyer.ts';
import { newProduct } from './support/catalogue.ts';
import { eventually } from './support/eventually.ts';
import { operation as textOf } from './support/operations.ts';
import { logIn, type Shop, startShop } from './support/shop.ts';
import type { Answer, Json } from './support/shop-client.ts';
import { TOPOLOGY } from './support/shop-process.ts';

// Each domain is killed, and each is frozen, while people look at pages: what is missing is told, and nothing else is.

vi.setConfig({ testTimeout: 240_000 });

/** Longer than orders waits for others, so that it has the time to answer without them. */
const BUDGETS = { READ_BUDGETS_MS: '3000,orders=6000', ENRICHMENT_BUDGETS_MS: '3000,analytics=300' };

/** A place of a page that is null, and where the error stands that says so: there, or below it. */
interface Missing {
  readonly at: string;
  readonly told?: readonly string[];
  /** Orders asked the domain itself, and says so. */
  readonly by?: 'orders';
}

type Page = 'product' | 'listing' | 'account' | 'orders' | 'order' | 'cart';

const MISSING: Readonly<Record<DomainName, Partial<Record<Page, readonly Missing[]>>>> = {
  products: {
    product: [{ at: 'product' }],
    listing: [{ at: 'products' }],
    orders: [below('me.orders.nodes.0.lines.0.variant', 'product')],
    order: [below('order.lines.0.variant', 'product')],
    cart: [
      { at: 'cart.subtotalYen', by: 'orders' },
      { at: 'cart.lines.0.unitPriceYen', by: 'orders' },
      below('cart.lines.0.variant', 'label', 'labelEn', 'product'),
    ],
  },
  inventory: {
    product: [{ at: 'product.variants.0.stock' }],
    listing: [{ at: 'products.nodes.0.variants.0.stock' }],
    order: [{ at: 'order.lines.0.variant.stock' }],
    cart: [{ at: 'cart.lines.0.variant.stock' }],
  },
  analytics: { product: [{ at: 'product.salesRank' }] },
  notifications: {},
  users: { account: [{ at: 'me' }], orders: [{ at: 'me' }] },
  payments: {
    account: [{ at: 'me.points' }, { at: 'me.paymentMethods' }],
    order: [{ at: 'order.payments' }],
  },
  delivery: {
    account: [{ at: 'me.addresses.0.deliveryZone' }],
    order: [{ at: 'order.deliverySlot' }, { at: 'order.shipments' }],
  },
  orders: {
    orders: [{ at: 'me.orders' }],
    // The shop's own facts are of orders too: an order that is there is shown without them.
    order: [{ at: 'order' }, { at: 'shop' }],
    cart: [{ at: 'cart' }],
  },
};

function below(at: string, ...names: string[]): Missing {
  return { at, told: names.map((name) => `${at}.${name}`) };
}

const DOMAINS = Object.keys(MISSING) as DomainName[];

/** Each of them, which takes minutes. Otherwise one that others lean on, one with a short budget, and the one that asks others. */
const FROZEN: readonly DomainName[] =
  process.env.TEST_LIVE_FAULTS === 'all' ? DOMAINS : ['products', 'analytics', 'orders'];

describe.runIf(TOPOLOGY === 'distributed')('A shop one of whose domains is away', () => {
  let shop: Shop;
  let buyer: Buyer;
  let whole: Record<Page, Answer>;
  let loads = 0;
  let ids: { readonly product: string; readonly order: string };

  beforeAll(async () => {
    shop = await startShop({ env: { ...BUDGETS, ORDERS_RPC_TIMEOUT_MS: '2000', RESPONSE_CACHE: 'off' } });
    const staff = await logIn(shop, 'staff@example.jp');
    buyer = await newBuyer(shop);
    const product = await newProduct(staff, { pieces: 9 });
    const { id } = await placeOrder(buyer, { ...product, slotId: (await lastSlot(buyer)).id });
    await orderUntil(buyer, id, ({ status, shipments }) => status === 'CONFIRMED' && shipments.length === 1);
    await buyer.mutate('set-cart-line', { variantId: product.variantId, quantity: 1 });
    await shop.settle();
    ids = { product: product.productId, order: id };
    whole = await eventually(load, isWhole);
  });
  afterAll(() => shop?.stop());

  /** All pages at once, as several people would: in words of its own, since the same question is asked once. */
  async function load(): Promise<Record<Page, Answer>> {
    loads += 1;
    const operation = (name: string) => `${textOf(name)} # ${loads}`;
    const [product, listing, account, orders, order, cart] = await Promise.all([
      buyer.graphql(operation('product-page'), { id: ids.product }),
      buyer.graphql(operation('list-products'), { first: 1 }),
      buyer.graphql(operation('my-account')),
      buyer.graphql(operation('my-orders'), { first: 1 }),
      buyer.graphql(operation('order-page'), { id: ids.order }),
      buyer.graphql(operation('cart')),
    ]);
    return { product, listing, account, orders, order, cart };
  }

  const pidOf = (domain: DomainName): number =>
    shop
      .process()
      .services()
      .find(({ service }) => service === domain)!.pid;

  const circuits = async (): Promise<Record<string, string>> => {
    const response = await fetch(new URL('/health/ready', shop.graphqlUrl()));
    return ((await response.json()) as Json).circuits ?? {};
  };

  it.each(FROZEN)(
    'tells the places that %s leaves empty while it is frozen, and is whole afterwards',
    async (domain) => {
      const pid = pidOf(domain);
      process.kill(pid, 'SIGSTOP');
      try {
        const began = performance.now();
        await buyer.graphql(textOf('product-page'), { id: ids.product });
        console.log(`A product page without ${domain}: ${Math.round(performance.now() - began)} ms`);
        expectPartial(await load(), { domain, ordersSays: ['DEADLINE_EXCEEDED', 'SERVICE_UNAVAILABLE'] });
        await eventually(
          async () => (await Promise.all(Array.from({ length: 5 }, load))).flatMap(errorsOf),
          (errors) => errors.some(({ extensions }) => extensions.retryAfterSeconds === 2),
        );
        expect(await circuits()).toHaveProperty(domain);
        expectPartial(await load(), { domain, ordersSays: ['DEADLINE_EXCEEDED', 'SERVICE_UNAVAILABLE'] });
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      expect(await eventually(load, isWhole)).toEqual(whole);
      expect(await circuits()).toEqual({});
    },
  );

  // Last: which process a domain has is known as it was at the start.
  it.each(DOMAINS)(
    'tells the places that %s leaves empty when it is killed, and is whole afterwards',
    async (domain) => {
      const supervisor = shop.process();
      // Who would start it again waits until all has been seen.
      supervisor.signal('SIGSTOP');
      try {
        process.kill(pidOf(domain), 'SIGKILL');
        expectPartial(await load(), { domain, ordersSays: ['SERVICE_UNAVAILABLE'] });
      } finally {
        supervisor.signal('SIGCONT');
      }
      expect(await eventually(load, isWhole)).toEqual(whole);
    },
  );

  function expectPartial(
    pages: Record<Page, Answer>,
    { domain, ordersSays }: { readonly domain: DomainName; readonly ordersSays: readonly string[] },
  ): void {
    for (const [page, answer] of Object.entries(pages) as [Page, Answer][]) {
      const missing = MISSING[domain][page] ?? [];
      expect(answer.data, `${page} without ${domain}`).toEqual(without(whole[page].data, missing));
      const told = answer.errors.map(({ path, extensions }) => [path?.join('.'), extensions.code]);
      const expected = missing.flatMap(({ at, told: places = [at], by }) =>
        places.map((place) => [place, by ? expect.toBeOneOf([...ordersSays]) : 'SUBGRAPH_UNAVAILABLE']),
      );
      expect(told.sort(), `errors of ${page} without ${domain}`).toEqual(expected.sort());
    }
  }
});

function isWhole(pages: Record<Page, Answer>): boolean {
  return errorsOf(pages).length === 0;
}

function errorsOf(pages: Record<Page, Answer>): Answer['errors'] {
  return Object.values(pages).flatMap(({ errors }) => errors);
}

/** @returns the same data with null in these places */
function without(data: Json, missing: readonly Missing[]): Json {
  const copy = structuredClone(data);
  for (const { at } of missing) {
    const path = at.split('.');
    const last = path.pop()!;
    const parent = path.reduce((value, key) => value[key], copy);
    parent[last] = null;
  }
  return copy;
}
