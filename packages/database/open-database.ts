import { type Clock, systemClock } from '@depachika/clock/clock.ts';
import type { Logger } from 'pino';
import { columnTypes } from './column-types.ts';
import type { Database, Row } from './database.ts';
import { DatabaseFault, Overloaded } from './faults.ts';
import { InsideTransaction } from './inside-transaction.ts';
import { type Replica, watchedReplica } from './replica.ts';
import { ServicePool } from './service-pool.ts';
import { isPooledUrl, SESSION_LIMITS, sessionSettings } from './sessions/session-limits.ts';
import { namedStatements, unnamed } from './statement-names.ts';
import { runTransaction } from './transaction.ts';

export interface OpenDatabaseOptions {
  /**
   * `postgres://…`; that of an embedded database carries `embedded=true` and is recognised by it. `pgbouncer=true`
   * says that sessions are lent by transaction: then no statement is prepared, and limits are those of the role.
   */
  readonly url: string;
  /** One streaming replica of a real PostgreSQL: reads in the scope of `readFromReplica` go there while it is fresh. */
  readonly readUrl?: string | undefined;
  /** Shown in errors and in `pg_stat_activity`. */
  readonly service: string;
  /** Default: 10, embedded 3. */
  readonly poolSize?: number;
  /** Callers who may wait for a connection before {@link Overloaded} is thrown; default 200. */
  readonly maxWaiting?: number;
  /** Longest wait for a connection; default 5,000. */
  readonly maxWaitMs?: number;
  /** Longest single statement on a real PostgreSQL; default 5,000. A transaction's longer `timeoutMs` raises it. */
  readonly statementTimeoutMs?: number;
  /** Longest wait for a row lock on a real PostgreSQL; default 3,000. */
  readonly lockTimeoutMs?: number;
  readonly logger?: Pick<Logger, 'warn' | 'error' | 'info'>;
  /** Tells how old a replica is; default the machine's. */
  readonly clock?: Clock;
}

/** Connects lazily: a database that is away shows at the first statement. A replica is watched from the start. */
export function openDatabase(options: OpenDatabaseOptions): Database {
  const embedded = isEmbeddedUrl(options.url);
  const limits = {
    statementTimeoutMs: options.statementTimeoutMs ?? SESSION_LIMITS.statementTimeoutMs,
    embedded,
  };
  const isPooled = [options.url, options.readUrl ?? ''].some(isPooledUrl);
  const named = embedded || isPooled ? unnamed : namedStatements();
  let statements = 0;
  const onStatement = () => {
    statements += 1;
  };
  const replica = embedded ? undefined : openReplica(options, onStatement);
  const pool = openPool(options, { embedded, onStatement, replica });

  return {
    pool,
    embedded,
    statementCount: () => statements,
    async query<R extends Row>(text: string, values?: readonly unknown[]): Promise<R[]> {
      try {
        return (await pool.query(named(text, values))).rows;
      } catch (error) {
        throw explained(`Statement of ${options.service}`, error);
      }
    },
    transaction: (transaction, work) =>
      runTransaction({ pool, named, limits, logger: options.logger }, transaction, work),
    close: once(async () => {
      await Promise.all([pool.end(), replica?.close()]);
    }),
  };
}

/** True when this address is that of an embedded database. */
export function isEmbeddedUrl(url: string): boolean {
  return /[?&]embedded=true\b/.test(url);
}

interface PoolParts {
  readonly embedded: boolean;
  readonly onStatement: () => void;
  readonly replica?: Replica | undefined;
}

function openPool(options: OpenDatabaseOptions, parts: PoolParts): ServicePool {
  const { embedded, onStatement, replica } = parts;
  const pool = new ServicePool({
    ...poolSettings(options, embedded),
    service: options.service,
    onStatement,
    ...(replica ? { replica } : {}),
  });
  pool.on('error', (error) =>
    options.logger?.warn({ error, service: options.service }, 'idle connection lost'),
  );
  return pool;
}

function poolSettings(options: OpenDatabaseOptions, embedded: boolean) {
  return {
    maxWaiting: options.maxWaiting ?? 200,
    connectionString: options.url,
    application_name: `depachika ${options.service}`,
    max: options.poolSize ?? (embedded ? 3 : 10),
    connectionTimeoutMillis: options.maxWaitMs ?? 5000,
    idleTimeoutMillis: 60_000,
    types: columnTypes,
    ...(embedded || isPooledUrl(options.url) ? {} : serverLimits(options)),
  };
}

/** Readers of a replica wait neither for a connection nor for a server that fell silent: they ask the primary. */
function openReplica(options: OpenDatabaseOptions, onStatement: () => void): Replica | undefined {
  const { url: primaryUrl, readUrl: url, service, clock = systemClock, logger } = options;
  if (url === undefined) return undefined;
  const pool = new ServicePool({
    ...poolSettings({ ...options, url, maxWaitMs: REPLICA_WAIT_MS }, false),
    service: `${service} replica`,
    onStatement,
    query_timeout: options.statementTimeoutMs ?? 5000,
  });
  pool.on('error', () => undefined);
  return watchedReplica({ service, primaryUrl, url, pool, clock, logger });
}

const REPLICA_WAIT_MS = 1_000;

/**
 * As startup parameters these cost no round trip. Embedded sessions are one and the same: nothing is set there. PgBouncer
 * refuses them: there they belong to the role (`sessions/pgbouncer.ts`).
 */
function serverLimits(options: OpenDatabaseOptions) {
  return sessionSettings({
    statementTimeoutMs: options.statementTimeoutMs ?? SESSION_LIMITS.statementTimeoutMs,
    lockTimeoutMs: options.lockTimeoutMs ?? SESSION_LIMITS.lockTimeoutMs,
  });
}

function explained(operation: string, error: unknown): unknown {
  if (error instanceof InsideTransaction || error instanceof Overloaded) return error;
  return new DatabaseFault(operation, error);
}

function once(run: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= run());
}
