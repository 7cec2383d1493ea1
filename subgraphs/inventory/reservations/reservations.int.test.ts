import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { isCheckViolation } from '@depachika/database/faults.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditStock } from '../audit/stock-audit-reader.ts';
import { inventoryConfig } from '../config.ts';
import { addLocations, addStock, settleDependencies, totalsOf, wanted } from '../testing/test-stock.ts';
import { expireHolds } from './expire-holds.ts';
import { createReservations, type Reservations } from './reservations.ts';

const HOUR_MS = 3_600_000;
const config = inventoryConfig({});
let shop: TestDatabase;
let database: Database;
let location: string;
let other: string;
let clock: ReturnType<typeof adjustableClock>;
let promised: Reservations;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['inventory'] });
  database = shop.database('inventory');
  [location, other] = (await addLocations(database, 2)) as [string, string];
});
beforeEach(() => {
  clock = adjustableClock();
  promised = createReservations({ database, clock, crashPoints: noCrashPoints }, config);
});
afterAll(() => shop.close());

const kindsOf = (answers: readonly { kind: string }[]) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(answers, ({ kind }) => kind)).map(([kind, of]) => [kind, of!.length]),
  );

describe('reserving', () => {
  it('sells exactly 50 pieces to 200 buyers who come at once', async () => {
    const variant = await addStock(database, { [location]: 30, [other]: 20 });
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => promised.reserve(wanted(clock, { [variant]: 1 }))),
    );
    expect(kindsOf(answers)).toEqual({ reserved: 50, insufficientStock: 150 });
    expect(await totalsOf(database, variant)).toEqual({ onHand: 50, reserved: 50 });
  });

  it('sells exactly 50 pieces through two processes at once, several batches each', async () => {
    const variant = await addStock(database, { [location]: 50 });
    const processes = ['one', 'two'].map((name) =>
      createReservations(
        { database: shop.database(name), clock, crashPoints: noCrashPoints },
        { ...config, reserveBatch: 8, reserveConcurrency: 2 },
      ),
    );
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, buyer) =>
        processes[buyer % 2]!.reserve(wanted(clock, { [variant]: 1 })),
      ),
    );
    expect(kindsOf(answers)).toEqual({ reserved: 50, insufficientStock: 150 });
    expect(await totalsOf(database, variant)).toEqual({ onHand: 50, reserved: 50 });
  });

  it('takes orders with lines in opposite order through two processes without a deadlock', async () => {
    const [tea, cake] = [
      await addStock(database, { [location]: 500 }),
      await addStock(database, { [location]: 500 }),
    ];
    const before = await deadlocks();
    const processes = ['one', 'two'].map((name) =>
      createReservations(
        { database: shop.database(name), clock, crashPoints: noCrashPoints },
        { ...config, reserveBatch: 2 },
      ),
    );
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, buyer) =>
        processes[buyer % 2]!.reserve(
          wanted(clock, buyer % 2 ? { [tea]: 1, [cake]: 1 } : { [cake]: 1, [tea]: 1 }),
        ),
      ),
    );
    expect(kindsOf(answers)).toEqual({ reserved: 200 });
    expect(await totalsOf(database, tea)).toEqual({ onHand: 500, reserved: 200 });
    expect(await deadlocks()).toBe(before);
  });

  it('answers one key that comes 20 times at once through two processes with one reservation', async () => {
    const variant = await addStock(database, { [location]: 50 });
    const processes = ['one', 'two'].map((name) =>
      createReservations({ database: shop.database(name), clock, crashPoints: noCrashPoints }, config),
    );
    const request = wanted(clock, { [variant]: 2 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, time) => processes[time % 2]!.reserve(request)),
    );
    expect(kindsOf(answers)).toEqual({ reserved: 20 });
    expect(await totalsOf(database, variant)).toEqual({ onHand: 50, reserved: 2 });
  });

  it('gives one key with different lines to one of two processes and tells the other', async () => {
    const [tea, cake] = [
      await addStock(database, { [location]: 5 }),
      await addStock(database, { [location]: 5 }),
    ];
    const rival = createReservations(
      { database: shop.database('rival'), clock, crashPoints: noCrashPoints },
      config,
    );
    for (let round = 0; round < 5; round += 1) {
      const key = newId('ord');
      const answers = await Promise.all([
        promised.reserve(wanted(clock, { [tea]: 1 }, key)),
        rival.reserve(wanted(clock, { [cake]: 1 }, key)),
      ]);
      expect(kindsOf(answers)).toEqual({ reserved: 1, keyReused: 1 });
      await promised.release(key);
    }
    expect((await auditStock(database)).differences).toEqual([]);
  });

  it('lists each shortage and holds nothing of the order', async () => {
    const [tea, cake] = [
      await addStock(database, { [location]: 5 }),
      await addStock(database, { [location]: 1, [other]: 1 }),
    ];
    expect(await promised.reserve(wanted(clock, { [tea]: 1, [cake]: 3 }))).toEqual({
      kind: 'insufficientStock',
      shortages: [{ variantId: cake, requested: 3, available: 2 }],
    });
    expect(await totalsOf(database, tea)).toEqual({ onHand: 5, reserved: 0 });
  });

  it('does not let a request that the database refuses fail those in its batch', async () => {
    const variant = await addStock(database, { [location]: 5 });
    const results = await Promise.allSettled([
      promised.reserve(wanted(clock, { [variant]: 1 })),
      promised.reserve(wanted(clock, { [variant]: 1 }, 'bad\0key')),
      promised.reserve(wanted(clock, { [variant]: 1 })),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await totalsOf(database, variant)).toEqual({ onHand: 5, reserved: 2 });
  });

  it('needs the same statements for one reservation as for a hundred', async () => {
    const variant = await addStock(database, { [location]: 500 });
    const statementsFor = async (buyers: number) => {
      const before = database.statementCount();
      await Promise.all(
        Array.from({ length: buyers }, () => promised.reserve(wanted(clock, { [variant]: 1 }))),
      );
      return database.statementCount() - before;
    };
    expect(await statementsFor(1)).toBe(3);
    expect(await statementsFor(100)).toBe(3);
  });

  it('promises beyond what is on hand up to the backorder limit', async () => {
    const variant = await addStock(database, { [location]: 1 });
    await database.query('UPDATE inventory.levels SET backorder_limit = 2 WHERE variant_id = $1', [variant]);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => promised.reserve(wanted(clock, { [variant]: 1 }))),
    );
    expect(kindsOf(answers)).toEqual({ reserved: 3, insufficientStock: 1 });
  });
});

