import { setTimeout as delay } from 'node:timers/promises';
import { DOMAIN_SERVICES, type DomainName } from '@depachika/schema/services.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Buyer, newBuyer, orderPage, placeOrder, slotsOf, statusOf } from './support/buyer.ts';
import { newProduct } from './support/catalogue.ts';
import { eventually } from './support/eventually.ts';
import { type Road, roadsOf, type View } from './support/live-roads.ts';
import { operation } from './support/operations.ts';
import { logIn, type Shop, startShop } from './support/shop.ts';
import { type ShopClient, shopClient } from './support/shop-client.ts';
import { TOPOLOGY } from './support/shop-process.ts';

// Domains die and freeze while people look on, and the database goes away. Nobody who looks on may notice.

vi.setConfig({ testTimeout: 600_000 });

/** Every domain in turn, which takes minutes. Otherwise those whose views are open, and the database. */
const IN_TURN: readonly DomainName[] =
  process.env.TEST_LIVE_FAULTS === 'all'
    ? DOMAIN_SERVICES.map(({ name }) => name)
    : (['orders', 'delivery'] as const);
/** So long each fault lasts, and as long as a page takes to load at least. */
const LASTING_MS = Number(process.env.TEST_LIVE_FAULT_SECONDS ?? 0) * 1_000;
const ROADS = 4;
const VIEWS = 200;

/** A frozen domain holds a page up no longer. */
const BUDGETS = { READ_BUDGETS_MS: '3000,orders=6000', ENRICHMENT_BUDGETS_MS: '3000,analytics=300' };
/** A stream for each view is a connection for each. */
const PLACES = { MAX_SOCKETS_PER_USER: '100', MAX_SOCKETS_PER_ADDRESS: '1000' };

/** What happens to the shop while people look on. @returns what mends it */
interface Fault {
  readonly name: string;
  /** Until it is mended; else the shop mends it by itself. */
  readonly lasts: boolean;
  begin(shop: Shop): Promise<() => Promise<void>>;
}

