import { systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import { inventoryConfig } from '../config.ts';
import { createReservations, type Reservations } from '../reservations/reservations.ts';
import {
  addLocations,
  addStock,
  changeDependencies,
  settleDependencies,
  wanted,
} from '../testing/test-stock.ts';
import { receiveStock } from './change-stock.ts';

let shop: TestDatabase;
let database: Database;
let location: string;
let promised: Reservations;
let woken = 0;

beforeAll(async () => {
  shop = await testDatabase({ domains: ['inventory'] });
  database = shop.database('inventory');
  [location] = (await addLocations(database, 1)) as [string];
  const wake = () => {
    woken += 1;
  };
  promised = createReservations(
    { database, clock: systemClock, crashPoints: noCrashPoints, wake },
    inventoryConfig({}),
  );
});
afterAll(() => shop.close());

const work = () => runDueJobs(settleDependencies(database, systemClock));

/** What was told of a variant, in order. */
async function told(variantId: string): Promise<unknown[]> {
  const rows = await database.query<{ available: boolean; version: number }>(
    `SELECT (event->'data'->>'available')::boolean AS available, (event->'data'->>'levelVersion')::int AS version
     FROM inventory.outbox_events
     WHERE type LIKE '%StockAvailabilityChanged%' AND event->'data'->>'variantId' = $1 ORDER BY position`,
    [variantId],
  );
  return rows.map(({ available, version }) => [available, version]);
}

/** A variant of which everything is told that there is to tell. */
async function known(pieces: number): Promise<string> {
  const variantId = await addStock(database, { [location]: pieces });
  while ((await work()) !== 'idle');
  return variantId;
}

describe('the availability of a level', () => {
  it('is told once of a new one, whoever made it', async () => {
    expect(await told(await known(3))).toEqual([[true, 1]]);
    expect(await told(await known(0))).toEqual([[false, 1]]);
  });

  it('is told when the last piece is promised and when the first is there again, and of nothing between', async () => {
    const variantId = await known(3);
    const key = newId('ord');
    await promised.reserve(wanted(systemClock, { [variantId]: 2 }));
    expect(await work()).toBe('idle');
    const before = woken;
    await promised.reserve(wanted(systemClock, { [variantId]: 1 }, key));
    expect(woken).toBe(before + 1);
    expect(await work()).toBe('found');
    await promised.release(key);
    expect(woken).toBe(before + 2);
    expect(await work()).toBe('found');
    expect(await work()).toBe('idle');
    expect(await told(variantId)).toEqual([
      [true, 1],
      [false, 3],
      [true, 4],
    ]);
  });

  it('is told as it stands when it went and came back before anybody was told', async () => {
    const variantId = await known(1);
    const key = newId('ord');
    await promised.reserve(wanted(systemClock, { [variantId]: 1 }, key));
    await promised.release(key);
    while ((await work()) !== 'idle');
    expect(await told(variantId)).toEqual([
      [true, 1],
      [true, 3],
    ]);
  });

  it('is told after a delivery to an empty shelf', async () => {
    const variantId = await known(0);
    const receipt = {
      variantId,
      locationId: location,
      quantity: 5,
      reference: '',
      idempotencyKey: newId('req'),
    };
    await receiveStock(changeDependencies(database), receipt, 'SERVICE:test');
    while ((await work()) !== 'idle');
    expect(await told(variantId)).toEqual([
      [false, 1],
      [true, 2],
    ]);
  });

  it('costs a reservation no statement, whether it takes the last piece or not', async () => {
    const variantId = await known(2);
    const counted = async () => {
      const before = database.statementCount();
      await promised.reserve(wanted(systemClock, { [variantId]: 1 }));
      return database.statementCount() - before;
    };
    // Locks the levels, reads the keys, writes.
    expect([await counted(), await counted()]).toEqual([3, 3]);
  });
});
