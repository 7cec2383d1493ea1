import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@depachika/clock/clock.ts';
import pg from 'pg';
import { dropDatabaseRoles } from '../database-roles.ts';
import { type PrepareOptions, prepare } from '../prepare.ts';

/** An empty database of its own on a real server, and a folder for secrets: for tests of this topology. */
export interface EmptyPlace {
  readonly adminUrl: string;
  readonly folder: string;
  prepare(options?: Partial<PrepareOptions>): Promise<string>;
  remove(): Promise<void>;
}

/**
 * @param server whose role may create databases and roles
 * @param pgbouncer through which services reach it
 */
export async function emptyPlace(server: string, pgbouncer?: string): Promise<EmptyPlace> {
  const name = `depachika_topology_${randomBytes(6).toString('hex')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const adminUrl = url.href;
  const pooledUrl = pgbouncer && Object.assign(new URL(pgbouncer), { pathname: url.pathname }).href;
  await onServer(server, `CREATE DATABASE ${name}`);
  const folder = await mkdtemp(join(tmpdir(), 'depachika-topology-'));
  return {
    adminUrl,
    folder,
    prepare: (options) =>
      prepare({
        folder,
        adminUrl,
        pooledUrl,
        logIsTable: true,
        demo: false,
        clock: systemClock,
        step: (_, work) => work(),
        note: () => undefined,
        ...options,
      }),
    async remove() {
      await dropDatabaseRoles(adminUrl);
      await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
