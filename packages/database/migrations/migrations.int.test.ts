import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../database.ts';
import { readMigrationFolder, readMigrationFolders } from './migration-folders.ts';
import { migrate } from './migrations.ts';
import { newMigration, schemaChanges } from './new-migration.ts';

const fixtures = fileURLToPath(new URL('../testing', import.meta.url));
const project = fileURLToPath(new URL('../../..', import.meta.url));
const places = process.env.TEST_DATABASE_URL
  ? [
      { place: 'embedded', embedded: true },
      { place: 'PostgreSQL', embedded: false },
    ]
  : [{ place: 'embedded', embedded: true }];

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'depachika-migrations-'));
  await cp(join(fixtures, 'prisma'), join(root, 'prisma'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe.each(places)('migrations, $place', ({ embedded }) => {
  let home: TestDatabase;

  let database: Database;

  beforeAll(async () => {
    home = await testDatabase({ domains: [], embedded });
    database = home.database('test');
  });
  afterEach(() =>
    database
      .query('DROP SCHEMA IF EXISTS crate CASCADE')
      .then(() => database.query('DROP SCHEMA IF EXISTS shelf CASCADE')),
  );
  afterAll(() => home.close());

  test('apply once, each in its own schema, with what Prisma cannot express', async () => {
    const first = await migrate({ url: home.directUrl, root });
    expect(first).toEqual(['crate/20261122000000_first', 'shelf/20261122000000_first']);
    expect(await migrate({ url: home.directUrl, root })).toEqual([]);
    expect(await tables()).toEqual([
      'crate._prisma_migrations',
      'crate.crates',
      'shelf._prisma_migrations',
      'shelf.items',
    ]);
    await expect(database.query(`INSERT INTO shelf.items VALUES ('a', -1)`)).rejects.toMatchObject({
      code: '23514',
    });
  });

  test('apply once when two start at the same time', async () => {
    const both = embedded
      ? [await migrate({ url: home.directUrl, root }), await migrate({ url: home.directUrl, root })]
      : await Promise.all([migrate({ url: home.directUrl, root }), migrate({ url: home.directUrl, root })]);
    expect(both.flat().sort()).toEqual(['crate/20261122000000_first', 'shelf/20261122000000_first']);
  });

  test('apply those of the domains asked for', async () => {
    expect(await migrate({ url: home.directUrl, root, domains: ['crate'] })).toEqual([
      'crate/20261122000000_first',
    ]);
    await expect(migrate({ url: home.directUrl, root, domains: ['attic'] })).rejects.toThrow(/attic/);
  });

  test('keep nothing of one that fails, and go on once it is put right', async () => {
    const path = await addMigration(
      'crate',
      '20261123000000_second',
      'CREATE TABLE crate.lids (id TEXT); SELECT nonsense;',
    );
    await expect(migrate({ url: home.directUrl, root })).rejects.toThrow(/crate/);
    expect(await tables()).not.toContain('crate.lids');
    await writeFile(path, 'CREATE TABLE crate.lids (id TEXT);');
    expect(await migrate({ url: home.directUrl, root })).toContain('crate/20261123000000_second');
    expect(await tables()).toContain('crate.lids');
  });

  test('go on after a start that was killed while one was applied', async () => {
    await migrate({ url: home.directUrl, root });
    await home
      .database('test')
      .query(
        `INSERT INTO crate._prisma_migrations (id, checksum, migration_name) VALUES ('x', 'x', '20261123000000_second')`,
      );
    await addMigration('crate', '20261123000000_second', 'CREATE TABLE crate.lids (id TEXT);');
    expect(await migrate({ url: home.directUrl, root })).toEqual(['crate/20261123000000_second']);
  });

  test('refuse to go on when an applied one was changed or removed', async () => {
    await migrate({ url: home.directUrl, root });
    const folder = join(root, 'prisma/crate/migrations/20261122000000_first');
    await writeFile(join(folder, 'migration.sql'), 'SELECT 1;');
    await expect(migrate({ url: home.directUrl, root })).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' });
    await rm(folder, { recursive: true });
    await expect(migrate({ url: home.directUrl, root })).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' });
  });

  async function tables(): Promise<string[]> {
    const rows = await database.query<{ name: string }>(
      `SELECT schemaname || '.' || tablename AS name FROM pg_catalog.pg_tables
        WHERE schemaname IN ('crate', 'shelf') ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  }
});

test('a new migration holds what has changed in the models since the last', async () => {
  const models = join(root, 'prisma/shelf/schema.prisma');
  await writeFile(
    models,
    (await readFile(models, 'utf8')).replace('count Int', 'count Int\n  label String?'),
  );
  const options = {
    root,
    domain: 'shelf',
    title: 'Label items!',
    empty: false,
    now: new Date('2026-11-23T01:02:03Z'),
  };
  expect(await newMigration(options)).toBe(join(root, 'prisma/shelf/migrations/20261123010203_label_items'));
  const script = await readFile(
    join(root, 'prisma/shelf/migrations/20261123010203_label_items/migration.sql'),
    'utf8',
  );
  expect(script).toContain('ALTER TABLE "shelf"."items" ADD COLUMN     "label" TEXT;');
  expect(script).not.toContain('DROP');
  expect(await newMigration({ ...options, now: new Date('2026-11-24T00:00:00Z') })).toBeUndefined();
  expect((await readdir(join(root, 'prisma/shelf/migrations'))).sort()).toEqual([
    '20261122000000_first',
    '20261123010203_label_items',
    'migration_lock.toml',
    'models.prisma',
  ]);
});

test('a migration that is written by hand keeps the models for the next time', async () => {
  const options = { root, domain: 'shelf', title: 'check', empty: true, now: new Date('2026-11-23T01:02:03Z') };
  const path = await newMigration(options);
  expect(await readdir(path!)).toEqual(['migration.sql']);
  expect(await newMigration({ ...options, empty: false })).toBeUndefined();
});

test('the models at the last migration are asked for where they are missing', async () => {
  await rm(join(root, 'prisma/shelf/migrations/models.prisma'));
  const folder = await readMigrationFolder(root, 'shelf');
  await expect(schemaChanges(folder)).rejects.toThrow('models.prisma is missing');
});

test('a domain’s migrations hold their SQL alone', async () => {
  const folders = await readMigrationFolders(project);
  const files = folders.flatMap(({ folder, migrations }) => migrations.map(({ name }) => readdir(join(folder, name))));
  expect(files.length).toBeGreaterThan(0);
  expect(new Set((await Promise.all(files)).flat())).toEqual(new Set(['migration.sql']));
});

test('the models of every domain are what its migrations say', async () => {
  const folders = await readMigrationFolders(project);
  const changed = folders
    .filter(({ prismaSchema }) => prismaSchema !== undefined)
    .map(async (folder) => ({
      domain: folder.domain,
      missing: await schemaChanges(folder),
    }));
  expect((await Promise.all(changed)).filter(({ missing }) => missing !== '')).toEqual([]);
});

test('a domain whose models name no schema is refused', async () => {
  await writeFile(join(root, 'prisma/shelf/schema.prisma'), 'datasource db { provider = "postgresql" }');
  await expect(readMigrationFolder(root, 'shelf')).rejects.toThrow(/schemas = \["shelf"\]/);
});

async function addMigration(domain: string, name: string, script: string): Promise<string> {
  const folder = join(root, 'prisma', domain, 'migrations', name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'migration.sql'), script);
  return join(folder, 'migration.sql');
}
