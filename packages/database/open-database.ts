import type { Logger } from 'pino';
import { columnTypes } from './column-types.ts';
import type { Database, Row } from './database.ts';
import { DatabaseFault, Overloaded } from './faults.ts';
import { InsideTransaction } from './inside-transaction.ts';
import { ServicePool } from './service-pool.ts';
import { namedStatements, unnamed } from './statement-names.ts';
import { runTransaction } from './transaction.ts';

export interface OpenDatabaseOptions {
  /**
   * `postgres://…`; that of an embedded database carries `embedded=true` and is recognised by it. `pgbouncer=true`
   * says that connections are shared with others by transaction: then no statement is prepared.
   */
  readonly url: string;
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
  readonly logger?: Pick<Logger, 'warn' | 'error'>;
}

/** Connects lazily: a database that is away shows at the first statement. */
export function openDatabase(options: OpenDatabaseOptions): Database {
  const embedded = isEmbeddedUrl(options.url);
  const limits = { statementTimeoutMs: options.statementTimeoutMs ?? 5000, embedded };
  const named = embedded || isShared(options.url) ? unnamed : namedStatements();
  let statements = 0;
  const pool = openPool(options, embedded, () => {
    statements += 1;
  });

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
    close: once(() => pool.end()),
  };
}

/** True when this address is that of an embedded database. */
export function isEmbeddedUrl(url: string): boolean {
  return /[?&]embedded=true\b/.test(url);
}

function isShared(url: string): boolean {
  return /[?&]pgbouncer=true\b/.test(url);
}

function openPool(options: OpenDatabaseOptions, embedded: boolean, onStatement: () => void): ServicePool {
  const pool = new ServicePool({
    service: options.service,
    maxWaiting: options.maxWaiting ?? 200,
    onStatement,
    connectionString: options.url,
    application_name: `depachika ${options.service}`,
    max: options.poolSize ?? (embedded ? 3 : 10),
    connectionTimeoutMillis: options.maxWaitMs ?? 5000,
    idleTimeoutMillis: 60_000,
    types: columnTypes,
    ...(embedded ? {} : serverLimits(options)),
  });
  pool.on('error', (error) =>
    options.logger?.warn({ error, service: options.service }, 'idle connection lost'),
  );
  return pool;
}

/** As startup parameters these cost no round trip. Embedded sessions are one and the same: nothing is set there. */
function serverLimits(options: OpenDatabaseOptions) {
  return {
    statement_timeout: options.statementTimeoutMs ?? 5000,
    lock_timeout: options.lockTimeoutMs ?? 3000,
    idle_in_transaction_session_timeout: 30_000,
  };
}

function explained(operation: string, error: unknown): unknown {
  if (error instanceof InsideTransaction || error instanceof Overloaded) return error;
  return new DatabaseFault(operation, error);
}

function once(run: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= run());
}
