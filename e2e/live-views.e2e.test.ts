import { DOMAIN_SERVICES, type DomainName } from '@depachika/schema/services.ts';
import { type Client, createClient } from 'graphql-ws';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { type Buyer, newBuyer, orderPage, placeOrder, slotsOf, statusOf } from './support/buyer.ts';
import { newProduct } from './support/catalogue.ts';
import { eventually } from './support/eventually.ts';
import { operation } from './support/operations.ts';
import { logIn, type Shop, startShop } from './support/shop.ts';
import type { Json, ShopClient } from './support/shop-client.ts';
import { TOPOLOGY } from './support/shop-process.ts';

// Domains die and freeze while people look on, and the database goes away. Nobody who looks on may notice.

vi.setConfig({ testTimeout: 240_000 });

/** Every domain in turn, which takes minutes. Otherwise those whose views are open, and the database. */
const IN_TURN: readonly DomainName[] =
  process.env.TEST_LIVE_FAULTS === 'all'
    ? DOMAIN_SERVICES.map(({ name }) => name)
    : (['orders', 'delivery'] as const);
const TABS = 2;
const VIEWS = 200;

/** A frozen domain holds a page up no longer. */
const BUDGETS = { READ_BUDGETS_MS: '3000,orders=6000', ENRICHMENT_BUDGETS_MS: '3000,analytics=300' };

/** What happens to the shop while people look on. @returns what mends it */
interface Fault {
  readonly name: string;
  begin(shop: Shop): Promise<() => Promise<void>>;
}

/** A process that was killed has another id: those that freeze come first. */
const FAULTS: readonly Fault[] = [
  ...IN_TURN.map((service): Fault => ({ name: `${service} frozen`, begin: (shop) => frozen(shop, service) })),
  ...IN_TURN.map((service): Fault => ({ name: `${service} killed`, begin: (shop) => killed(shop, service) })),
  { name: 'PostgreSQL away', begin: databaseAway },
];
/** One order for each of them. */
const BUYERS = FAULTS.length;
/** Of an order, and of its parcels. */
const VIEWS_PER_TAB = Math.ceil(VIEWS / (2 * BUYERS * TABS));

/** One open view. Nothing reconnects for it: whatever ends it, is heard. */
interface View {
  readonly versions: number[];
  /** By version, when it came. */
  readonly cameAt: Map<number, number>;
  readonly ends: unknown[];
}

interface Followed {
  readonly buyer: Buyer;
  readonly orderId: string;
  readonly orders: readonly View[];
  readonly parcels: readonly View[];
}

describe.runIf(TOPOLOGY === 'distributed')('A live view', () => {
  let shop: Shop;
  let staff: ShopClient;
  let followed: readonly Followed[];
  const tabs: Client[] = [];

  beforeAll(async () => {
    shop = await startShop({ env: BUDGETS });
    staff = await logIn(shop, 'staff@example.jp');
    const product = await newProduct(staff, { pieces: BUYERS });
    const buyers = await Promise.all(Array.from({ length: BUYERS }, () => newBuyer(shop)));
    const slot = (await slotsOf(buyers[0]!)).at(-1);
    followed = await Promise.all(
      buyers.map(async (buyer) => {
        const { id: orderId } = await placeOrder(buyer, { ...product, slotId: slot.id });
        await statusOf(buyer, orderId, 'CONFIRMED');
        const own = Array.from({ length: TABS }, () => openTab(shop.graphqlUrl(), buyer));
        tabs.push(...own);
        const views = (query: string) =>
          own.flatMap((tab) => Array.from({ length: VIEWS_PER_TAB }, () => view(tab, { query, orderId })));
        return { buyer, orderId, orders: views(ORDER), parcels: views(PARCELS) };
      }),
    );
    for (const { orders, parcels } of followed) {
      await eventually(
        () => orders,
        (all) => all.every(({ versions }) => versions.length === 2),
      );
      await eventually(
        () => parcels,
        (all) => all.every(({ versions }) => versions.length >= 1),
      );
    }
  });
  afterAll(async () => {
    for (const tab of tabs) await tab.dispose();
    await shop?.stop();
  });

  /** Changes an order as soon as its domain is back. @returns how long its views heard nothing */
  async function changed({ buyer, orderId, orders }: Followed): Promise<number[]> {
    const began = performance.now();
    await eventually(
      () => buyer.graphql(operation('cancel-order'), { input: { orderId } }),
      ({ errors }) => errors.length === 0,
    );
    const { version } = await statusOf(buyer, orderId, 'CANCELLED');
    return Promise.all(
      orders.map(async ({ versions, cameAt }) => {
        await eventually(
          () => versions,
          (seen) => seen.at(-1) === version,
        );
        return cameAt.get(version)! - began;
      }),
    );
  }

  /** A cancelled order ends both histories: then they say so, and not before. */
  async function expectAllSeen({ buyer, orderId, orders, parcels }: Followed): Promise<void> {
    const { version } = await orderPage(buyer, orderId);
    const all = [...orders, ...parcels];
    await eventually(
      () => all,
      (views) => views.every(({ ends }) => ends.length > 0),
    );
    for (const { versions, ends } of orders) expect([versions, ends]).toEqual([upTo(version), ['complete']]);
    const last = parcels[0]!.versions.length;
    for (const { versions, ends } of parcels) expect([versions, ends]).toEqual([upTo(last), ['complete']]);
  }

  it('outlives domains that die and freeze, and a database that is away: no end is heard but the last, no event missing or doubled', async () => {
    const loads = pageLoads(followed[0]!);
    const silences: string[] = [];
    for (const [turn, { name, begin }] of FAULTS.entries()) {
      const mend = await begin(shop);
      const loaded = loads.count();
      await eventually(loads.count, (count) => count > loaded);
      await mend();
      const silence = await changed(followed[turn]!);
      silences.push(`${name} ${Math.round(Math.max(...silence))} ms`);
    }
    const { count, codes } = await loads.stop();
    for (const one of followed) await expectAllSeen(one);
    expect([...codes].filter((code) => !MAY_BE_SAID.includes(code))).toEqual([]);
    const views = followed.flatMap(({ orders, parcels }) => [...orders, ...parcels]).length;
    console.log(`${views} views, ${count} page loads; longest silences: ${silences.join(', ')}`);
  });
});

