import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from './open-database.ts';
import { namedStatements, unnamed } from './statement-names.ts';

const url = process.env.TEST_DATABASE_URL ?? '';

describe.runIf(url)('prepared statements on PostgreSQL (TEST_DATABASE_URL)', () => {
  const database = openDatabase({ url, service: 'names', poolSize: 1 });
  const shared = openDatabase({ url: `${url}?pgbouncer=true`, service: 'shared', poolSize: 1 });
  afterAll(() => Promise.all([database.close(), shared.close()]));

  const prepared = (from: typeof database) =>
    from.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements ORDER BY prepare_time');

  it('are parsed once per connection, inside transactions and outside', async () => {
    for (let index = 0; index < 3; index += 1) {
      expect(await database.query('SELECT $1::int AS n', [index])).toEqual([{ n: index }]);
      const inside = await database.transaction({ name: 'names' }, (tx) =>
        tx.query('SELECT $1::int AS n', [index]),
      );
      expect(inside).toEqual([{ n: index }]);
    }
    expect(await prepared(database)).toEqual([{ statement: 'SELECT $1::int AS n' }]);
  });

  it('are left alone where connections are shared by transaction', async () => {
    await shared.query('SELECT $1::int AS n', [1]);
    expect(await prepared(shared)).toEqual([]);
  });
});

describe('names of statements', () => {
  it('belong to one text for ever, and end before they fill the server', () => {
    const named = namedStatements();
    const first = named('SELECT $1', [1]).name;
    const names = Array.from({ length: 600 }, (_, index) => named(`SELECT $1 + ${index}`, [1]).name);
    expect(named('SELECT $1', [2]).name).toBe(first);
    expect(new Set(names.slice(0, 499)).size).toBe(499);
    expect(names.slice(499).every((name) => name === undefined)).toBe(true);
  });

  it('are not given to statements without parameters, nor in shared sessions', () => {
    expect(namedStatements()('SELECT 1', []).name).toBeUndefined();
    expect(unnamed('SELECT $1', [1]).name).toBeUndefined();
  });
});
