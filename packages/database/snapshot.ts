import type { Database, Sql } from './database.ts';

/** Runs one named part of a long read; whoever gives one may tell a person how long each part takes. */
export type Timed = <T>(name: string, run: () => Promise<T>) => Promise<T>;

/** What whoever asks for a long read may want of it. */
export interface LongReadOptions {
  /** Runs each part of the read, by its name; default: nobody looks at the time. */
  readonly timed?: Timed;
  /** Stops the read: the statement that runs is cancelled on a real PostgreSQL, and awaited on an embedded one. */
  readonly signal?: AbortSignal;
}

export interface SnapshotOptions {
  /** Shown in logs and errors: `payments.audit`. */
  readonly name: string;
  readonly signal: AbortSignal | undefined;
}

export const untimed: Timed = (_name, run) => run();

const LONGEST_READ_MS = 600_000;

/**
 * A long read of one instant, beside a shop that sells: it writes nothing, takes one core of the server at most, and its
 * statement ends within a second after its process does, however that ended. The database needs a second connection to
 * be stopped by `signal`.
 */
export function readSnapshot<T>(
  database: Database,
  { name, signal }: SnapshotOptions,
  read: (snapshot: Sql) => Promise<T>,
): Promise<T> {
  const options = { name, isolation: 'repeatable read', timeoutMs: LONGEST_READ_MS } as const;
  const reading = database.transaction(options, async (tx) => {
    await tx.query('SET TRANSACTION READ ONLY');
    // The sessions of an embedded database are one: what is set for one is set for all, and nothing cancels it.
    if (database.embedded) return read(stoppable(tx, signal));
    await tx.query('SET LOCAL max_parallel_workers_per_gather = 0');
    await tx.query(END_WITH_CLIENT);
    const stopListening = signal ? await cancelOn(signal, database, tx) : () => undefined;
    try {
      return await read(stoppable(tx, signal));
    } finally {
      stopListening();
    }
  });
  return reading.catch((error) => {
    throw signal?.aborted ? signal.reason : error;
  });
}

/** A server on Windows cannot look after its client, and says so with this code: there `statement_timeout` ends it. */
const END_WITH_CLIENT = `DO $$ BEGIN SET LOCAL client_connection_check_interval = '500ms';
  EXCEPTION WHEN invalid_parameter_value THEN NULL; END $$`;

function stoppable(tx: Sql, signal: AbortSignal | undefined): Sql {
  return {
    query: (text, values) => {
      signal?.throwIfAborted();
      return tx.query(text, values);
    },
  };
}

/** The server is asked for its process: PgBouncer would give the client another number. */
async function cancelOn(signal: AbortSignal, database: Database, tx: Sql): Promise<() => void> {
  const [session] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  // Whoever aborts is outside of the transaction, and so is what is called from there. A failure to cancel is no news:
  // the process ends, and the statement with it.
  const cancel = () =>
    void database.query('SELECT pg_cancel_backend($1)', [session!.pid]).catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  return () => signal.removeEventListener('abort', cancel);
}