/** One of two routers dies: clients go on at the other, from what they have seen. */
describe.runIf(TOPOLOGY === 'distributed')('A live view of one of two routers', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await startShop({ replicas: 'router=2' });
  });
  afterAll(() => shop?.stop());

  it('is lost as a connection is, and goes on at the other: no event missing or doubled', async () => {
    const staff = await logIn(shop, 'staff@example.jp');
    const product = await newProduct(staff, { pieces: 1 });
    const buyer = await newBuyer(shop);
    const slot = (await slotsOf(buyer)).at(-1);
    const { id: orderId } = await placeOrder(buyer, { ...product, slotId: slot.id });
    await statusOf(buyer, orderId, 'CONFIRMED');
    const [first, second] = shop
      .process()
      .services()
      .filter(({ service }) => service === 'router');
    const views = [first!, second!].map(({ url }) => {
      const tab = openTab(new URL('/graphql', url).href, buyer);
      return { tab, ...view(tab, { query: ORDER, orderId }) };
    });
    for (const { versions } of views)
      await eventually(
        () => versions,
        ({ length }) => length === 2,
      );
    process.kill(second!.pid, 'SIGKILL');
    const [stays, lost] = views as [(typeof views)[0], (typeof views)[0]];
    await eventually(
      () => lost.ends,
      ({ length }) => length === 1,
    );
    expect((lost.ends[0] as { code?: number }).code, 'a lost connection').toBe(1006);
    const goesOn = view(stays.tab, { query: ORDER, orderId, since: lost.versions.at(-1)! });
    await buyer.mutate('cancel-order', { orderId });
    const { version } = await statusOf(buyer, orderId, 'CANCELLED');
    await eventually(
      () => [...lost.versions, ...goesOn.versions],
      (seen) => seen.at(-1) === version,
    );
    expect([...lost.versions, ...goesOn.versions]).toEqual(upTo(version));
    await eventually(
      () => stays.versions,
      (seen) => seen.at(-1) === version,
    );
    expect(stays.versions).toEqual(upTo(version));
    for (const { tab } of views) await tab.dispose();
  });
});

function pidsOf(shop: Shop, service: string): number[] {
  return shop
    .process()
    .services()
    .filter((each) => each.service === service)
    .map(({ pid }) => pid);
}

/** The supervisor starts it again. */
async function killed(shop: Shop, service: string): Promise<() => Promise<void>> {
  for (const pid of pidsOf(shop, service)) process.kill(pid, 'SIGKILL');
  return async () => undefined;
}

async function frozen(shop: Shop, service: string): Promise<() => Promise<void>> {
  const pids = pidsOf(shop, service);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  return async () => {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  };
}

/** Every connection to the shop's database is cut, and none is let in. */
async function databaseAway({ databaseUrl }: Shop): Promise<() => Promise<void>> {
  const url = new URL(databaseUrl!);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  const allow = (yes: boolean) => admin.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS ${yes}`);
  await allow(false);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  return async () => {
    await allow(true);
    await admin.end();
  };
}

const upTo = (version: number) => Array.from({ length: version }, (_, index) => index + 1);

/** Of a part that is away, or a mutation that could not ask it. */
const MAY_BE_SAID = ['SUBGRAPH_UNAVAILABLE', 'SERVICE_UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INCOMPLETE_DATA'];

const ORDER = `subscription ($orderId: ID!, $since: Int! = 0) {
  event: orderStatusChanged(orderId: $orderId, since: $since) { version to order { id status } }
}`;
const PARCELS = `subscription ($orderId: ID!) {
  event: shipmentStatusChanged(orderId: $orderId, since: 0) { version to shipment { id } }
}`;

function openTab(graphqlUrl: string, { token }: Buyer): Client {
  return createClient({
    url: graphqlUrl.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${token}` },
  });
}

interface Viewed {
  readonly query: string;
  readonly orderId: string;
  /** The last version that was seen. */
  readonly since?: number;
}

function view(tab: Client, { query, ...variables }: Viewed): View {
  const seen: View = { versions: [], cameAt: new Map(), ends: [] };
  tab.subscribe<Json>(
    { query, variables },
    {
      next({ data, extensions }: Json) {
        // A part of an event may be away; its version never is.
        const version = data?.event.version ?? extensions?.version;
        seen.versions.push(version);
        seen.cameAt.set(version, performance.now());
      },
      error: (error) => seen.ends.push(error),
      complete: () => seen.ends.push('complete'),
    },
  );
  return seen;
}

/** Loads a page again and again, as people do. */
function pageLoads({ buyer, orderId }: { buyer: Buyer; orderId: string }) {
  const codes = new Set<string>();
  let count = 0;
  let stopped = false;
  const loading = (async () => {
    while (!stopped) {
      const { errors } = await buyer.graphql(operation('order-page'), { id: orderId });
      for (const { extensions } of errors) codes.add(extensions.code);
      count += 1;
    }
  })();
  return {
    count: () => count,
    async stop() {
      stopped = true;
      await loading;
      return { count, codes };
    },
  };
}
