import { systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventoryConfig } from '../config.ts';
import { createReservations, type Reservations } from '../reservations/reservations.ts';
import { addLocations, addStock, changeDependencies, totalsOf, wanted } from '../testing/test-stock.ts';
import { adjustStock, receiveStock } from './change-stock.ts';

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
      Array.from({ length: 20 }, () => receiveStock(changeDependencies(database), receipt, 'SERVICE:test')),
    );
    expect(results.every(({ kind }) => kind === 'done')).toBe(true);
    expect(await totalsOf(database, variantId)).toEqual({ onHand: 7, reserved: 0 });
    const again = await receiveStock(
      changeDependencies(database),
      { ...receipt, quantity: 8 },
      'SERVICE:test',
    );
    expect(again).toMatchObject({ kind: 'invalidInput', field: 'idempotencyKey' });
  });

  it('books two first deliveries to one level at once', async () => {
    const variantId = await addStock(database, { [location]: 0 });
    const receive = () =>
      receiveStock(
        changeDependencies(database),
        { idempotencyKey: newId('req'), variantId, locationId: other, quantity: 1, reference: '' },
        'SERVICE:test',
      );
    await Promise.all([receive(), receive(), receive()]);
    expect(await totalsOf(database, variantId)).toEqual({ onHand: 3, reserved: 0 });
  });

  it('lets one of 10 counts of the same version win', async () => {
    const variantId = await addStock(database, { [location]: 5 });
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, counter) =>
        adjustStock(
          changeDependencies(database),
          {
            variantId,
            locationId: location,
            onHand: 10 + counter,
            backorderLimit: undefined,
            expectedVersion: 1,
            reason: 'count',
          },
          'SERVICE:test',
        ),
      ),
    );
    expect(results.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === 'versionConflict')).toHaveLength(9);
  });

  it('refuses a count below what is promised', async () => {
    const variantId = await addStock(database, { [location]: 5 });
    expect((await promised.reserve(wanted(systemClock, { [variantId]: 3 }))).kind).toBe('reserved');
    const count = {
      variantId,
      locationId: location,
      onHand: 2,
      backorderLimit: undefined,
      expectedVersion: 2,
      reason: 'count',
    };
    expect(await adjustStock(changeDependencies(database), count, 'SERVICE:test')).toEqual({
      kind: 'stockPromised',
      reserved: 3,
    });
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
    expect(
      await receiveStock(changeDependencies(database), { ...receipt, locationId: nowhere }, 'SERVICE:test'),
    ).toEqual({
      kind: 'notFound',
      id: nowhere,
    });
    expect(
      await receiveStock(changeDependencies(database), { ...receipt, variantId: nothing }, 'SERVICE:test'),
    ).toEqual({
      kind: 'notFound',
      id: nothing,
    });
  });
});
