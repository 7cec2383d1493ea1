import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, openPaymentsShop, type PaymentsShop } from '../testing/test-payments.ts';
import { RETURNED_POINTS_LIFE_DAYS } from './points.ts';
import { grantPoints } from './points-awards.ts';

const DAY_MS = 24 * HOUR_MS;

let database: TestDatabase;
let shop: PaymentsShop;
let customerId: string;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
  shop = openPaymentsShop(database.database('payments'));
});
beforeEach(() => {
  customerId = newId('usr');
});
afterAll(() => database.close());

const POINTS = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { points {
  spendable owed entries { nodes { kind points orderId } } } } } }`;

async function points() {
  const token = await shop.signIn(customerId, 'CUSTOMER');
  const { data } = await shop.ask(token, POINTS, { r: [{ __typename: 'User', id: customerId }] });
  return data._entities[0].points;
}

/** An order that was delivered, and earned a point for every 100 yen. */
async function delivered(amountYen: number) {
  const order = await shop.place('CARD', { customerId, amountYen });
  await shop.deliver('OrderConfirmed', order.confirmed);
  await shop.deliver('OrderShipped', order.shipped);
  await shop.work();
  await shop.deliver('OrderDelivered', order.delivered);
  return order;
}

async function confirmed(pointsUsed: number) {
  const order = await shop.place('POINTS', { customerId, points: pointsUsed });
  await shop.deliver('OrderConfirmed', order.confirmed);
  return order;
}

describe('points of an order whose money went back', () => {
  it('are not kept by spending them first: cancelling what they were spent on pays them back', async () => {
    await shop.grant(customerId, 500);
    const first = await delivered(20_300);
    const second = await confirmed(703);
    await shop.deliver('RefundRequested', first.refundRequested);
    expect(await points()).toMatchObject({ spendable: 0, owed: 203 });
    expect(await shop.audit()).toEqual([]);
    await shop.deliver('OrderCancelled', second.cancelled);
    expect(await points()).toMatchObject({
      spendable: 500,
      owed: 0,
      entries: {
        nodes: [
          { kind: 'CLAWED_BACK', points: -203, orderId: first.orderId },
          { kind: 'RETURNED', points: 703 },
          { kind: 'SPENT' },
          { kind: 'AWARDED', points: 203 },
          { kind: 'GRANTED' },
        ],
      },
    });
    expect(await shop.audit()).toEqual([]);
  });

  it('are paid by released holds, awards and gifts, before anything of them can be spent', async () => {
    const first = await delivered(30_000);
    expect(await shop.hold('held-before', customerId, 100)).toBe('held');
    await confirmed(200);
    await shop.deliver('RefundRequested', first.refundRequested);
    expect(await points()).toMatchObject({ spendable: 0, owed: 300 });
    await shop.orders.releasePoints({ key: 'held-before' });
    expect(await points()).toMatchObject({ spendable: 0, owed: 200 });
    const second = await delivered(15_000);
    expect(await points()).toMatchObject({ spendable: 0, owed: 50 });
    expect(await shop.hold(newId('ord'), customerId, 1)).toBe('insufficient');
    await shop.grant(customerId, 70);
    expect(await points()).toMatchObject({ spendable: 20, owed: 0 });
    expect(await shop.audit()).toEqual([]);
    // A second debt, of another award.
    await shop.deliver('RefundRequested', second.refundRequested);
    expect(await points()).toMatchObject({ spendable: 0, owed: 130 });
    await shop.grant(customerId, 131);
    expect(await points()).toMatchObject({ spendable: 1, owed: 0 });
    expect(await shop.audit()).toEqual([]);
  });

  it('are not owed twice, however often it is said that the money went back', async () => {
    const order = await delivered(10_000);
    await confirmed(100);
    for (let time = 0; time < 2; time += 1) await shop.deliver('RefundRequested', order.refundRequested);
    await shop.deliver('OrderCancelled', order.cancelled);
    expect(await points()).toMatchObject({ spendable: 0, owed: 100 });
    expect(await shop.audit()).toEqual([]);
  });

  it('are paid by nothing that has ended: it is not to be spent either', async () => {
    const order = await delivered(10_000);
    await confirmed(100);
    await shop.grant(customerId, 40);
    expect(await points()).toMatchObject({ spendable: 40, owed: 0 });
    shop.clock.advance(366 * DAY_MS);
    await shop.deliver('RefundRequested', order.refundRequested);
    expect(await points()).toMatchObject({ spendable: 0, owed: 100 });
    await shop.poll();
    expect(await shop.audit()).toEqual([]);
  });

  it('come out right when refunds, gifts and cancellations of one customer mix', async () => {
    const first = await delivered(10_000);
    const second = await delivered(5_000);
    const third = await confirmed(120);
    await Promise.all([
      shop.deliver('RefundRequested', first.refundRequested),
      shop.deliver('RefundRequested', second.refundRequested),
      shop.deliver('OrderCancelled', third.cancelled),
      shop.grant(customerId, 10),
    ]);
    expect(await points()).toMatchObject({ spendable: 10, owed: 0 });
    expect(await shop.audit()).toEqual([]);
  });

  it('are paid by points that still wait for something, too', async () => {
    const order = await delivered(10_000);
    await confirmed(100);
    const gift = (points: number) =>
      shop.database.transaction({ name: 'test.gift' }, (tx) =>
        grantPoints(tx, customerId, points, shop.clock.now(), 'FIRST_DELIVERY'),
      );
    await gift(30);
    await shop.deliver('RefundRequested', order.refundRequested);
    expect(await points()).toMatchObject({ spendable: 0, owed: 70 });
    await gift(80);
    expect(await points()).toMatchObject({ owed: 0 });
    expect(await shop.audit()).toEqual([]);
  });

  it('the books refuse points that could be spent beside a debt, and a debt that no award has', async () => {
    const order = await delivered(10_000);
    const refused = (sql: string) => expect(shop.database.query(sql, [order.orderId])).rejects.toThrow();
    await refused(
      `UPDATE payments.points_balances SET owed = 1 WHERE customer_id = (SELECT customer_id FROM payments.points_awards WHERE order_id = $1)`,
    );
    await refused('UPDATE payments.points_awards SET debt = 1 WHERE order_id = $1');
  });
});

describe('points that come back', () => {
  async function ends() {
    const rows = await shop.database.query<{ remaining: number; days: number }>(
      `SELECT remaining, round(extract(epoch FROM expires_at - $2::timestamptz) / 86400)::int AS days
       FROM payments.points_lots WHERE customer_id = $1 AND remaining > 0 ORDER BY expires_at, remaining`,
      [customerId, shop.clock.now()],
    );
    return rows;
  }

  it('live on alone: of 500 points of which 1 was used, 499 end when they were to end', async () => {
    await shop.grant(customerId, 500);
    shop.clock.advance(364 * DAY_MS);
    for (let time = 0; time < 3; time += 1) {
      const order = await confirmed(1);
      await shop.deliver('OrderCancelled', order.cancelled);
    }
    expect(await ends()).toEqual([
      { remaining: 497, days: 1 },
      { remaining: 1, days: RETURNED_POINTS_LIFE_DAYS },
      { remaining: 1, days: RETURNED_POINTS_LIFE_DAYS },
      { remaining: 1, days: RETURNED_POINTS_LIFE_DAYS },
    ]);
    shop.clock.advance(DAY_MS);
    await shop.poll();
    expect(await points()).toMatchObject({ spendable: 3 });
    expect(await shop.audit()).toEqual([]);
  });

  it('live on alone when a hold is released, too', async () => {
    await shop.grant(customerId, 500);
    shop.clock.advance(364 * DAY_MS);
    await shop.hold('to-release', customerId, 20);
    await shop.orders.releasePoints({ key: 'to-release' });
    expect(await ends()).toEqual([
      { remaining: 480, days: 1 },
      { remaining: 20, days: RETURNED_POINTS_LIFE_DAYS },
    ]);
    expect(await shop.audit()).toEqual([]);
  });

  it('the books refuse to move the end of a lot', async () => {
    await shop.grant(customerId, 5);
    await expect(
      shop.database.query(
        `UPDATE payments.points_lots SET expires_at = expires_at + interval '1 day' WHERE customer_id = $1`,
        [customerId],
      ),
    ).rejects.toThrow();
  });
});
