import { fileURLToPath } from 'node:url';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database, Transaction } from './database.ts';
import { insertAll } from './insert-all.ts';
import { assertOutsideTransaction } from './inside-transaction.ts';

const root = fileURLToPath(new URL('./testing', import.meta.url));

const places = process.env.TEST_DATABASE_URL
  ? [
      { place: 'embedded', embedded: true },
      { place: 'PostgreSQL', embedded: false },
    ]
  : [{ place: 'embedded', embedded: true }];

describe.each(places)('a database, $place', ({ embedded }) => {
  let home: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    home = await testDatabase({ domains: ['shelf', 'crate'], root, embedded });
    database = home.database('shelf');
  });
  beforeEach(() => database.query('DELETE FROM shelf.items'));
  afterAll(() => home.close());

  const count = async () =>
    (await database.query<{ n: number }>('SELECT count(*) AS n FROM shelf.items'))[0]!.n;
  const insert = (sql: Pick<Database, 'query'>, id: string, pieces = 1) =>
    sql.query('INSERT INTO shelf.items (id, count) VALUES ($1, $2)', [id, pieces]);

  test('knows whether it is embedded', () => {
    expect(database.embedded).toBe(embedded);
  });

  test('keeps what a transaction wrote, and returns what its work returned', async () => {
    const result = await database.transaction({ name: 'test.keep' }, async (tx) => {
      await insert(tx, 'a');
      return (await tx.query('SELECT id FROM shelf.items')).length;
    });
    expect(result).toBe(1);
    expect(await count()).toBe(1);
  });

  test('undoes everything when the work throws, and passes on what it threw', async () => {
    const refusal = new Error('refused');
    const run = database.transaction({ name: 'test.undo' }, async (tx) => {
      await insert(tx, 'a');
      throw refusal;
    });
    await expect(run).rejects.toBe(refusal);
    expect(await count()).toBe(0);
  });

  test('names the transaction, the code and the constraint when a statement fails', async () => {
    const run = database.transaction({ name: 'test.negative' }, (tx) => insert(tx, 'a', -1));
    await expect(run).rejects.toMatchObject({
      code: '23514',
      constraint: 'items_count_check',
      table: 'items',
    });
    await expect(run).rejects.toThrow(/test\.negative/);
  });

  test('refuses to pretend a commit when the work swallowed a failed statement', async () => {
    const run = database.transaction({ name: 'test.swallow' }, async (tx) => {
      await insert(tx, 'a');
      await insert(tx, 'b', -1).catch(() => undefined);
    });
    await expect(run).rejects.toThrow(/rolled back/);
    expect(await count()).toBe(0);
  });

  test('runs hooks in order after the commit, outside the transaction, and none after a rollback', async () => {
    const seen: string[] = [];
    await database.transaction({ name: 'test.hooks' }, async (tx) => {
      tx.afterCommit(() => {
        assertOutsideTransaction('a wake-up');
        seen.push('first');
      });
      tx.afterCommit(() => {
        throw new Error('of no consequence');
      });
      tx.afterCommit(() => seen.push('third'));
      seen.push('work');
    });
    await database
      .transaction({ name: 'test.noHooks' }, async (tx) => {
        tx.afterCommit(() => seen.push('never'));
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    expect(seen).toEqual(['work', 'first', 'third']);
  });

  describe('inside a transaction refuses', () => {
    const attempts: Record<string, (other: Database) => Promise<unknown>> = {
      'a statement on the pool': () => database.query('SELECT 1'),
      'another transaction': () => database.transaction({ name: 'test.inner' }, async () => undefined),
      'a statement of another service': (other) => other.query('SELECT 1'),
      'a statement of Prisma': async () => (await prismaOn(database)).queryRaw(SELECT_ONE),
      'a transaction of Prisma': async () => (await prismaOn(database)).startTransaction(),
      'whatever else says that it leaves the process': async () => assertOutsideTransaction('RPC'),
    };

    test.each(Object.keys(attempts))('%s', async (name) => {
      const other = home.database('other');
      const run = database.transaction({ name: 'test.guard' }, () => attempts[name]!(other));
      await expect(run).rejects.toMatchObject({ code: 'INSIDE_TRANSACTION' });
      await expect(run).rejects.toThrow(/test\.guard/);
    });

    test('nothing once it has ended, also in what it left running', async () => {
      let left: (() => Promise<unknown>) | undefined;
      await database.transaction({ name: 'test.left' }, async () => {
        const ended = Promise.withResolvers<void>();
        const later = ended.promise.then(() => database.query('SELECT 1 AS one'));
        left = () => {
          ended.resolve();
          return later;
        };
      });
      await expect(left!()).resolves.toEqual([{ one: 1 }]);
    });
  });

  test('Prisma shares the pool', async () => {
    const { rows } = await (await prismaOn(database)).queryRaw(SELECT_ONE);
    expect(rows).toEqual([[1]]);
  });

  test('does not let a transaction be used after its end', async () => {
    let kept: Transaction | undefined;
    await database.transaction({ name: 'test.over' }, async (tx) => {
      kept = tx;
    });
    await expect(kept!.query('SELECT 1')).rejects.toThrow(/test\.over is over/);
  });

  test('ends a transaction whose work takes longer than its time, and frees the connection', async () => {
    const narrow = home.database('narrow', { poolSize: 1 });
    const run = narrow.transaction({ name: 'test.slow', timeoutMs: 50 }, async (tx) => {
      await insert(tx, 'slow');
      await new Promise(() => undefined);
    });
    await expect(run).rejects.toMatchObject({ code: 'TRANSACTION_TIMEOUT' });
    expect(await narrow.query('SELECT id FROM shelf.items')).toEqual([]);
  });

  test('gives up waiting for a connection when the time of the transaction is over', async () => {
    const narrow = home.database('narrow', { poolSize: 1 });
    const held = await narrow.pool.connect();
    const run = narrow.transaction({ name: 'test.wait', timeoutMs: 50 }, async () => undefined);
    await expect(run).rejects.toMatchObject({ code: 'TRANSACTION_TIMEOUT' });
    held.release();
    expect(await narrow.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('refuses at once when too many wait for a connection', async () => {
    const narrow = home.database('narrow', { poolSize: 1, maxWaiting: 2 });
    const held = await narrow.pool.connect();
    const waiting = [narrow.query('SELECT 1'), narrow.query('SELECT 2')];
    await expect(narrow.query('SELECT 3')).rejects.toMatchObject({ code: 'OVERLOADED' });
    const run = narrow.transaction({ name: 'test.overload' }, async () => undefined);
    await expect(run).rejects.toMatchObject({ code: 'OVERLOADED' });
    held.release();
    await Promise.all(waiting);
  });

  test('counts statements but not what opens and closes transactions', async () => {
    const before = database.statementCount();
    await database.query('SELECT 1');
    await database.transaction(
      { name: 'test.count', isolation: 'repeatable read', timeoutMs: 9_000 },
      async (tx) => {
        await tx.query('SELECT $1::int', [2]);
        await tx.query('SELECT 3');
      },
    );
    expect(database.statementCount() - before).toBe(3);
  });

  test('gives back days as written and big integers as numbers', async () => {
    await database.query('INSERT INTO crate.crates VALUES ($1, $2, $3)', ['c', '2026-11-22', 5_000_000_000]);
    const rows = await database.query(
      'SELECT day, weight_grams, array_agg(weight_grams) AS all FROM crate.crates GROUP BY 1, 2',
    );
    expect(rows).toEqual([{ day: '2026-11-22', weight_grams: 5_000_000_000, all: [5_000_000_000] }]);
  });

  test('inserts many rows by one statement, in columns named as their properties', async () => {
    const before = database.statementCount();
    await insertAll(database, {
      table: 'crate.crates',
      rows: [
        { id: 'full', day: '2026-11-23', weightGrams: 5_000_000_000 },
        { id: 'empty', day: '2026-11-23', weight_grams: 0 },
      ],
    });
    await insertAll(database, { table: 'crate.crates', rows: [] });
    expect(database.statementCount() - before).toBe(1);
    const rows = await database.query(
      `SELECT id, weight_grams FROM crate.crates WHERE day = '2026-11-23' ORDER BY id`,
    );
    expect(rows).toEqual([
      { id: 'empty', weight_grams: 0 },
      { id: 'full', weight_grams: 5_000_000_000 },
    ]);
  });

  test('keeps apart what many callers ask at once', async () => {
    const busy = home.database('busy', { poolSize: 3 });
    const answers = Array.from({ length: 120 }, async (_, n) => {
      const rows =
        n % 2
          ? await busy.query('SELECT $1::int AS n', [n])
          : await busy.query('SELECT $1::text AS t, $2::int AS n', ['t', n]);
      return rows[0]!.n;
    });
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 120 }, (_, n) => n));
  });

  test('repeats the work when it collides with another transaction', async () => {
    await insert(database, 'a');
    await insert(database, 'b');
    // Both hold one row before either asks for the other's. Embedded, one transaction runs at a time, so none waits.
    const holding = Promise.withResolvers<void>();
    let runs = 0;
    const add = (order: readonly [string, string]) =>
      database.transaction({ name: 'test.collide', isolation: 'serializable' }, async (tx) => {
        runs += 1;
        await tx.query('UPDATE shelf.items SET count = count + 1 WHERE id = $1', [order[0]]);
        if (runs === 2) holding.resolve();
        if (!embedded) await holding.promise;
        await tx.query('UPDATE shelf.items SET count = count + 1 WHERE id = $1', [order[1]]);
      });
    await Promise.all([add(['a', 'b']), add(['b', 'a'])]);
    expect(await database.query('SELECT count FROM shelf.items')).toEqual([{ count: 3 }, { count: 3 }]);
    // A busy machine may bring them together once more.
    if (!embedded) expect(runs).toBeGreaterThanOrEqual(3);
  });
});

const SELECT_ONE = { sql: 'SELECT 1', args: [], argTypes: [] };

/** What a Prisma client sends its statements through. */
function prismaOn(database: Database) {
  return new PrismaPg(database.pool, { schema: 'shelf' }).connect();
}
