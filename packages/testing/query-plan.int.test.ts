import type { Database } from '@depachika/database/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from './database.ts';
import { quadraticSteps, readsOf } from './query-plan.ts';

let home: TestDatabase;
let database: Database;

beforeAll(async () => {
  home = await testDatabase({ domains: ['bus'] });
  database = home.database('test');
  await database.query(
    'CREATE TABLE public.orders AS SELECT n::text AS id FROM generate_series(1, 3000) AS n',
  );
  await database.query(
    `CREATE TABLE public.charges AS SELECT id || '/PAY' AS key, id AS order_id FROM public.orders`,
  );
  await database.query('CREATE UNIQUE INDEX ON public.orders (id)');
  await database.query('ANALYZE public.orders');
  await database.query('ANALYZE public.charges');
});
afterAll(() => home.close());

const steps = (text: string) => quadraticSteps(database, { text, values: [] });

it.each([
  [
    'a join on a pattern',
    `SELECT FROM public.orders AS o JOIN public.charges AS c ON c.key LIKE o.id || '/%'`,
  ],
  ['a join on an inequality', 'SELECT FROM public.orders AS o JOIN public.charges AS c ON c.key < o.id'],
  [
    'a subquery that reads a whole table for each row',
    'SELECT (SELECT count(*) FROM public.charges AS c WHERE c.order_id = o.id) FROM public.orders AS o',
  ],
])('sees %s', async (_what, text) => {
  expect(await steps(text)).toEqual([expect.stringMatching(/Scan of (orders|charges)$/)]);
});

it.each([
  ['a join on equal values', 'SELECT FROM public.orders AS o JOIN public.charges AS c ON c.order_id = o.id'],
  [
    'a join on equal expressions',
    `SELECT FROM public.orders AS o JOIN public.charges AS c ON split_part(c.key, '/', 1) = o.id`,
  ],
  [
    'a lookup in an index for each row',
    'SELECT (SELECT o.id FROM public.orders AS o WHERE o.id = c.order_id LIMIT 1) FROM public.charges AS c',
  ],
  [
    'a subquery that is read once',
    'SELECT FROM public.orders WHERE id NOT IN (SELECT order_id FROM public.charges)',
  ],
])('accepts %s', async (_what, text) => {
  expect(await steps(text)).toEqual([]);
});

it('knows what is read in a transaction, and not what is set', async () => {
  const reads = await readsOf(database, (watched) =>
    watched.transaction({ name: 'test.reads' }, async (tx) => {
      await tx.query('SET TRANSACTION READ ONLY');
      await tx.query('SELECT id FROM public.orders WHERE id = $1', ['1']);
    }),
  );
  expect(reads).toEqual([{ text: 'SELECT id FROM public.orders WHERE id = $1', values: ['1'] }]);
});
