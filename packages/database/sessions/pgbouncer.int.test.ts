import { fileURLToPath } from 'node:url';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Sql } from '../database.ts';
import { migrate } from '../migrations/migrations.ts';
import { limitPooledSessions, refuseOtherLimits } from './pgbouncer.ts';
import { SESSION_LIMITS } from './session-limits.ts';

const root = fileURLToPath(new URL('../testing', import.meta.url));

describe.runIf(process.env.TEST_PGBOUNCER_URL)('through PgBouncer (TEST_PGBOUNCER_URL)', () => {
  let home: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    home = await testDatabase({ domains: ['shelf', 'crate'], root });
    database = home.database('pooled');
  });
  afterAll(() => home.close());

  const setting = async (sql: Sql, name: string) =>
    (await sql.query<{ value: string }>('SELECT current_setting($1) AS value', [name]))[0]!.value;
  const limits = async (sql: Sql) => [
    await setting(sql, 'statement_timeout'),
    await setting(sql, 'lock_timeout'),
    await setting(sql, 'idle_in_transaction_session_timeout'),
  ];

  it('sessions are limited, in transactions and outside', async () => {
    expect(await limits(database)).toEqual(['5s', '3s', '30s']);
    expect(await database.transaction({ name: 'test.limits' }, limits)).toEqual(['5s', '3s', '30s']);
  });

  it('a transaction that may take longer has its own limit, and leaves none to the next', async () => {
    const long = { name: 'test.long', timeoutMs: 60_000 };
    expect(await database.transaction(long, (tx) => setting(tx, 'statement_timeout'))).toBe('1min');
    const others = Array.from({ length: 20 }, () => setting(database, 'statement_timeout'));
    expect(new Set(await Promise.all(others))).toEqual(new Set(['5s']));
  });

  it('more callers than sessions all get their turn, and parameters stay with their statement', async () => {
    const asked = Array.from({ length: 100 }, (_, n) => n);
    const answers = await Promise.all(
      asked.map((n) => database.query('SELECT $1::int AS n, $2::text AS text', [n, `t${n}`])),
    );
    expect(answers).toEqual(asked.map((n) => [{ n, text: `t${n}` }]));
    const inside = await Promise.all(
      asked.map((n) =>
        database.transaction({ name: 'test.many' }, (tx) => tx.query('SELECT $1::int AS n', [n])),
      ),
    );
    expect(inside).toEqual(asked.map((n) => [{ n }]));
  });

  it('Prisma asks as everybody does', async () => {
    const prisma = await new PrismaPg(database.pool, { schema: 'shelf' }).connect();
    const { rows } = await prisma.queryRaw({ sql: 'SELECT $1::int', args: [7], argTypes: [] });
    expect(rows).toEqual([[7]]);
  });

  it('a session that began under other limits is refused, by the name of the setting', async () => {
    const { directUrl, url: pooledUrl } = home;
    const shorter = { ...SESSION_LIMITS, lockTimeoutMs: 1_000 };
    await expect(limitPooledSessions({ directUrl, pooledUrl }, shorter)).rejects.toThrow(
      /^DATABASE_LOCK_TIMEOUT_MS is 1000, but sessions behind the PgBouncer of DATABASE_URL have 3000: /,
    );
    await refuseOtherLimits(database.pool, SESSION_LIMITS);
    await limitPooledSessions({ directUrl, pooledUrl });
  });

  it('a server that PgBouncer does not lead to is refused', async () => {
    const elsewhere = await testDatabase({ domains: [], root });
    const addresses = { directUrl: elsewhere.directUrl, pooledUrl: home.url };
    await expect(limitPooledSessions(addresses)).rejects.toThrow(
      /^DATABASE_DIRECT_URL must name the database/,
    );
    await elsewhere.close();
  });

  it('nothing is migrated', async () => {
    await expect(migrate({ url: home.url, root })).rejects.toThrow(/^DATABASE_DIRECT_URL must name /);
  });
});