describe('ending a reservation', () => {
  it('gives the stock back once and refuses the key for ever', async () => {
    const variant = await addStock(database, { [location]: 5 });
    const request = wanted(clock, { [variant]: 2 });
    await promised.reserve(request);
    const released = await Promise.all([promised.release(request.key), promised.release(request.key)]);
    expect(released.sort()).toEqual([false, true]);
    expect(await totalsOf(database, variant)).toEqual({ onHand: 5, reserved: 0 });
    expect(await promised.reserve(request)).toEqual({ kind: 'closed' });
  });

  it('refuses a reserve that comes after the release of its key', async () => {
    const variant = await addStock(database, { [location]: 5 });
    const request = wanted(clock, { [variant]: 2 });
    expect(await promised.release(request.key)).toBe(false);
    expect(await promised.reserve(request)).toEqual({ kind: 'closed' });
    expect(await totalsOf(database, variant)).toEqual({ onHand: 5, reserved: 0 });
  });

  it('leaves no stock held when reserve and release race', async () => {
    const variant = await addStock(database, { [location]: 50 });
    const rival = createReservations(
      { database: shop.database('rival'), clock, crashPoints: noCrashPoints },
      config,
    );
    await Promise.all(
      Array.from({ length: 40 }, async () => {
        const request = wanted(clock, { [variant]: 1 });
        await Promise.all([promised.reserve(request), rival.release(request.key)]);
        expect(await promised.reserve(request)).toEqual({ kind: 'closed' });
      }),
    );
    expect(await totalsOf(database, variant)).toEqual({ onHand: 50, reserved: 0 });
  });

  it('ends holds past their expiry, and none that was extended', async () => {
    const variant = await addStock(database, { [location]: 5 });
    const [left, extended] = [wanted(clock, { [variant]: 1 }), wanted(clock, { [variant]: 2 })];
    await Promise.all([promised.reserve(left), promised.reserve(extended)]);
    const until = new Date(clock.now().getTime() + 2 * HOUR_MS);
    expect(await promised.extend({ key: extended.key, expiresAt: until })).toBe(true);
    clock.advance(1.5 * HOUR_MS);
    await expireAll();
    expect(await totalsOf(database, variant)).toEqual({ onHand: 5, reserved: 2 });
    expect(await promised.extend({ key: left.key, expiresAt: until })).toBe(false);
    expect(await promised.reserve(left)).toEqual({ kind: 'closed' });
    await promised.release(extended.key);
  });

  it('never makes an expiry earlier', async () => {
    const variant = await addStock(database, { [location]: 5 });
    const request = wanted(clock, { [variant]: 1 });
    await promised.reserve(request);
    expect(await promised.extend({ key: request.key, expiresAt: clock.now() })).toBe(true);
    expect(await promised.reserve(request)).toEqual({ kind: 'reserved', expiresAt: request.expiresAt });
    expect(await promised.extend({ key: newId('ord'), expiresAt: request.expiresAt })).toBe(false);
  });

  it('lets two polls at once end every hold once', async () => {
    clock.advance(10 * HOUR_MS);
    await expireAll();
    const variant = await addStock(database, { [location]: 60 });
    await Promise.all(Array.from({ length: 60 }, () => promised.reserve(wanted(clock, { [variant]: 1 }))));
    clock.advance(2 * HOUR_MS);
    const pollers = [database, shop.database('rival')].map((poller) => settleDependencies(poller, clock));
    const counts = await Promise.all(pollers.map((poller) => expireHolds(poller, 40)));
    counts.push(await expireHolds(pollers[0]!, 100));
    expect(counts.reduce((sum, count) => sum + count)).toBe(60);
    expect(await totalsOf(database, variant)).toEqual({ onHand: 60, reserved: 0 });
  });
});

describe('the wall behind the rules', () => {
  it('refuses a direct update that promises too much', async () => {
    const variant = await addStock(database, { [location]: 5 });
    const wrong = database.query('UPDATE inventory.levels SET reserved = 6 WHERE variant_id = $1', [variant]);
    await expect(wrong).rejects.toSatisfy((error) => isCheckViolation(error, 'levels_reserved_check'));
  });

  it.each([
    'UPDATE inventory.movements SET quantity = 1',
    'DELETE FROM inventory.movements',
    'TRUNCATE inventory.movements CASCADE',
  ])('refuses %s', async (statement) => {
    await expect(database.query(statement)).rejects.toMatchObject({ code: '23001' });
  });
});

async function expireAll(): Promise<void> {
  while ((await expireHolds(settleDependencies(database, clock), 100)) > 0);
}

async function deadlocks(): Promise<number> {
  const rows = await database.query<{ deadlocks: number }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return rows[0]!.deadlocks;
}
