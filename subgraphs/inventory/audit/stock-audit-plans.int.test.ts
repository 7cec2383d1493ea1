import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { quadraticSteps, readsOf } from '@depachika/testing/query-plan.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addBulkStock } from './bulk-stock.ts';
import { auditStock } from './stock-audit-reader.ts';

let home: TestDatabase;
let database: Database;

beforeAll(async () => {
  home = await testDatabase({ domains: ['inventory'] });
  database = home.database('inventory');
  await addBulkStock(database, 6000);
});
afterAll(() => home.close());

it('finds the stock of many orders right', async () => {
  expect(await auditStock(database)).toMatchObject({
    levels: 3000,
    movements: 9000,
    activeReservations: 2000,
    differenceCount: 0,
  });
});

it('never compares every row of a table with every row of another', async () => {
  const reads = await readsOf(database, auditStock);
  expect(reads).toHaveLength(3);
  for (const read of reads) {
    expect(await quadraticSteps(database, read), read.text).toEqual([]);
    expect(read.text).not.toMatch(/\b(I?LIKE|SIMILAR TO)\b|~/i);
  }
});
