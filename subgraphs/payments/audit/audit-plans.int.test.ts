import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { quadraticSteps, readsOf } from '@depachika/testing/query-plan.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditMoney } from './audit.ts';
import { MONEY_CHECKS } from './audit-checks.ts';
import { addBulkPayments } from './bulk-payments.ts';

const ORDERS = 4000;

let home: TestDatabase;
let database: Database;

beforeAll(async () => {
  home = await testDatabase({ domains: ['payments'] });
  database = home.database('payments');
  await addBulkPayments(database, ORDERS);
});
afterAll(() => home.close());

it('finds the books of many orders right', async () => {
  expect(await auditMoney(database)).toMatchObject({ payments: ORDERS, differenceCount: 0 });
});

it('never compares every row of a table with every row of another', async () => {
  const reads = await readsOf(database, auditMoney);
  expect(reads).toHaveLength(MONEY_CHECKS.length + 1);
  for (const read of reads) expect(await quadraticSteps(database, read), read.text).toEqual([]);
});

it.each(MONEY_CHECKS)('joins nothing on a pattern for $code', ({ sql }) => {
  expect(sql).not.toMatch(/\b(I?LIKE|SIMILAR TO)\b|~/i);
});
