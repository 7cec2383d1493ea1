import { type Client, createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { type Buyer, newBuyer, orderPage, placeOrder, slotsOf, statusOf } from './support/buyer.ts';
import { newProduct } from './support/catalogue.ts';
import { eventually } from './support/eventually.ts';
import { operation } from './support/operations.ts';
import { logIn, type Shop, startShop } from './support/shop.ts';
import type { Json, ShopClient } from './support/shop-client.ts';
import { TOPOLOGY } from './support/shop-process.ts';

// A domain dies while people look on, and is started again. Nobody who looks on may notice.

vi.setConfig({ testTimeout: 240_000 });

const BUYERS = 5;
const TABS = 2;
/** Of an order, and of its parcels. */
const VIEWS_PER_TAB = 10;

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
    shop = await startShop();
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

  function kill9(service: string): void {
    const running = shop
      .process()
      .services()
      .filter((each) => each.service === service);
    for (const { pid } of running) process.kill(pid, 'SIGKILL');
  }

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

  async function expectAllSeen({ buyer, orderId, orders, parcels }: Followed): Promise<void> {
    const { version } = await orderPage(buyer, orderId);
    for (const { versions, ends } of orders) expect([versions, ends]).toEqual([upTo(version), []]);
    const counts = await eventually(
      () => new Set(parcels.map(({ versions }) => versions.length)),
      ({ size }) => size === 1,
    );
    const [last] = counts;
    for (const { versions, ends } of parcels) expect([versions, ends]).toEqual([upTo(last!), []]);
  }

  it('outlives the death of its domain and of one beside it: no end is heard, no event missing or doubled', async () => {
    const loads = pageLoads(followed[0]!);
    const silences: number[] = [];
    for (const [turn, one] of followed.entries()) {
      if (turn === 0) kill9('orders');
      if (turn === 2) kill9('delivery');
      silences.push(...(await changed(one)));
    }
    const { count, codes } = await loads.stop();
    for (const one of followed) await expectAllSeen(one);
    expect([...codes].filter((code) => !MAY_BE_SAID.includes(code))).toEqual([]);
    const views = followed.flatMap(({ orders, parcels }) => [...orders, ...parcels]).length;
    const longest = Math.round(Math.max(...silences));
    console.log(`${views} views, ${count} page loads; longest silence after a kill: ${longest} ms`);
  });
});

const upTo = (version: number) => Array.from({ length: version }, (_, index) => index + 1);

/** Of a part that is away, or a mutation that could not ask it. */
const MAY_BE_SAID = ['SUBGRAPH_UNAVAILABLE', 'SERVICE_UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INCOMPLETE_DATA'];

const ORDER = `subscription ($orderId: ID!) {
  event: orderStatusChanged(orderId: $orderId, since: 0) { version to order { id status } }
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

function view(tab: Client, { query, orderId }: { readonly query: string; readonly orderId: string }): View {
  const seen: View = { versions: [], cameAt: new Map(), ends: [] };
  tab.subscribe<Json>(
    { query, variables: { orderId } },
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
    async stop() {
      stopped = true;
      await loading;
      return { count, codes };
    },
  };
}
