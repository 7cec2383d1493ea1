import { readFile } from 'node:fs/promises';
import type { Database, Transaction } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const MIGRATIONS = new URL('../../../prisma/products/migrations/', import.meta.url);

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
});
afterAll(() => server?.close());

/** What a migration of a shop without suggestions leaves in force, seen before it ends. */
async function running<T>(name: string, look: (tx: Transaction) => Promise<T>): Promise<T> {
  const script = await readFile(new URL(`${name}/migration.sql`, MIGRATIONS), 'utf8');
  return database.transaction({ name: 'test.migration' }, async (tx) => {
    for (const statement of script.split(/;$/m)) if (statement.trim()) await tx.query(statement);
    return look(tx);
  });
}

describe('in a shop that is open while its database is migrated', () => {
  beforeAll(async () => {
    for (const each of ['name_ja', 'name_en', 'reading'])
      await database.query(`DROP INDEX catalog.search_documents_${each}_idx`);
    await database.query('DROP FUNCTION catalog.some_documents');
  });

  test('searched texts lose their statistics without a row or an index written anew', async () => {
    const files = async (sql: Pick<Transaction, 'query'>) =>
      await sql.query(
        `SELECT relname, relfilenode FROM pg_class WHERE relname LIKE 'search_documents%' AND relkind IN ('r', 'i') ORDER BY 1`,
      );
    const before = await files(database);
    expect(await running('20261128000150_keep_no_statistics_of_texts', files)).toEqual(before);
  });

  test('searches read on while the indexes of suggestions are built', async () => {
    const modes = await running('20261128000200_suggest_by_beginnings', (tx) =>
      tx.query<{ mode: string }>(
        "SELECT DISTINCT mode FROM pg_locks WHERE relation = 'catalog.search_documents'::regclass AND pid = pg_backend_pid() ORDER BY 1",
      ),
    );
    expect(modes.map(({ mode }) => mode)).not.toContain('AccessExclusiveLock');
    expect(modes.map(({ mode }) => mode)).toContain('ShareLock');
  });
});
