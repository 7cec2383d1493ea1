import { auditStock } from '@depachika/inventory/audit/stock-audit-reader.ts';
import { auditMoney, type MoneyReport, moneyText } from '@depachika/payments/audit/audit.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DrivenShop, openDrivenShop, SHOP_SCHEMAS } from './driven-shop.ts';
import { CLAIMS } from './lives/claims.ts';
import { type Life, newLife } from './lives/life.ts';
import { beginOrder, ENDS, endOrder, type OrderUnderWay } from './lives/order-ends.ts';
import { stockShop } from './lives/shop-stock.ts';

const DAYS = 30;
const ORDERS_A_DAY = 7;
const OPENED_AT = new Date('2026-11-22T00:00:00Z');
const HOUR_MS = 3_600_000;
/** A busy machine is late, not wrong. */
const LONGEST_MS = 900_000;
/** After the shop opens in the morning: when the slot of yesterday's orders is there. */
const SLOT_HOUR = 3;
const OPENING_HOUR = 0;

let test: TestDatabase;
let shop: DrivenShop;
let days: Life[];
let money: MoneyReport;

beforeAll(async () => {
  test = await testDatabase({ domains: SHOP_SCHEMAS });
  shop = await openDrivenShop(test, OPENED_AT);
  const stock = await stockShop(shop);
  days = [];
  let ofYesterday: OrderUnderWay[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    const life = await newLife(shop, stock);
    const ofToday: OrderUnderWay[] = [];
    for (let nth = 0; nth < ORDERS_A_DAY; nth += 1)
      ofToday.push(await beginOrder(life, day * ORDERS_A_DAY + nth));
    await waitUntil(day, SLOT_HOUR);
    for (const order of ofYesterday) await endOrder(order);
    ofYesterday = ofToday;
    days.push(life);
    await waitUntil(day + 1, OPENING_HOUR);
  }
  money = await auditMoney(shop.database('payments'));
}, LONGEST_MS);

afterAll(async () => {
  await shop.close();
  await test.close();
});

/** Parcels may have waited for their slot meanwhile: what is past is not waited for. */
async function waitUntil(day: number, hour: number): Promise<void> {
  const at = OPENED_AT.getTime() + (day * 24 + hour) * HOUR_MS;
  await shop.wait(Math.max(0, at - shop.clock.now().getTime()));
  await shop.settle();
}

describe('a shop after thirty days of seven orders', () => {
  it('had orders by every way to pay, to every end', async () => {
    const orders = await shop.database('orders').query<{ method: string; statuses: string[] }>(
      `SELECT o.payment_method AS method, array_agg(h.to_status) AS statuses FROM orders.orders AS o
         JOIN orders.order_history AS h ON h.order_id = o.id GROUP BY o.id`,
    );
    expect(orders).toHaveLength(DAYS * ORDERS_A_DAY);
    const lived = (method: string) =>
      new Set(orders.filter((order) => order.method === method).flatMap(({ statuses }) => statuses));
    expect(ENDS.filter(({ method, status }) => !lived(method).has(status))).toEqual([]);
    expect(lived('KONBINI')).toContain('EXPIRED');
  });

  it('has its money, its points and its stock right', async () => {
    expect(money.differences).toEqual([]);
    expect((await auditStock(shop.database('inventory'))).differences).toEqual([]);
    for (const life of days)
      for (const { code, broken } of CLAIMS) expect(await broken(life), code).toEqual([]);
    expect([shop.deadLetters, shop.faults]).toEqual([[], []]);
  });

  it('names what it owes and what it is owed, as its other books have it', async () => {
    const [owed] = await shop
      .database('payments')
      .query<{ refunds: number; yen: number }>(
        `SELECT count(*)::int AS refunds, sum(amount_yen)::int AS yen FROM payments.refunds WHERE finished_at IS NULL`,
      );
    const [doors] = await shop.database('orders').query<{ yen: number }>(
      `SELECT sum(amount_due_yen)::int AS yen FROM orders.orders WHERE payment_method = 'CASH_ON_DELIVERY'
         AND status IN ('CONFIRMED', 'PREPARING', 'SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERY_FAILED')`,
    );
    expect(money.accounts).toMatchObject({
      refundsOwed: owed!.refunds,
      refundsOwedYen: owed!.yen,
      cashAtDoorsYen: doors!.yen,
    });
    expect(money.accounts.refundsOwedYen).toBeGreaterThan(0);
    expect(money.accounts.cashAtDoorsYen).toBeGreaterThan(0);
    expect(moneyText(money)).toContain(
      `The shop owes ${owed!.yen.toLocaleString('en')} yen in ${owed!.refunds} refunds`,
    );
  });
});
