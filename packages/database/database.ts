import type { Pool } from 'pg';

/**
 * Rows as PostgreSQL returns them: column names in snake_case, as the tables have them. `bigint` is a number (thrown
 * beyond 2^53 - 1), `date` is `YYYY-MM-DD`, `numeric` a string, `timestamptz` a Date.
 */
export type Row = Record<string, unknown>;

export interface Sql {
  /**
   * One statement with `$1`… parameters. Names are always qualified by schema: embedded sessions are shared.
   * Throws `DatabaseFault` with PostgreSQL's code and constraint (see `faults.ts`).
   */
  query<R extends Row = Row>(text: string, values?: readonly unknown[]): Promise<R[]>;
}

/** A running transaction. Nothing may be awaited while it runs but its own statements: all else throws. */
export interface Transaction extends Sql {
  /** Runs after a successful commit, outside the transaction; what it throws is logged, never returned. */
  afterCommit(run: () => void): void;
}

export interface TransactionOptions {
  /** Shown in logs, metrics and errors: `orders.placeOrder`. */
  readonly name: string;
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /** Whole transaction, waiting for a connection included; default 5,000. */
  readonly timeoutMs?: number;
}

/** One service's connection to its database. Prisma (through `pool`) and SQL share it. */
export interface Database extends Sql {
  /** Retries deadlocks and serialisation failures (40P01, 40001) a bounded number of times; `work` must be repeatable. */
  transaction<T>(options: TransactionOptions, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** For `new PrismaPg(database.pool, { schema })`. Refuses to connect inside a transaction. */
  readonly pool: Pool;
  /** True for PGlite: one session behind all connections, no LISTEN, no advisory locks. */
  readonly embedded: boolean;
  /** Statements sent so far, BEGIN and COMMIT not counted; tests compare two readings. */
  statementCount(): number;
  close(): Promise<void>;
}
