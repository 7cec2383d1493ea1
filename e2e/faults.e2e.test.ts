import { randomUUID } from 'node:crypto';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type Buyer,
  cardToken,
  newBuyer,
  orderInput,
  orderPage,
  orderUntil,
  placeOrder,
  pointsOf,
  slotsOf,
  statusOf,
} from './support/buyer.ts';
import { levelOf, newProduct, type OwnProduct } from './support/catalogue.ts';
import { eventually, eventuallyEquals } from './support/eventually.ts';
import { operation } from './support/operations.ts';
import { mayHaveOwnServers, type OwnServers, startOwnServers } from './support/own-servers.ts';
import { expectCleanAudits, logIn, metricsOf, type Shop, startShop } from './support/shop.ts';
import { type Json, type ShopClient, shopClient } from './support/shop-client.ts';
import { openShopLog, type ShopLog } from './support/shop-log.ts';
import { type ServiceProcess, TOPOLOGY } from './support/shop-process.ts';

// What only happens when the shop is many processes: one of them dies, or a server is away, while people buy.

const ORDERS = 100;
const READS = 1_000;
/** Of the sagas and payments that a dead process was working on. */
const LEASES_MS = 35_000;
const TOPIC_PREFIX = 'faults.';

vi.setConfig({ testTimeout: 240_000 });

