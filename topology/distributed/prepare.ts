import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { migrate } from '@depachika/database/migrations/migrations.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { limitPooledSessions } from '@depachika/database/sessions/pgbouncer.ts';
import type { SessionLimits } from '@depachika/database/sessions/session-limits.ts';
import { seed } from '@depachika/demo/seed.ts';
import type { IdentityKeys } from '@depachika/identity/identity-keys.ts';
import { DOMAIN_SERVICES, type DomainName } from '@depachika/schema/services.ts';
import { createDatabaseRoles, type DatabaseRoles, grantRights, takeOwnership } from './database-roles.ts';
import { SERVICE_NAMES } from './plan.ts';
import { makeServiceFolders, readDatabaseUrl, writeDatabaseUrl } from './service-folders.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

export interface PrepareOptions {
  /** Keys, certificates and database addresses, one folder per service. */
  readonly folder: string;
  /** A role that may create roles. */
  readonly adminUrl: string;
  /** The PgBouncer through which services reach the database, each as its own role; what it lends is limited. */
  readonly pooledUrl?: string | undefined;
  /** Of the sessions that it lends. */
  readonly sessionLimits?: SessionLimits;
  readonly logIsTable: boolean;
  readonly demo: boolean;
  readonly hosts?: readonly string[];
  readonly routerKeys?: IdentityKeys;
  readonly clock: Clock;
  readonly step: <T>(what: string, work: () => Promise<T>) => Promise<T>;
  readonly note: (what: string) => void;
}

/**
 * Everything that must be there before services run, and that they have no right to do themselves. Repeatable.
 * @returns the database's address for a role that may read and change every schema
 */
export async function prepare(options: PrepareOptions): Promise<string> {
  const { adminUrl, pooledUrl, sessionLimits, logIsTable, step, note } = options;
  await step('Every service has its keys and certificate', () =>
    makeServiceFolders({ ...options, services: SERVICE_NAMES }),
  );
  const { migrationsUrl, urls } = await step('Every service has its role in PostgreSQL', () =>
    makeRoles(options),
  );
  await step('Schemas are up to date', async () => {
    await takeOwnership(adminUrl);
    await migrate({
      url: migrationsUrl,
      root: PROJECT,
      onProgress: (domain, names) => note(`${domain}: ${names.join(', ')}`),
    });
    await grantRights({ adminUrl, logIsTable });
  });
  if (pooledUrl)
    await step('PgBouncer lends every service limited sessions', async () => {
      for (const { name } of DOMAIN_SERVICES)
        await limitPooledSessions(
          { pooledUrl: addressAt(pooledUrl, urls[name]), directUrl: adminUrl },
          sessionLimits,
        );
    });
  await step('Reference and demo data are there', () => seedAs(urls, options));
  return migrationsUrl;
}

async function makeRoles({ folder, adminUrl, pooledUrl }: PrepareOptions) {
  const migrationsFile = join(folder, 'authority', 'migrations-url');
  const roles = await createDatabaseRoles({
    adminUrl,
    async knownUrl(service) {
      if (service !== 'migrations') return readDatabaseUrl(folder, service);
      return existsSync(migrationsFile) ? (await readFile(migrationsFile, 'utf8')).trim() : undefined;
    },
  });
  await mkdir(join(folder, 'authority'), { recursive: true, mode: 0o700 });
  await writeFile(migrationsFile, `${roles.migrationsUrl}\n`, { mode: 0o600 });
  for (const { name } of DOMAIN_SERVICES) {
    const directUrl = roles.urls[name];
    await writeDatabaseUrl(folder, name, pooledUrl ? addressAt(pooledUrl, directUrl) : directUrl);
  }
  return roles;
}

/** For the role of the second address, at the place of the first. */
function addressAt(place: string, role: string): string {
  const { username, password } = new URL(role);
  return Object.assign(new URL(place), { username, password }).href;
}

/** With each service's own rights: what it may not write, its demo may not write either. */
async function seedAs(
  urls: DatabaseRoles['urls'],
  { clock, demo, note }: Pick<PrepareOptions, 'clock' | 'demo' | 'note'>,
): Promise<void> {
  const databases = new Map<DomainName, Database>();
  for (const { name } of DOMAIN_SERVICES) {
    const url = urls[name];
    databases.set(
      name,
      openDatabase({ url, service: `${name} seed`, poolSize: 3, statementTimeoutMs: SEED_STATEMENT_MS }),
    );
  }
  try {
    await seed({ database: (name) => databases.get(name)!, clock, demo, note });
  } finally {
    await Promise.all([...databases.values()].map((database) => database.close()));
  }
}

const SEED_STATEMENT_MS = 60_000;
