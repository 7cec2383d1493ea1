import { adjustableClock, systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { seededRandom } from '@depachika/demo/random.ts';
import type { StoredEvent } from '@depachika/events/event-log.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditText } from '../audit/stock-audit.ts';
import { auditStock } from '../audit/stock-audit-reader.ts';
import { runDueJobs } from '../background-jobs.ts';
import { inventoryConfig } from '../config.ts';
import { expireHolds } from '../reservations/expire-holds.ts';
import { createReservations, type Reservations } from '../reservations/reservations.ts';
import { adjustStock, type ChangeStockDependencies, receiveStock } from '../stock/change-stock.ts';
import {
  addLocations,
  addStock,
  eventsAbout,
  settleDependencies,
  totalsOf,
  wanted,
} from '../testing/test-stock.ts';
import { ordersConsumer } from './on-events.ts';

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

/** Hands events over as the consumer does: all in one transaction. */
async function hear(...events: readonly [event: string, orderId: string, holdKey?: string][]): Promise<void> {
  const { handlers } = ordersConsumer({ ...settleDependencies(database, clock), wake: () => undefined });
  await database.transaction({ name: 'test.consume' }, async (tx) => {
    for (const [event, orderId, holdKey = orderId] of events) {
      const stored = { event: { data: { orderId, holdKey } } } as StoredEvent;
      await handlers[`depachika.orders.${event}.v1`]!(tx, stored);
    }
  });
}

async function settleAll(on: Database = database): Promise<void> {
  while ((await runDueJobs(settleDependencies(on, clock))) !== 'idle');
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
    await hear(['OrderConfirmed', order], ['OrderConfirmed', order]);
    await hear(['OrderConfirmed', order]);
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
    await hear(['OrderConfirmed', order], ['OrderConfirmed', unknown]);
    expect(await eventNames(order)).toEqual(['AllocationFailed']);
    expect(await eventNames(unknown)).toEqual(['AllocationFailed']);
    expect(await promised.reserve(wanted(clock, { [variant]: 1 }, unknown))).toEqual({ kind: 'closed' });
  });

  it('returns the stock of a cancelled order once', async () => {
    const variant = await addStock(database, { [location]: 3 });
    const order = await reserved({ [variant]: 2 });
    await hear(['OrderConfirmed', order]);
    await hear(['OrderCancelled', order], ['OrderCancelled', order]);
    await settleAll();
    await hear(['OrderCancelled', order], ['OrderConfirmed', order]);
    await settleAll();
    expect(await totalsOf(database, variant)).toEqual({ onHand: 3, reserved: 0 });
    expect(await eventNames(order)).toEqual(['StockAllocated', 'StockReturned']);
  });

  it('returns what an expired order held, and closes the key of one that held nothing', async () => {
    const variant = await addStock(database, { [location]: 3 });
    const order = await reserved({ [variant]: 2 });
    const unknown = newId('ord');
    await hear(['OrderExpired', order], ['OrderExpired', unknown]);
    await settleAll();
    expect(await totalsOf(database, variant)).toEqual({ onHand: 3, reserved: 0 });
    expect(await promised.reserve(wanted(clock, { [variant]: 1 }, unknown))).toEqual({ kind: 'closed' });
  });

  it('takes shipped stock out of the books once', async () => {
    const variant = await addStock(database, { [location]: 3, [other]: 2 });
    const order = await reserved({ [variant]: 4 });
    await hear(['OrderConfirmed', order], ['OrderShipped', order], ['OrderShipped', order]);
    await settleAll();
    await hear(['OrderShipped', order]);
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
    await hear(['OrderExpired', order]);
    await settleAll();
    const second = wanted(clock, { [variant]: 1 }, `${order}:2`);
    expect((await promised.reserve(second)).kind).toBe('reserved');
    await hear(['OrderConfirmed', order, second.key], ['OrderShipped', order, second.key]);
    await settleAll();
    expect(await totalsOf(database, variant)).toEqual({ onHand: 2, reserved: 0 });
  });

  it('refuses to hear that an order was shipped whose stock is gone', async () => {
    await expect(hear(['OrderShipped', newId('ord')])).rejects.toThrow();
  });

  it('puts off a shipment beyond what is on hand without holding up the others', async () => {
    const [short, there] = [
      await addStock(database, { [location]: 1 }),
      await addStock(database, { [location]: 1 }),
    ];
    await database.query('UPDATE inventory.levels SET backorder_limit = 5 WHERE variant_id = $1', [short]);
    const [waits, goes] = [await reserved({ [short]: 2 }), await reserved({ [there]: 1 })];
    await hear(['OrderShipped', waits], ['OrderShipped', goes]);
    await settleAll();
    expect(await totalsOf(database, there)).toEqual({ onHand: 0, reserved: 0 });
    expect(await totalsOf(database, short)).toEqual({ onHand: 1, reserved: 2 });
    await receiveStock(
      changes(),
      { idempotencyKey: newId('req'), variantId: short, locationId: location, quantity: 5, reference: '' },
      'test',
    );
    await database.query('UPDATE inventory.endings SET not_before = now()');
    await settleAll();
    expect(await totalsOf(database, short)).toEqual({ onHand: 4, reserved: 0 });
  });
});

function changes(on: Database = database): ChangeStockDependencies {
  const products = {
    getVariants: async () => ({ variants: [] }),
  } as unknown as ChangeStockDependencies['products'];
  return { ...settleDependencies(on, clock), products };
}

