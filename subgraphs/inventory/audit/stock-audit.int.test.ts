import { adjustableClock, systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { seededRandom } from '@depachika/demo/random.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import { inventoryConfig } from '../config.ts';
import { expireHolds } from '../reservations/expire-holds.ts';
import { createReservations, type Reservations } from '../reservations/reservations.ts';
import { receiveStock } from '../stock/change-stock.ts';
import {
  addLocations,
  addStock,
  changeDependencies,
  hear,
  settleDependencies,
  wanted,
} from '../testing/test-stock.ts';
import { auditText } from './stock-audit.ts';
import { auditStock } from './stock-audit-reader.ts';

let shop: TestDatabase;
let database: Database;
let location: string;
let other: string;
let promised: Reservations;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['inventory'] });
  database = shop.database('inventory');
  [location, other] = (await addLocations(database, 2)) as [string, string];
  promised = createReservations(
    { database, clock: systemClock, crashPoints: noCrashPoints },
    inventoryConfig({}),
  );
});
afterAll(() => shop.close());

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
    const actOnce = async () => {
      const { on, promised } = random.pick(processes);
      const variantId = random.pick(variants);
      const key = keys.length > 0 ? random.pick(keys) : newId('ord');
      const reserve = () => {
        const request = wanted(storm, {
          [variantId]: random.integer(1, 3),
          [random.pick(variants)]: random.integer(1, 3),
        });
        keys.push(request.key);
        return promised.reserve(request);
      };
      const receive = () =>
        receiveStock(
          changeDependencies(on),
          {
            idempotencyKey: newId('req'),
            variantId,
            locationId: random.pick([location, other]),
            quantity: random.integer(1, 9),
            reference: '',
          },
          'SERVICE:test',
        );
      const act = random.pick([
        ...[reserve, reserve, reserve, reserve],
        () => promised.release(key),
        () => hear(database, ['OrderConfirmed', key]),
        () => hear(database, ['OrderCancelled', key]),
        () => hear(database, ['OrderShipped', key]).catch(() => undefined),
        () => runDueJobs(settleDependencies(on, storm)),
        receive,
      ]);
      await act();
    };
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(Array.from({ length: 20 }, actOnce));
      if (round % 5 === 4) {
        storm.advance(2 * 3_600_000);
        await expireHolds(settleDependencies(database, storm), 10);
      }
      expect(auditText(await auditStock(database))).toContain('Stock is right');
    }
  });

  it('finds a difference that somebody planted', async () => {
    const variantId = await addStock(database, { [location]: 5 });
    expect((await promised.reserve(wanted(systemClock, { [variantId]: 1 }))).kind).toBe('reserved');
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
