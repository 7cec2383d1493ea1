import { fileURLToPath } from 'node:url';
import type { Database, Sql } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimDueRows } from './due-rows.ts';

const root = fileURLToPath(new URL('../database/testing', import.meta.url));
let home: TestDatabase;
let database: Database;
beforeAll(async () => {
  home = await testDatabase({ domains: ['shelf'], root });
  database = home.database('shelf');
});
beforeEach(async () => {
  await database.query('DELETE FROM shelf.items');
  await database.query(
    `INSERT INTO shelf.items (id, count) VALUES ('d', 4), ('c', 3), ('b', 2), ('a', 1), ('later', 9)`,
  );
});
afterAll(() => home.close());

/** Items of fewer than five pieces are due, those of the fewest first; a claim adds ten. */
async function claim(sql: Sql, limit: number): Promise<string[]> {
  const claimed = await claimDueRows<{ id: string; count: number }>(
    sql,
    {
      table: 'shelf.items',
      key: 'id',
      due: 'count < $1',
      orderBy: 'count',
      limit,
      set: 'count = count + $2',
      returning: 'id, count',
    },
    [5, 10],
  );
  for (const { count } of claimed) expect(count).toBeGreaterThan(10);
  return claimed.map(({ id }) => id).sort();
}

describe('a claim of due rows', () => {
  it('takes those whose turn it is, and no more than its limit, until none is due', async () => {
    const before = database.statementCount();
    expect([await claim(database, 3), await claim(database, 3), await claim(database, 3)]).toEqual([
      ['a', 'b', 'c'],
      ['d'],
      [],
    ]);
    expect(database.statementCount() - before).toBe(3);
  });

  // The embedded database runs one transaction after the other.
  it.runIf(process.env.TEST_DATABASE_URL)('leaves out what another transaction works on', async () => {
    const [claimed, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = database.transaction({ name: 'test.claim' }, async (tx) => {
      const ids = await claim(tx, 2);
      claimed.resolve();
      await mayEnd.promise;
      return ids;
    });
    await claimed.promise;
    expect(await claim(database, 3)).toEqual(['c', 'd']);
    mayEnd.resolve();
    expect(await first).toEqual(['a', 'b']);
  });
});