describe('changing stock', () => {
  it('books a delivery once that is announced 20 times at once', async () => {
    const variantId = await addStock(database, { [location]: 0 });
    const receipt = {
      idempotencyKey: newId('req'),
      variantId,
      locationId: other,
      quantity: 7,
      reference: 'D-1',
    };
    const results = await Promise.all(
      Array.from({ length: 20 }, () => receiveStock(changes(), receipt, 'test')),
    );
    expect(results.every(({ kind }) => kind === 'done')).toBe(true);
    expect(await totalsOf(database, variantId)).toEqual({ onHand: 7, reserved: 0 });
    const again = await receiveStock(changes(), { ...receipt, quantity: 8 }, 'test');
    expect(again).toMatchObject({ kind: 'invalidInput', field: 'idempotencyKey' });
  });

  it('books two first deliveries to one level at once', async () => {
    const variantId = await addStock(database, { [location]: 0 });
    const receive = () =>
      receiveStock(
        changes(),
        { idempotencyKey: newId('req'), variantId, locationId: other, quantity: 1, reference: '' },
        'test',
      );
    await Promise.all([receive(), receive(), receive()]);
    expect(await totalsOf(database, variantId)).toEqual({ onHand: 3, reserved: 0 });
  });

  it('lets one of 10 counts of the same version win', async () => {
    const variantId = await addStock(database, { [location]: 5 });
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, counter) =>
        adjustStock(
          changes(),
          {
            variantId,
            locationId: location,
            onHand: 10 + counter,
            backorderLimit: undefined,
            expectedVersion: 1,
            reason: 'count',
          },
          'test',
        ),
      ),
    );
    expect(results.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === 'versionConflict')).toHaveLength(9);
  });

  it('refuses a count below what is promised', async () => {
    const variantId = await addStock(database, { [location]: 5 });
    await reserved({ [variantId]: 3 });
    const count = {
      variantId,
      locationId: location,
      onHand: 2,
      backorderLimit: undefined,
      expectedVersion: 2,
      reason: 'count',
    };
    expect(await adjustStock(changes(), count, 'test')).toEqual({ kind: 'stockPromised', reserved: 3 });
  });

  it('knows neither a location nor a variant that nobody has', async () => {
    const variantId = await addStock(database, { [location]: 5 });
    const receipt = {
      idempotencyKey: newId('req'),
      variantId,
      locationId: location,
      quantity: 1,
      reference: '',
    };
    const nowhere = newId('loc');
    const nothing = newId('var');
    expect(await receiveStock(changes(), { ...receipt, locationId: nowhere }, 'test')).toEqual({
      kind: 'notFound',
      id: nowhere,
    });
    expect(await receiveStock(changes(), { ...receipt, variantId: nothing }, 'test')).toEqual({
      kind: 'notFound',
      id: nothing,
    });
  });
});

describe('the audit', () => {
  it('is clean after a storm of everything at once through two processes', async () => {
    const random = seededRandom(20261122);
    const storm = adjustableClock();
    const variants = await Promise.all(
      Array.from({ length: 6 }, () =>
        addStock(database, { [location]: random.integer(0, 40), [other]: random.integer(0, 40) }),
      ),
    );
    const processes = [database, shop.database('rival')].map((on) => ({
      on,
      promised: createReservations(
        { database: on, clock: storm, crashPoints: noCrashPoints },
        inventoryConfig({ INVENTORY_RESERVE_BATCH: '8' }),
      ),
    }));
    const keys: string[] = [];
    const act = async () => {
      const { on, promised } = random.pick(processes);
      const variantId = random.pick(variants);
      const key = keys.length > 0 ? random.pick(keys) : newId('ord');
      const dice = random.integer(1, 10);
      if (dice <= 4) {
        const request = wanted(storm, {
          [variantId]: random.integer(1, 3),
          [random.pick(variants)]: random.integer(1, 3),
        });
        keys.push(request.key);
        await promised.reserve(request);
      } else if (dice === 5) await promised.release(key);
      else if (dice === 6) await hear(['OrderConfirmed', key]);
      else if (dice === 7) await hear(['OrderCancelled', key]);
      else if (dice === 8) await hear(['OrderShipped', key]).catch(() => undefined);
      else if (dice === 9) await runDueJobs(settleDependencies(on, storm));
      else {
        const locationId = random.pick([location, other]);
        await receiveStock(
          changes(on),
          {
            idempotencyKey: newId('req'),
            variantId,
            locationId,
            quantity: random.integer(1, 9),
            reference: '',
          },
          'test',
        );
      }
    };
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(Array.from({ length: 20 }, act));
      if (round % 5 === 4) {
        storm.advance(2 * 3_600_000);
        await expireHolds(settleDependencies(database, storm), 10);
      }
      expect(auditText(await auditStock(database))).toContain('Stock is right');
    }
  });

  it('finds a difference that somebody planted', async () => {
    const variantId = await addStock(database, { [location]: 5 });
    await reserved({ [variantId]: 1 });
    await database.query('UPDATE inventory.levels SET on_hand = 6, reserved = 3 WHERE variant_id = $1', [
      variantId,
    ]);
    const report = await auditStock(database);
    expect(report.differences).toEqual([
      expect.objectContaining({
        variantId,
        locationId: location,
        onHand: 6,
        moved: 5,
        reserved: 3,
        promised: 1,
      }),
    ]);
    expect(report.differenceCount).toBe(1);
    await database.query('UPDATE inventory.levels SET on_hand = 5, reserved = 1 WHERE variant_id = $1', [
      variantId,
    ]);
  });
});