/** A process that was killed has another id: those that freeze come first. */
const FAULTS: readonly Fault[] = [
  ...IN_TURN.map(
    (service): Fault => ({ name: `${service} frozen`, lasts: true, begin: (shop) => frozen(shop, service) }),
  ),
  ...IN_TURN.map(
    (service): Fault => ({ name: `${service} killed`, lasts: false, begin: (shop) => killed(shop, service) }),
  ),
  { name: 'PostgreSQL away', lasts: true, begin: databaseAway },
];
/** One order for each of them. */
const BUYERS = FAULTS.length;
/** Of an order, and of its parcels. */
const VIEWS_PER_ROAD = Math.ceil(VIEWS / (2 * BUYERS * ROADS));

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
  const roads: Road[] = [];

  beforeAll(async () => {
    shop = await startShop({ env: { ...BUDGETS, ...PLACES } });
    staff = await logIn(shop, 'staff@example.jp');
    const product = await newProduct(staff, { pieces: BUYERS });
    const buyers = await Promise.all(Array.from({ length: BUYERS }, () => newBuyer(shop)));
    const slot = (await slotsOf(buyers[0]!)).at(-1);
    followed = await Promise.all(
      buyers.map(async (buyer) => {
        const { id: orderId } = await placeOrder(buyer, { ...product, slotId: slot.id });
        await statusOf(buyer, orderId, 'CONFIRMED');
        const own = roadsOf(shop.graphqlUrl(), buyer.token!);
        roads.push(...own);
        const views = (query: string) =>
          own.flatMap((road) =>
            Array.from({ length: VIEWS_PER_ROAD }, () => road.view({ query, variables: { orderId } })),
          );
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
    for (const road of roads) road.close();
    await shop?.stop();
  });

  /** Changes an order as soon as its domain is back. @returns how long its views heard nothing */
  async function changed({ buyer, orderId, orders }: Followed): Promise<number[]> {
    const began = performance.now();
    await cancelled(buyer, orderId);
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
    for (const [turn, { name, lasts, begin }] of FAULTS.entries()) {
      const mend = await begin(shop);
      if (lasts) await loads.another();
      if (lasts) await delay(LASTING_MS);
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

/** One of two routers goes: clients come back to the other, from what they have seen. */
describe.runIf(TOPOLOGY === 'distributed')('A live view of one of two routers', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await startShop({ replicas: 'router=2', env: PLACES });
  });
  afterAll(() => shop?.stop());

  const routerNamed = (name: string) =>
    shop
      .process()
      .services()
      .find((each) => each.name === name)!;
  const graphOf = (name: string) => new URL('/graphql', routerNamed(name).url).href;

  /** The supervisor starts again what has ended, under another id: so each of them is ended once. */
  it.each([
    { signal: 'SIGTERM', goes: 'router-2', stays: 'router' },
    { signal: 'SIGKILL', goes: 'router', stays: 'router-2' },
  ] as const)(
    'is lost by $signal as a connection is, on every road, and goes on at the other: no event missing or doubled',
    async ({ signal, goes, stays }) => {
      await eventually(
        () => fetch(new URL('/health/ready', graphOf(stays))),
        ({ ok }) => ok,
      );
      const product = await newProduct(await logIn(shop, 'staff@example.jp'), { pieces: 1 });
      const registered = await newBuyer(shop);
      const buyer = { ...registered, ...shopClient(() => graphOf(stays), registered.token) };
      const slot = (await slotsOf(buyer)).at(-1);
      const { id: orderId } = await placeOrder(buyer, { ...product, slotId: slot.id });
      await statusOf(buyer, orderId, 'CONFIRMED');
      const [staying, going] = [stays, goes].map((name) => roadsOf(graphOf(name), buyer.token!));
      const viewAfter = (since: number) => (road: Road) =>
        road.view({ query: ORDER, variables: { orderId, since } });
      const kept = staying!.map(viewAfter(0));
      const lost = going!.map(viewAfter(0));
      await eventually(
        () => [...kept, ...lost],
        (views) => views.every(({ versions }) => versions.length === 2),
      );
      const began = performance.now();
      process.kill(routerNamed(goes).pid, signal);
      const returned = await Promise.all(
        lost.map(async ({ versions, ends }, index) => {
          await eventually(
            () => ends,
            ({ length }) => length > 0,
          );
          return viewAfter(versions.at(-1)!)(staying![index]!);
        }),
      );
      await cancelled(buyer, orderId);
      const { version } = await statusOf(buyer, orderId, 'CANCELLED');
      await eventually(
        () => [...kept, ...returned],
        (views) => views.every(({ ends }) => ends.length > 0),
      );
      for (const { versions, ends } of kept) expect([versions, ends]).toEqual([upTo(version), ['complete']]);
      for (const [index, { versions, ends }] of lost.entries()) {
        const { name } = going![index]!;
        expect(ends[0], name).not.toBe('complete');
        expect([...versions, ...returned[index]!.versions], name).toEqual(upTo(version));
      }
      const silence = Math.max(...returned.map(({ cameAt }) => cameAt.get(version)! - began));
      console.log(`one router of two ended by ${signal}; longest silence: ${Math.round(silence)} ms`);
      for (const road of [...staying!, ...going!]) road.close();
    },
  );
});

function pidsOf(shop: Shop, service: string): number[] {
  return shop
    .process()
    .services()
    .filter((each) => each.service === service)
    .map(({ pid }) => pid);
}

/** As soon as everybody is there who has to do with it. */
async function cancelled(buyer: Buyer, orderId: string): Promise<void> {
  await eventually(
    () => buyer.graphql(operation('cancel-order'), { input: { orderId } }),
    ({ errors }) => errors.length === 0,
  );
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
    /** Resolves when one more was loaded. */
    async another() {
      const before = count;
      await eventually(
        () => count,
        (now) => now > before,
      );
    },
    async stop() {
      stopped = true;
      await loading;
      return { count, codes };
    },
  };
}
