import { memoryCache } from '@depachika/cache/memory-cache.ts';
import { type AdjustableClock, adjustableClock } from '@depachika/clock/clock.ts';
import {
  hasPostgresPrograms,
  type ReplicatedServer,
  replicatedServer,
} from '@depachika/testing/replicated-server.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { openDatabase } from './open-database.ts';
import { readFromReplica } from './read-scope.ts';
import { MAX_STALENESS_MS } from './replica.ts';

const otherServer = process.env.TEST_DATABASE_URL;

describe.runIf(otherServer && hasPostgresPrograms())('a read replica', () => {
  let server: ReplicatedServer;
  let clock: AdjustableClock;
  let log: string[];
  const opened: Database[] = [];

  beforeAll(async () => {
    server = await replicatedServer();
    const setUp = open({ readUrl: undefined });
    await setUp.query('CREATE TABLE notes (text text PRIMARY KEY)');
    await setUp.query('CREATE ROLE clerk LOGIN');
    await setUp.query('GRANT SELECT ON notes TO clerk');
    await setUp.query("INSERT INTO notes VALUES ('first')");
  });
  beforeEach(async () => {
    clock = adjustableClock({ frozenAt: new Date('2026-11-22T00:00:00Z') });
    log = [];
    await open({ readUrl: undefined }).query("DELETE FROM notes WHERE text <> 'first'");
    await server.caughtUp();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()));
    await server.resume();
  });
  afterAll(() => server.close());

  function open(settings: { url?: string; readUrl: string | undefined }): Database {
    const note = (fields: object, message: string) => void log.push(`${message} ${JSON.stringify(fields)}`);
    const logger = { info: note, warn: note, error: note } as never;
    const database = openDatabase({ url: server.primaryUrl, service: 'trial', clock, logger, ...settings });
    opened.push(database);
    return database;
  }

  const isOnReplica = async (database: Database) =>
    (await database.query<{ replica: boolean }>('SELECT pg_is_in_recovery() AS replica'))[0]!.replica;

  /** Looks again and again until the replica is in use. */
  async function inUse(database: Database): Promise<Database> {
    const isInUse = async () => {
      const found = await readFromReplica(() => isOnReplica(database));
      if (!found) clock.advance(1_000);
      return found;
    };
    await expect.poll(isInUse, { interval: 200 }).toBe(true);
    return database;
  }

  const openInUse = () => inUse(open({ readUrl: server.replicaUrl }));
  const notes = async (database: Database) =>
    (await database.query<{ text: string }>('SELECT text FROM notes')).map(({ text }) => text);

  test('answers what is read in the scope, through Prisma too, and nothing outside it', async () => {
    const database = await openInUse();
    const prisma = await new PrismaPg(database.pool).connect();
    const sql = 'SELECT pg_is_in_recovery()';
    const viaPrisma = async () => (await prisma.queryRaw({ sql, args: [], argTypes: [] })).rows;
    expect(await readFromReplica(viaPrisma)).toEqual([[true]]);
    expect(await viaPrisma()).toEqual([[false]]);
    expect(await isOnReplica(database)).toBe(false);
  });

  test('answers no transaction, and nothing after it in the same scope', async () => {
    const database = await openInUse();
    const seen = await readFromReplica(async () => [
      await isOnReplica(database),
      await database.transaction({ name: 'trial' }, async (tx) => {
        const [row] = await tx.query<{ replica: boolean }>('SELECT pg_is_in_recovery() AS replica');
        return row!.replica;
      }),
      await isOnReplica(database),
    ]);
    expect(seen).toEqual([true, false, false]);
  });

  test('leaves a statement that writes to the primary, and what is read after it', async () => {
    const database = await openInUse();
    await server.pause();
    const seen = await readFromReplica(async () => {
      await database.query('INSERT INTO notes VALUES ($1)', ['in the scope']);
      return notes(database);
    });
    await server.resume();
    expect(seen).toContain('in the scope');
    expect(log).toHaveLength(1);
  });

  test('is not read by what a scope leaves running', async () => {
    const database = await openInUse();
    const ended = Promise.withResolvers<void>();
    const later = await readFromReplica(async () => ({
      done: ended.promise.then(() => isOnReplica(database)),
    }));
    ended.resolve();
    expect(await later.done).toBe(false);
  });

  test('counts as statements of the database', async () => {
    const database = await openInUse();
    const before = database.statementCount();
    await readFromReplica(() => database.query('SELECT $1::int', [1]));
    expect(database.statementCount() - before).toBe(1);
  });

  test('needs no more rights than a service has', async () => {
    const as = (url: string) => url.replace('depachika@', 'clerk@');
    const database = open({ url: as(server.primaryUrl), readUrl: as(server.replicaUrl) });
    await inUse(database);
    expect(await readFromReplica(() => notes(database))).toEqual(['first']);
  });

  test('is out of use when it falls behind by more than the bound, and back when it has caught up', async () => {
    const database = await openInUse();
    await server.pause();
    await database.query('INSERT INTO notes VALUES ($1)', ['while paused']);
    expect(await readFromReplica(() => notes(database))).not.toContain('while paused');
    expect(await notes(database)).toContain('while paused');
    clock.advance(MAX_STALENESS_MS + 1);
    expect(await readFromReplica(() => notes(database))).toContain('while paused');
    const said = () => {
      clock.advance(1_000);
      return log.join();
    };
    await expect.poll(said).toContain('behind');
    await server.resume();
    await server.caughtUp();
    await inUse(database);
    expect(await readFromReplica(() => notes(database))).toContain('while paused');
    expect(log.map((line) => line.includes('not in use'))).toEqual([false, true, false]);
  });

  test('fails nothing when it is killed, and is used again when it is back', async () => {
    const database = await openInUse();
    await server.killReplica();
    const reads = Array.from({ length: 30 }, () => readFromReplica(() => isOnReplica(database)));
    expect(new Set(await Promise.all(reads))).toEqual(new Set([false]));
    clock.advance(10_000);
    expect(await readFromReplica(() => isOnReplica(database))).toBe(false);
    expect(log.filter((line) => line.includes('not in use'))).toHaveLength(1);
    await server.startReplica();
    await server.caughtUp();
    await inUse(database);
  });

  test('never is another database server, nor the primary itself', async () => {
    const other = open({ readUrl: otherServer! });
    await expect.poll(() => log.join()).toContain('cannot be a replica');
    const same = open({ readUrl: server.primaryUrl });
    await expect.poll(() => log.join()).toContain('replays nothing');
    expect(await readFromReplica(() => notes(other))).toEqual(await notes(same));
  });

  test('fills no cache', async () => {
    const database = await openInUse();
    const cache = memoryCache({ clock, prefix: 'trial' });
    const filled = await readFromReplica(async () => {
      const before = await isOnReplica(database);
      return [before, await cache.getOrFill('place', { ttlMs: 60_000 }, () => isOnReplica(database))];
    });
    expect(filled).toEqual([true, false]);
  });
});