describe.runIf(TOPOLOGY === 'distributed' && mayHaveOwnServers())('A shop of many processes', () => {
  let servers: OwnServers;
  let shop: Shop;
  let log: ShopLog;
  let staff: ShopClient;
  let buyers: Buyer[];
  /** Those that have room for everybody. */
  let slots: Json[];
  /** A saved card of each buyer, by their id. */
  const cards = new Map<string, string>();

  beforeAll(async () => {
    servers = await startOwnServers();
    shop = await startShop({
      replicas: 'orders=2,router=2',
      env: {
        REDIS_URL: servers.redisUrl,
        KAFKA_BROKERS: servers.kafkaBrokers,
        KAFKA_TOPIC_PREFIX: TOPIC_PREFIX,
        LOG_LEVEL: 'info',
      },
    });
    log = openShopLog(servers.kafkaBrokers, TOPIC_PREFIX);
    staff = await logIn(shop, 'staff@example.jp');
    buyers = await Promise.all(Array.from({ length: 10 }, () => newBuyer(shop)));
    slots = (await slotsOf(buyers[0]!)).slice(-30);
    for (const buyer of buyers) {
      const saved = await buyer.mutate('save-payment-method', { cardToken: await cardToken(buyer) });
      cards.set(buyer.userId, saved.paymentMethod.id);
    }
  });
  afterAll(async () => {
    await log?.close();
    await shop?.stop();
    await servers?.remove();
  });

  const processesOf = (service: string): ServiceProcess[] =>
    shop
      .process()
      .services()
      .filter((each) => each.service === service);

  /** The same buyer at the other router. */
  const atSecondRouter = (buyer: Buyer): ShopClient =>
    shopClient(() => processesOf('router')[1]!.url, buyer.token);

  function inputOf(buyer: Buyer, product: OwnProduct, turn = 0): Promise<Json> {
    const payment = { method: 'CARD', paymentMethodId: cards.get(buyer.userId) };
    return orderInput(buyer, { ...product, slotId: slots[turn % slots.length].id, payment });
  }

  /** @returns what each of so many orders is to ask; the buyers take turns */
  function wishes(product: OwnProduct): Promise<{ buyer: Buyer; input: Json }[]> {
    return Promise.all(
      Array.from({ length: ORDERS }, async (_, turn) => {
        const buyer = buyers[turn % buyers.length]!;
        return { buyer, input: await inputOf(buyer, product, turn) };
      }),
    );
  }

  /** One after the other for each buyer; who gets no answer asks again with the same key. @returns the orders' ids */
  async function placeAll(
    asked: readonly { buyer: Buyer; input: Json }[],
    onPlaced: (count: number) => void = () => undefined,
  ): Promise<string[]> {
    const ids: string[] = [];
    await Promise.all(
      buyers.map(async (buyer) => {
        for (const { input } of asked.filter((each) => each.buyer === buyer)) {
          const { data } = await eventually(
            () => buyer.graphql(operation('place-order'), { input }),
            ({ errors }) => errors.length === 0,
          );
          expect(data.placeOrder.__typename, data.placeOrder.message).toBe('PlaceOrderSuccess');
          onPlaced(ids.push(data.placeOrder.order.id));
        }
      }),
    );
    return ids;
  }

  async function expectAllConfirmed(ids: readonly string[], product: OwnProduct): Promise<void> {
    expect(new Set(ids).size).toBe(ORDERS);
    for (const id of ids) {
      const order = await orderUntil(staff, id, ({ shipments }) => shipments.length === 1);
      expect(order.status).toBe('CONFIRMED');
      expect(order.payments.map(({ status }: Json) => status)).toEqual(['AUTHORIZED']);
      expect(order.history.map(({ to }: Json) => to)).toEqual(['PENDING', 'CONFIRMED']);
    }
    await shop.settle();
    expect((await levelOf(staff, product)).reserved).toBe(ORDERS);
    await expectCleanAudits(shop);
  }

  it('tells a change made by any process to whoever follows at any router', async () => {
    const product = await newProduct(staff, { pieces: 8 });
    const orders = await Promise.all(
      buyers.slice(0, 8).map(async (buyer) => {
        const { id } = await placeOrder(buyer, { ...product, slotId: slots[0].id });
        return { buyer, order: await statusOf(buyer, id, 'CONFIRMED') };
      }),
    );
    const followed = orders.map(({ buyer, order }, i) => {
      const follower = i % 2 ? buyer : atSecondRouter(buyer);
      return follower.follow('track-order', { orderId: order.id, since: 2 });
    });
    // Both processes of orders have followers, and both make changes.
    await eventually(
      () => Promise.all(processesOf('orders').map(({ url }) => metricsOf(url))),
      (metrics) => metrics.every((each) => each.depachika_subscribers! > 0),
    );
    await Promise.all(
      orders.map(({ buyer, order }, i) =>
        (i % 2 ? atSecondRouter(buyer) : buyer).mutate('cancel-order', { orderId: order.id }),
      ),
    );
    for (const following of followed) {
      await following.until((events) => events.length === 1);
      expect(following.events).toMatchObject([{ version: 3, to: 'CANCELLED' }]);
      await following.stop();
    }
  });

  it('writes one request’s id into the log of every service that took part', async () => {
    const [buyer] = buyers as [Buyer];
    const product = await newProduct(staff, { pieces: 1 });
    const input = await inputOf(buyer, product);
    const requestId = `req-${randomUUID()}`;
    const response = await fetch(shop.graphqlUrl(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${buyer.token}`,
        'x-request-id': requestId,
      },
      body: JSON.stringify({ query: operation('place-order'), variables: { input } }),
    });
    const { data } = (await response.json()) as Json;
    await orderUntil(buyer, data.placeOrder.order.id, ({ shipments }) => shipments.length === 1);
    const services = ['router', ...DOMAIN_SERVICES.map(({ name }) => name)].sort();
    const told = () => {
      const lines = shop.process().output().split('\n');
      const mine = lines.filter((line) => line.includes(requestId));
      return [...new Set(mine.map((line) => line.split(/[\s|]/)[0]!.replace(/-\d$/, '')))].sort();
    };
    await eventuallyEquals(told, services);
  });

  it(`ends each of ${ORDERS} orders whole when orders, payments and inventory are killed in their middle`, async () => {
    const product = await newProduct(staff, { pieces: ORDERS });
    const victims = new Map([
      [25, 'orders'],
      [50, 'payments'],
      [75, 'inventory'],
    ]);
    const asked = await wishes(product);
    let passing: Promise<void> | undefined;
    const ids = await placeAll(asked, (placed) => {
      const victim = victims.get(placed);
      if (!victim) return;
      for (const { pid } of processesOf(victim)) process.kill(pid, 'SIGKILL');
      // Nobody goes on with what dead processes of orders began until their leases are over.
      if (victim === 'orders') passing = shop.advance(LEASES_MS);
    });
    await passing;
    for (const { name, service } of shop.process().services()) {
      const died = shop.process().output().includes(`${name} ended with SIGKILL`);
      expect(died, name).toBe([...victims.values()].includes(service));
    }
    await shop.advance(LEASES_MS);
    await expectAllConfirmed(ids, product);
  });

  it(`takes ${ORDERS} orders while Kafka is away, and loses no event of them`, async () => {
    const product = await newProduct(staff, { pieces: ORDERS });
    const asked = await wishes(product);
    await servers.stop('kafka');
    const ids = await placeAll(asked);
    await servers.start('kafka');
    await expectAllConfirmed(ids, product);
  });

  it(`answers ${READS} reads while Redis is away, and serves nothing old when it is back`, async () => {
    const product = await newProduct(staff, { pieces: 3 });
    const page = (client: ShopClient) => client.run('product-page', { id: product.productId });
    const before = await page(buyers[0]!);
    const { product: edited } = (
      await staff.graphql('query ($id: ID!) { product(id: $id) { version } }', { id: product.productId })
    ).data;
    await servers.stop('redis');
    for (let done = 0; done < READS; done += buyers.length)
      expect(await Promise.all(buyers.map(page))).toEqual(buyers.map(() => before));
    const input = { id: product.productId, expectedVersion: edited.version, nameEn: 'Renamed' };
    expect(await staff.mutate('update-product', input)).toMatchObject({ __typename: 'UpdateProductSuccess' });
    await servers.start('redis');
    await eventually(
      () => Promise.all(buyers.map(page)),
      (pages) => pages.every((seen) => seen.product.nameEn === 'Renamed'),
    );
  });

  it('does once what an event says that is delivered three times', async () => {
    const [buyer] = buyers as [Buyer];
    const product = await newProduct(staff, { pieces: 1 });
    const { id } = await placeOrder(buyer, { ...product, slotId: slots[0].id });
    await orderUntil(buyer, id, ({ shipments }) => shipments.length === 1);
    await shop.settle();
    const seen = async () => ({
      order: await orderPage(buyer, id),
      points: await pointsOf(buyer),
      level: await levelOf(staff, product),
      sales: await sales(),
    });
    const once = await seen();
    const events = await log.eventsOf(id);
    expect(events.map(({ type }) => type.split('.')[2]).sort()).toEqual(
      expect.arrayContaining(['OrderConfirmed', 'OrderPlaced', 'PaymentAuthorized']),
    );
    await log.publish(events);
    await log.publish(events);
    await shop.settle();
    expect(await seen()).toEqual(once);
    await expectCleanAudits(shop);
  });

  async function sales(): Promise<Json> {
    const admin = await logIn(shop, 'admin@example.jp');
    const today = new Date((await shop.now()).getTime() + 9 * 3_600_000).toISOString().slice(0, 10);
    const { data } = await admin.graphql(
      'query ($day: Date!) { dailySales(from: $day, to: $day) { date orders grossYen } }',
      { day: today },
    );
    return data.dailySales;
  }

  it('puts aside an event that cannot be handled, goes on with the others, and handles it when it is replayed', async () => {
    const ledger = await brokenLedger(shop.databaseUrl!);
    const unlucky = await newBuyer(shop);
    await ledger.ofOnly(unlucky.userId);
    const lucky = await newBuyer(shop);
    const letters = async () => (await shop.command('commands/operate/dlq.ts', 'list')).stdout;
    await eventuallyEquals(async () => (await pointsOf(lucky)).spendable, 500);
    await eventually(letters, (list) => list.includes('UserRegistered'));
    const [eventId] = /evt_\w+/.exec(await letters())!;
    expect((await shop.command('commands/operate/dlq.ts', 'show', eventId)).stdout).toContain(ledger.reason);
    expect((await pointsOf(unlucky)).spendable).toBe(0);

    await ledger.mend();
    const replayed = await shop.command('commands/operate/dlq.ts', 'replay', eventId);
    expect(replayed.code, replayed.stderr).toBe(0);
    await eventuallyEquals(async () => (await pointsOf(unlucky)).spendable, 500);
    expect(await letters()).toContain('No dead letters');
  });
});

/** A fault that trying again does not mend: the ledger takes no entry for some customer. */
async function brokenLedger(databaseUrl: string) {
  const reason = 'this ledger takes no entry';
  const client = new pg.Client({ connectionString: databaseUrl });
  // When a test fails before the end the shop's database goes away under it.
  client.on('error', () => undefined);
  await client.connect();
  const refuse = (condition: string) =>
    client.query(`CREATE OR REPLACE FUNCTION public.refuse_entry() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF ${condition} THEN RAISE EXCEPTION '${reason}'; END IF; RETURN NEW; END $$`);
  await refuse('true');
  await client.query(`CREATE TRIGGER refuse_entry BEFORE INSERT ON payments.points_transactions
    FOR EACH ROW EXECUTE FUNCTION public.refuse_entry()`);
  return {
    reason,
    /** Until now of everybody: a customer's event is handled as soon as they exist. */
    ofOnly: (customerId: string) => refuse(`NEW.customer_id = '${customerId}'`),
    async mend() {
      await client.query('DROP FUNCTION public.refuse_entry() CASCADE');
      await client.end();
    },
  };
}
