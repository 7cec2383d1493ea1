import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The migrations of the first release. None of them is ever changed. */
const RELEASED: Readonly<Record<string, readonly string[]>> = {
  analytics: ['20261123005727_init'],
  bus: ['20260101000000_event_log'],
  delivery: ['20261123005017_init'],
  inventory: ['20261123001713_init'],
  orders: ['20261123000100_init'],
  payments: ['20261123003425_init', '20261123032525_remember_the_request_of_a_task'],
  products: ['20261122150000_init'],
  users: ['20261123003647_init', '20261123032925_find_administrators'],
};

/** Just after the shop was killed. */
export const KILLED_AT = new Date('2027-01-16T00:09:38Z');

/** Its three customers: the first two registered one mailbox under two spellings. */
export const RELEASED_CUSTOMERS = {
  typed: 'usr_01m8ajjrfjecxvjtap9syg19v9',
  encoded: 'usr_01m8ajjrryecxvjtcn6necm4hd',
  third: 'usr_01m8ajjrwsecxvjteh8yv84cz7',
} as const;

/** The good refresh token of one of the second customer's sessions. */
export const RELEASED_REFRESH_TOKEN = 'cmVsZWFzZWQtcmVmcmVzaC10b2tlbi1vZi1hLXNlc3M';

/** A database as the first release left it: its schemas alone, and the rows of `released-shop.sql`. */
export async function releasedShop({ embedded }: { readonly embedded: boolean }): Promise<TestDatabase> {
  const root = await mkdtemp(join(tmpdir(), 'depachika-released-'));
  try {
    for (const [domain, names] of Object.entries(RELEASED)) await copyMigrations(root, domain, names);
    const test = await testDatabase({ root, domains: Object.keys(RELEASED), embedded });
    const rows = await readFile(new URL('released-shop.sql', import.meta.url), 'utf8');
    const database = test.database('fixture');
    for (const statement of rows.split(/;\n/)) if (statement.trim()) await database.query(statement);
    return test;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function copyMigrations(root: string, domain: string, names: readonly string[]): Promise<void> {
  const folder = join('prisma', domain);
  await mkdir(join(root, folder, 'migrations'), { recursive: true });
  for (const name of names)
    await cp(join(ROOT, folder, 'migrations', name), join(root, folder, 'migrations', name), {
      recursive: true,
    });
  // Names the domain's schema in the database; plain SQL has none.
  await cp(join(ROOT, folder, 'schema.prisma'), join(root, folder, 'schema.prisma')).catch(() => undefined);
}
