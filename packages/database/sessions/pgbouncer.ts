import pg from 'pg';
import { SESSION_LIMITS, type SessionLimits, sessionSettings } from './session-limits.ts';

export interface PooledAddress {
  /** By the role that sessions are lent to. */
  readonly pooledUrl: string;
  /** Of the server itself, by a role that may alter that role, as every role may itself. */
  readonly directUrl: string;
}

/**
 * Gives a role its limits in this database, as a default of every session that begins from now on: PgBouncer refuses them
 * as startup parameters, and what a client sets would be set for whoever is lent the session next.
 * @throws when the addresses lead to different databases, or sessions behind PgBouncer are older than the limits
 */
export async function limitPooledSessions(
  { pooledUrl, directUrl }: PooledAddress,
  limits: SessionLimits = SESSION_LIMITS,
): Promise<void> {
  const role = decodeURIComponent(new URL(pooledUrl).username);
  const place = await asking(directUrl, async (server) => {
    await limitRole(server, role, limits);
    return placeOf(server);
  });
  await asking(pooledUrl, async (pooled) => {
    if ((await placeOf(pooled)) !== place)
      throw new Error(
        'DATABASE_DIRECT_URL must name the database that the PgBouncer of DATABASE_URL leads to, and it names another one',
      );
    await refuseOtherLimits(pooled, limits);
  });
}

async function limitRole(server: pg.Client, role: string, limits: SessionLimits): Promise<void> {
  const { rows } = await server.query<{ name: string }>('SELECT current_database() AS name');
  const [to, at] = [role, rows[0]!.name].map(pg.escapeIdentifier);
  const statements = Object.entries(sessionSettings(limits)).map(
    ([name, value]) => `ALTER ROLE ${to} IN DATABASE ${at} SET ${name} = ${value}`,
  );
  await server.query(statements.join(';'));
}

/** Throws, naming the setting, where sessions behind PgBouncer do not have the limits that this process relies on. */
export async function refuseOtherLimits(
  pooled: Pick<pg.Pool | pg.Client, 'query'>,
  limits: SessionLimits,
): Promise<void> {
  const { rows } = await pooled.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_catalog.pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')`,
  );
  const found = new Map(rows.map(({ name, setting }) => [name, Number(setting)]));
  const expected = [
    ['DATABASE_STATEMENT_TIMEOUT_MS', limits.statementTimeoutMs, found.get('statement_timeout')],
    ['DATABASE_LOCK_TIMEOUT_MS', limits.lockTimeoutMs, found.get('lock_timeout')],
  ] as const;
  for (const [setting, wanted, actual] of expected) {
    if (actual === wanted) continue;
    throw new Error(
      `${setting} is ${wanted}, but sessions behind the PgBouncer of DATABASE_URL have ${actual}: prepare the database with the same setting (npm start and npm run prepare:distributed do), then send RECONNECT to PgBouncer`,
    );
  }
}

/** Differs for every database of every server. */
async function placeOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ place: string }>(
    `SELECT system_identifier || '/' || current_database() AS place FROM pg_catalog.pg_control_system()`,
  );
  return rows[0]!.place;
}

async function asking<T>(connectionString: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, application_name: 'depachika limits' });
  await client.connect().catch((cause) => {
    const { username, host } = new URL(connectionString);
    throw new Error(`${host} does not let ${username} in: ${cause.message}`, { cause });
  });
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}
