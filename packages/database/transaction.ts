import { backoffMs, jittered } from '@depachika/clock/backoff.ts';
import type { PoolClient } from 'pg';
import type { Logger } from 'pino';
import type { Row, Transaction, TransactionOptions } from './database.ts';
import { DatabaseFault, TransactionTimeout } from './faults.ts';
import { insideTransaction } from './inside-transaction.ts';
import type { ServicePool } from './service-pool.ts';
import type { NameStatement } from './statement-names.ts';

export interface TransactionContext {
  readonly pool: ServicePool;
  readonly named: NameStatement;
  readonly limits: { readonly statementTimeoutMs: number; readonly embedded: boolean };
  readonly logger: Pick<Logger, 'error'> | undefined;
}

const DEFAULT_TIMEOUT_MS = 5000;
const MAX_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 8;

/** One transaction with its retries; see {@link Database.transaction}. */
export async function runTransaction<T>(
  context: TransactionContext,
  options: TransactionOptions,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const deadline = performance.now() + timeoutMs;
  for (let attempt = 1; ; attempt += 1) {
    const run = new Attempt(context, options, deadline, timeoutMs);
    try {
      const result = await run.complete(work);
      for (const hook of run.hooks) runHook(hook, options.name, context.logger);
      return result;
    } catch (error) {
      if (!run.worthRepeating || attempt === MAX_ATTEMPTS) throw error;
    }
    // Half fixed, half random: those who collided do not collide again.
    await delay(jittered(backoffMs({ firstMs: FIRST_PAUSE_MS }, attempt), { least: 0.5, most: 1.5 }));
    if (performance.now() >= deadline) throw new TransactionTimeout(options.name, timeoutMs);
  }
}

class Attempt implements Transaction {
  readonly hooks: (() => void)[] = [];
  readonly #context: TransactionContext;
  readonly #options: TransactionOptions;
  readonly #deadline: number;
  readonly #timeoutMs: number;
  #client: PoolClient | undefined;
  #ended = false;
  #failure: string | undefined;
  #expire: ((error: TransactionTimeout) => void) | undefined;

  constructor(context: TransactionContext, options: TransactionOptions, deadline: number, timeoutMs: number) {
    this.#context = context;
    this.#options = options;
    this.#deadline = deadline;
    this.#timeoutMs = timeoutMs;
  }

  /** A deadlock or a serialisation failure undid everything: the same work may succeed now. */
  get worthRepeating(): boolean {
    return this.#failure === '40P01' || this.#failure === '40001';
  }

  async complete<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#timeOut(), Math.max(0, this.#deadline - performance.now()));
    const expired = new Promise<never>((_, reject) => {
      this.#expire = reject;
    });
    expired.catch(() => undefined);
    try {
      return await Promise.race([this.#run(work), expired]);
    } finally {
      clearTimeout(timer);
      this.#ended = true;
    }
  }

  async query<R extends Row>(text: string, values?: readonly unknown[]): Promise<R[]> {
    if (this.#ended) throw new Error(`Transaction ${this.#options.name} is over, but it was sent: ${text}`);
    try {
      return (await this.#client!.query(this.#context.named(text, values))).rows;
    } catch (error) {
      throw this.#fault(error);
    }
  }

  afterCommit(run: () => void): void {
    this.hooks.push(run);
  }

  async #run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.#context.pool.connect();
    if (this.#ended) {
      client.release();
      throw new TransactionTimeout(this.#options.name, this.#timeoutMs);
    }
    this.#client = client;
    try {
      await this.#control(this.#begin());
      const result = await insideTransaction(this.#options.name, () => work(this));
      await this.#commit();
      this.#release();
      return result;
    } catch (error) {
      await this.#rollback();
      throw error;
    }
  }

  #begin(): string {
    const { isolation, name } = this.#options;
    const { embedded, statementTimeoutMs } = this.#context.limits;
    const begin = isolation ? `BEGIN ISOLATION LEVEL ${isolation}` : 'BEGIN';
    if (embedded || this.#timeoutMs <= statementTimeoutMs) return begin;
    if (!Number.isInteger(this.#timeoutMs)) throw new RangeError(`timeoutMs of ${name} must be an integer`);
    return `${begin}; SET LOCAL statement_timeout = ${this.#timeoutMs}`;
  }

  /** PostgreSQL answers COMMIT with ROLLBACK, and no error, when a statement failed and the work went on regardless. */
  async #commit(): Promise<void> {
    const { command } = await this.#control('COMMIT');
    if (command !== 'COMMIT') {
      throw new Error(`Transaction ${this.#options.name} was rolled back: it ignored a failed statement`);
    }
  }

  async #control(text: string): Promise<{ command: string }> {
    try {
      return await this.#client!.query(text);
    } catch (error) {
      throw this.#fault(error);
    }
  }

  async #rollback(): Promise<void> {
    try {
      await this.#client?.query('ROLLBACK');
      this.#release();
    } catch (error) {
      this.#release(error as Error);
    }
  }

  /** Breaks the connection: the server undoes what was open, whatever the work is waiting for. */
  #timeOut(): void {
    const error = new TransactionTimeout(this.#options.name, this.#timeoutMs);
    this.#ended = true;
    this.#release(error);
    this.#expire?.(error);
  }

  #release(error?: Error): void {
    const client = this.#client;
    this.#client = undefined;
    client?.release(error);
  }

  #fault(error: unknown): DatabaseFault {
    const fault = new DatabaseFault(`Transaction ${this.#options.name}`, error);
    this.#failure ??= fault.code;
    return fault;
  }
}

function runHook(hook: () => void, transaction: string, logger: TransactionContext['logger']): void {
  try {
    hook();
  } catch (error) {
    logger?.error({ error, transaction }, 'a hook after commit failed');
  }
}

function delay(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
