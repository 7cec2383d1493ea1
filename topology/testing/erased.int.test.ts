import { eraseEnded as eraseDelivery } from '@depachika/delivery/shipments/erase-store.ts';
import type { CloudEvent, StoredEvent } from '@depachika/events/event-log.ts';
import { newId } from '@depachika/ids/ids.ts';
import { eraseEnded as eraseOrders } from '@depachika/orders/erasing/erase-store.ts';
import { auditMoney } from '@depachika/payments/audit/audit.ts';
import { eraseEnded as erasePayments } from '@depachika/payments/refund/erase-store.ts';
import { EVENT_TYPES, TOPICS } from '@depachika/schema/generated/events.ts';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DrivenShop, openDrivenShop, SHOP_SCHEMAS } from './driven-shop.ts';
import { CANCEL } from './lives/actions/mutations.ts';
import { type Life, newLife } from './lives/life.ts';
import { beginOrder } from './lives/order-ends.ts';
import { type ShopStock, stockShop } from './lives/shop-stock.ts';
import { workAllDay } from './working-day.ts';

const STAFF = 'STAFF usr_0000000000000000000000staff';
const ADMIN = `ADMIN ${newId('usr')}`;
const DAY_MS = 86_400_000;
/** Of the ways and ends in which lives buy: paid by card, and not yet prepared. */
const CONFIRMED_AND_LEFT = 4;

let test: TestDatabase;
let shop: DrivenShop;
let stock: ShopStock;
let life: Life;
let words: string[];
const heard: StoredEvent[] = [];

/** Two customers of whom everything was kept that a shop keeps: their accounts are deleted. */
beforeAll(async () => {
  test = await testDatabase({ domains: SHOP_SCHEMAS });
  shop = await openDrivenShop(test, new Date('2026-11-22T03:00:00Z'));
  const handle = async (batch: readonly StoredEvent[]) => void heard.push(...batch);
  await shop.log.subscribe({ group: 'witness', topics: Object.values(TOPICS), handle });
  stock = await stockShop(shop);
  life = await newLife(shop, stock);
  await workAllDay({ shop, life, staff: STAFF, admin: ADMIN, quiet: new Set() });
  await shop.wait(DAY_MS);
  await shop.settle();
  words = await wordsAbout(life);
});

afterAll(async () => {
  await shop.close();
  await test.close();
});

/** What names them, as their accounts have it. */
async function wordsAbout({ customers }: Life): Promise<string[]> {
  const rows = await shop.database('users').query<Record<string, string>>(
    `SELECT u.email, u.name, u.name_kana, u.phone, a.phone AS door_phone, a.street
     FROM users.users AS u JOIN users.addresses AS a ON a.owner_id = u.id WHERE u.id = ANY($1::text[])`,
    [customers.map(({ userId }) => userId)],
  );
  return [...new Set(rows.flatMap((row) => Object.values(row)))];
}

/** Tables that hold one of the words: `orders.orders: 清水 花子`. */
async function placesOfWords(): Promise<string[]> {
  const database = shop.database('orders');
  const tables = await database.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema = ANY($1::text[])`,
    [[...DOMAIN_SERVICES.map(({ databaseSchema }) => databaseSchema), 'bus']],
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await database.query<{ word: string }>(
      `SELECT DISTINCT erased.word FROM ${name} AS t JOIN unnest($1::text[]) AS erased (word)
         ON strpos(t::text, erased.word) > 0`,
      [words],
    );
    found.push(...rows.map(({ word }) => `${name}: ${word}`));
  }
  return found.sort();
}

/** As users do it: the account goes, and everybody is told. */
async function deleteAccounts({ customers }: Life): Promise<void> {
  for (const { userId } of customers)
    await shop.database('users').transaction({ name: 'test.delete' }, async (tx) => {
      await tx.query('DELETE FROM users.users WHERE id = $1', [userId]);
      const event = deleted(userId);
      await tx.query(
        'INSERT INTO users.outbox_events (id, topic, key, type, event) VALUES ($1, $2, $3, $4, $5)',
        [...[event.id, TOPICS.usersV1, userId, event.type, JSON.stringify(event)]],
      );
    });
  await shop.settle();
}

/** As the domains do it by the hour. */
async function erase(): Promise<void> {
  const now = shop.clock.now();
  await eraseOrders(shop.database('orders'), now);
  await eraseDelivery(shop.database('delivery'), now);
  await erasePayments(shop.database('payments'), now);
}

function deleted(userId: string): CloudEvent {
  return {
    specversion: '1.0',
    id: newId('evt'),
    source: '/depachika/users',
    type: EVENT_TYPES.UserDeletedV1,
    subject: userId,
    time: shop.clock.now().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: userId,
    aggregateversion: 2,
    data: { userId },
  };
}

describe('the event log', () => {
  it('tells who did what by ids, and holds no name, phone number, mail or address', () => {
    expect(heard.length).toBeGreaterThan(30);
    const log = JSON.stringify(heard);
    expect(words.filter((word) => log.includes(word))).toEqual([]);
    expect(log).not.toMatch(/"(?:recipientName|phone|postalCode|latitude)"/);
  });
});

describe('an account that is deleted', () => {
  it('leaves no word about its owner in any table, and the books as they were', async () => {
    expect((await placesOfWords()).length).toBeGreaterThan(3);
    const before = await books();
    await deleteAccounts(life);
    expect(await placesOfWords()).toEqual([]);
    expect(await books()).toEqual(before);
    expect(JSON.stringify(heard)).not.toContain(words[0]);
    expect(shop.deadLetters).toEqual([]);
  });

  it('keeps where an order goes that is under way, until it has ended', async () => {
    const later = await newLife(shop, stock);
    const { doing } = await beginOrder(later, CONFIRMED_AND_LEFT);
    words = await wordsAbout(later);
    await deleteAccounts(later);
    expect(await placesOfWords()).toContainEqual(expect.stringContaining('orders.orders'));
    const [order] = await shop
      .database('orders')
      .query<{ expectedVersion: number }>(
        'SELECT version AS "expectedVersion" FROM orders.orders WHERE id = $1',
        [doing.orderId],
      );
    await shop.ask('orders', STAFF, CANCEL, { orderId: doing.orderId, ...order! });
    await shop.settle();
    await erase();
    expect(await placesOfWords()).toEqual([]);
  });

  async function books() {
    const orders = await shop
      .database('orders')
      .query('SELECT id, status, total_yen FROM orders.orders ORDER BY id');
    const sales = await shop
      .database('analytics')
      .query('SELECT * FROM analytics.order_sales ORDER BY order_id');
    return { orders, sales, money: await auditMoney(shop.database('payments')) };
  }
});
