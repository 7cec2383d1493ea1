import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Sql } from './database.ts';
import { readSnapshot } from './snapshot.ts';

const root = fileURLToPath(new URL('./testing', import.meta.url));
const places = process.env.TEST_DATABASE_URL
  ? [
      { place: 'embedded', embedded: true },
      { place: 'PostgreSQL', embedded: false },
    ]
  : [{ place: 'embedded', embedded: true }];

describe.each(places)('a snapshot, $place', ({ embedded }) => {
  let home: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    home = await testDatabase({ domains: ['shelf'], root, embedded });
    database = home.database('shelf');
  });
  afterAll(() => home.close());

  const read = <T>(run: (snapshot: Sql) => Promise<T>, signal?: AbortSignal) =>
    readSnapshot(database, { name: 'test.snapshot', signal }, run);
  const count = async (sql: Sql) =>
    (await sql.query<{ n: number }>('SELECT count(*) AS n FROM shelf.items'))[0]!.n;
  const insert = (sql: Sql, id: string) =>
    sql.query('INSERT INTO shelf.items (id, count) VALUES ($1, 1)', [id]);

  it('answers with what was read', async () => {
    expect(await read(count)).toBe(0);
  });

  it('refuses to write', async () => {
    await expect(read((snapshot) => insert(snapshot, 'a'))).rejects.toMatchObject({ code: '25006' });
    await insert(database, 'a');
    expect(await read(count)).toBe(1);
  });

  it('asks nothing more once it is stopped, and says why', async () => {
    const stopping = new AbortController();
    const reason = new Error('stopped');
    const stopped = read(async (snapshot) => {
      await count(snapshot);
      stopping.abort(reason);
      return count(snapshot);
    }, stopping.signal);
    await expect(stopped).rejects.toBe(reason);
    expect(await read(count)).toBe(1);
  });

  it('lets others go on when its process is killed', async () => {
    const child = await endlessSnapshot(home.url, 'SELECT 1');
    child.kill('SIGKILL');
    expect(await read(count)).toBe(1);
  });
});

describe.runIf(process.env.TEST_DATABASE_URL)('a snapshot on PostgreSQL (TEST_DATABASE_URL)', () => {
  let home: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    home = await testDatabase({ domains: ['shelf'], root });
    database = home.database('shelf');
  });
  afterAll(() => home.close());

  const running = async (service: string) =>
    (
      await database.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND query LIKE 'SELECT pg_sleep(6%' AND state = 'active'`,
        [`depachika ${service}`],
      )
    ).map(({ pid }) => pid);

  it('is of one instant, whatever is written meanwhile', async () => {
    const items = 'SELECT id FROM shelf.items';
    const meanwhile = Promise.withResolvers<void>();
    const written = meanwhile.promise.then(() =>
      database.query(`INSERT INTO shelf.items (id, count) VALUES ('meanwhile', 1)`),
    );
    const seen = await readSnapshot(
      database,
      { name: 'test.instant', signal: undefined },
      async (snapshot) => {
        const before = await snapshot.query(items);
        meanwhile.resolve();
        await written;
        return [before, await snapshot.query(items)];
      },
    );
    expect(seen).toEqual([[], []]);
    expect(await database.query(items)).toEqual([{ id: 'meanwhile' }]);
  });

  it('leaves the session as it found it', async () => {
    const one = home.database('shelf', { poolSize: 1 });
    const settings = () =>
      one.query(
        `SELECT current_setting('client_connection_check_interval') AS check, current_setting('statement_timeout') AS longest,
           current_setting('max_parallel_workers_per_gather') AS workers, current_setting('transaction_read_only') AS reads`,
      );
    const before = await settings();
    const inside = await readSnapshot(one, { name: 'test.settings', signal: undefined }, (snapshot) =>
      snapshot.query(
        `SELECT current_setting('client_connection_check_interval') AS check, current_setting('max_parallel_workers_per_gather') AS workers`,
      ),
    );
    expect(inside).toEqual([{ check: '500ms', workers: '0' }]);
    expect(await settings()).toEqual(before);
  });

  it('cancels the statement that runs when it is stopped', async () => {
    const reading = home.database('stopped snapshot', { poolSize: 2 });
    const stopping = new AbortController();
    const reason = new Error('stopped');
    const stopped = readSnapshot(reading, { name: 'test.stopped', signal: stopping.signal }, (snapshot) =>
      snapshot.query('SELECT pg_sleep(600)'),
    );
    stopped.catch(() => undefined);
    await expect.poll(() => running('stopped snapshot')).toHaveLength(1);
    stopping.abort(reason);
    await expect(stopped).rejects.toBe(reason);
    expect(await running('stopped snapshot')).toEqual([]);
  });

  it('ends its statement when its process is killed', async () => {
    const child = await endlessSnapshot(home.url, 'SELECT pg_sleep(600)');
    await expect.poll(() => running('endless snapshot')).toHaveLength(1);
    child.kill('SIGKILL');
    await expect.poll(() => running('endless snapshot')).toEqual([]);
  });
});

/** A process that reads and does not end; it has begun. */
async function endlessSnapshot(url: string, statement: string): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('testing/endless-snapshot.ts', import.meta.url));
  const child = spawn(process.execPath, [script, url, statement], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}
