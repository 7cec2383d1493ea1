import { realpathSync } from 'node:fs';
import pg from 'pg';
import { expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from './database.ts';

const borrow = () => testDatabase({ domains: ['inventory'], embedded: true });

/** Two that are kept in the same folder are the same PostgreSQL. */
const engineOf = ({ url }: TestDatabase) => realpathSync(new URL(url).searchParams.get('host')!);

async function connect({ url }: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** What two borrowers find who come one after the other, of whom the first does this. */
async function after(change: string): Promise<{ sameEngine: boolean; second: TestDatabase }> {
  const first = await borrow();
  const engine = engineOf(first);
  const client = await connect(first);
  await client.query(change);
  await client.end();
  await first.close();
  const second = await borrow();
  return { sameEngine: engineOf(second) === engine, second };
}

const COUNT = 'SELECT count(*)::int AS n FROM inventory.locations';
const SIZES = `SELECT relname, relpages, reltuples, pg_relation_size(oid) AS bytes FROM pg_class
  WHERE relnamespace = 'inventory'::regnamespace ORDER BY 1`;
const LOCATION = `INSERT INTO inventory.locations (id, code, name_ja, name_en, position) VALUES ('LOC_1', 'HONTEN', '本店', 'Main', 0)`;

test('what a borrower did to rows, sequences, statistics and the session is undone for the next, who has the same PostgreSQL', async () => {
  const change = `${LOCATION};
    DELETE FROM inventory._prisma_migrations;
    ANALYZE inventory.locations;
    SELECT nextval('inventory.outbox_events_position_seq');
    SET statement_timeout = 7`;
  const { sameEngine, second } = await after(change);
  const client = await connect(second);
  expect((await client.query(COUNT)).rows).toEqual([{ n: 0 }]);
  const migrations =
    'SELECT count(*)::int AS n FROM inventory._prisma_migrations WHERE finished_at IS NOT NULL';
  expect((await client.query(migrations)).rows[0].n).toBeGreaterThan(0);
  const statistics = `SELECT count(*)::int AS n FROM pg_stats WHERE schemaname = 'inventory'`;
  expect((await client.query(statistics)).rows).toEqual([{ n: 0 }]);
  const { rows } = await client.query(`SELECT nextval('inventory.outbox_events_position_seq')::int AS n`);
  expect(rows).toEqual([{ n: 1 }]);
  expect((await client.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '0' }]);
  expect(sameEngine).toBe(true);
  await client.end();
  await second.close();
});

test('the planner reckons for the next borrower with what it reckoned with for the first', async () => {
  const first = await borrow();
  const client = await connect(first);
  const before = (await client.query(SIZES)).rows;
  await client.query(LOCATION);
  await client.end();
  await first.close();
  const second = await borrow();
  const next = await connect(second);
  expect((await next.query(SIZES)).rows).toEqual(before);
  await next.end();
  await second.close();
});

test.each([
  ['a column', 'ALTER TABLE inventory.locations ADD COLUMN left_behind int'],
  ['a role', 'CREATE ROLE left_behind'],
  ['a setting of the database', `ALTER DATABASE postgres SET work_mem = '5MB'`],
])('after %s was left behind the next has another PostgreSQL', async (_, change) => {
  const { sameEngine, second } = await after(change);
  expect(sameEngine).toBe(false);
  await second.close();
});

test('whoever comes back to what was given back is cut off and finds nobody there', async () => {
  const first = await borrow();
  const client = await connect(first);
  const cutOff = new Promise((resolve) => client.once('end', resolve));
  await client.query(`BEGIN; ${LOCATION}`);
  await first.close();
  await cutOff;
  await expect(connect(first)).rejects.toMatchObject({ code: 'ENOENT' });
  const second = await borrow();
  const next = await connect(second);
  expect((await next.query(COUNT)).rows).toEqual([{ n: 0 }]);
  await next.end();
  await second.close();
});
