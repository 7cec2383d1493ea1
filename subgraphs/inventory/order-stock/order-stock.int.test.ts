import { systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import { inventoryConfig } from '../config.ts';
import { createReservations, type Reservations } from '../reservations/reservations.ts';
import { receiveStock } from '../stock/change-stock.ts';
import {
  addLocations,
  addStock,
  changeDependencies,
  eventsAbout,
  hear,
  settleDependencies,
  totalsOf,
  wanted,
} from '../testing/test-stock.ts';

const clock = systemClock;
let shop: TestDatabase;
let database: Database;
let location: string;
let other: string;
let promised: Reservations;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['inventory'] });
  database = shop.database('inventory');
  [location, other] = (await addLocations(database, 2)) as [string, string];
  promised = createReservations({ database, clock, crashPoints: noCrashPoints }, inventoryConfig({}));
});
afterAll(() => shop.close());

async function settleAll(): Promise<void> {
  while ((await runDueJobs(settleDependencies(database, clock))) !== 'idle');
}

async function reserved(quantities: Record<string, number>): Promise<string> {
  const request = wanted(clock, quantities);
  expect((await promised.reserve(request)).kind).toBe('reserved');
  return request.key;
}

const eventNames = async (subject: string) =>
  (await eventsAbout(database, subject)).map(({ event }) => event);

describe('orders', () => {
  it('allocates a confirmed order once, however often it hears of it', async () => {
    const variant = await addStock(database, { [location]: 3, [other]: 2 });
    const order = await reserved({ [variant]: 4 });
    await hear(database, ['OrderConfirmed', order], ['OrderConfirmed', order]);
    await hear(database, ['OrderConfirmed', order]);
    expect(await eventsAbout(database, order)).toEqual([
      {
        event: 'StockAllocated',
        data: expect.objectContaining({ lines: [{ variantId: variant, quantity: 4 }] }),
      },
    ]);
    expect(await totalsOf(database, variant)).toEqual({ onHand: 5, reserved: 4 });
  });

  it('tells that allocation failed when the reservation was gone, and closes a key that it never knew', async () => {
    const variant = await addStock(database, { [location]: 3 });
    const order = await reserved({ [variant]: 1 });
    await promised.release(order);
    const unknown = newId('ord');
    await hear(database, ['OrderConfirmed', order], ['OrderConfirmed', unknown]);
    expect(await eventNames(order)).toEqual(['AllocationFailed']);
    expect(await eventNames(unknown)).toEqual(['AllocationFailed']);
    expect(await promised.reserve(wanted(clock, { [variant]: 1 }, unknown))).toEqual({ kind: 'closed' });
  });

  it('returns the stock of a cancelled order once', async () => {
    const variant = await addStock(database, { [location]: 3 });
    const order = await reserved({ [variant]: 2 });
    await hear(database, ['OrderConfirmed', order]);
    await hear(database, ['OrderCancelled', order], ['OrderCancelled', order]);
    await settleAll();
    await hear(database, ['OrderCancelled', order], ['OrderConfirmed', order]);
    await settleAll();
    expect(await totalsOf(database, variant)).toEqual({ onHand: 3, reserved: 0 });
    expect(await eventNames(order)).toEqual(['StockAllocated', 'StockReturned']);
  });

  it('returns what an expired order held, and closes the key of one that held nothing', async () => {
    const variant = await addStock(database, { [location]: 3 });
    const order = await reserved({ [variant]: 2 });
    const unknown = newId('ord');
    await hear(database, ['OrderExpired', order], ['OrderExpired', unknown]);
    await settleAll();
    expect(await totalsOf(database, variant)).toEqual({ onHand: 3, reserved: 0 });
    expect(await promised.reserve(wanted(clock, { [variant]: 1 }, unknown))).toEqual({ kind: 'closed' });
  });

  it('takes shipped stock out of the books once', async () => {
    const variant = await addStock(database, { [location]: 3, [other]: 2 });
    const order = await reserved({ [variant]: 4 });
    await hear(database, ['OrderConfirmed', order], ['OrderShipped', order], ['OrderShipped', order]);
    await settleAll();
    await hear(database, ['OrderShipped', order]);
    await settleAll();
    expect(await totalsOf(database, variant)).toEqual({ onHand: 1, reserved: 0 });
    const rows = await database.query(
      `SELECT quantity FROM inventory.movements WHERE reference = $1 AND kind = 'SHIPPED'`,
      [order],
    );
    expect(rows.map(({ quantity }) => quantity).sort()).toEqual([-1, -3]);
    const levels = await database.query<{ id: string }>(
      'SELECT id FROM inventory.levels WHERE variant_id = $1',
      [variant],
    );
    for (const { id } of levels) expect(await eventNames(id)).toEqual(['StockLevelChanged']);
  });

  it('keeps a re-reserved order under its second key', async () => {
    const variant = await addStock(database, { [location]: 3 });
    const order = await reserved({ [variant]: 1 });
    await hear(database, ['OrderExpired', order]);
    await settleAll();
    const second = wanted(clock, { [variant]: 1 }, newId('hld'), order);
    expect((await promised.reserve(second)).kind).toBe('reserved');
    await hear(database, ['OrderConfirmed', order, second.key], ['OrderShipped', order, second.key]);
    await settleAll();
    expect(await totalsOf(database, variant)).toEqual({ onHand: 2, reserved: 0 });
  });

  it('refuses to hear that an order was shipped whose stock is gone', async () => {
    await expect(hear(database, ['OrderShipped', newId('ord')])).rejects.toThrow();
  });

  it('puts off a shipment beyond what is on hand without holding up the others', async () => {
    const [short, there] = [
      await addStock(database, { [location]: 1 }),
      await addStock(database, { [location]: 1 }),
    ];
    await database.query('UPDATE inventory.levels SET backorder_limit = 5 WHERE variant_id = $1', [short]);
    const [waits, goes] = [await reserved({ [short]: 2 }), await reserved({ [there]: 1 })];
    await hear(database, ['OrderShipped', waits], ['OrderShipped', goes]);
    await settleAll();
    expect(await totalsOf(database, there)).toEqual({ onHand: 0, reserved: 0 });
    expect(await totalsOf(database, short)).toEqual({ onHand: 1, reserved: 2 });
    await receiveStock(
      changeDependencies(database),
      { idempotencyKey: newId('req'), variantId: short, locationId: location, quantity: 5, reference: '' },
      'SERVICE:test',
    );
    await database.query("UPDATE inventory.endings SET not_before = now() - interval '1 s'");
    await settleAll();
    expect(await totalsOf(database, short)).toEqual({ onHand: 4, reserved: 0 });
  });
});
