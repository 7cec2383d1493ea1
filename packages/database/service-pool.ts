import type { PoolClient, PoolConfig } from 'pg';
import pg from 'pg';
import { Overloaded } from './faults.ts';
import { transactionRefusal } from './inside-transaction.ts';

export interface ServicePoolOptions extends PoolConfig {
  readonly service: string;
  readonly maxWaiting: number;
  /** Called for every statement but those that open and end transactions. */
  readonly onStatement: () => void;
}

type ConnectCallback = Parameters<pg.Pool['connect']>[0];
type ReleaseClient = Parameters<ConnectCallback>[2];

/**
 * A pool for everyone who speaks SQL in one service. It hands out nothing inside a transaction, and refuses at
 * once instead of letting more than `maxWaiting` callers queue.
 */
export class ServicePool extends pg.Pool {
  readonly #service: string;
  readonly #maxWaiting: number;

  constructor({ service, maxWaiting, onStatement, ...config }: ServicePoolOptions) {
    super({ ...config, Client: countingClient(onStatement) } as PoolConfig);
    this.#service = service;
    this.#maxWaiting = maxWaiting;
    // A client that breaks while it is lent emits an error beside failing its statements; unheard it kills the process.
    this.on('connect', (client) => client.on('error', () => undefined));
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<PoolClient> | undefined {
    const refused = transactionRefusal(`a connection of ${this.#service}`) ?? this.#overload();
    if (!callback)
      return refused ? Promise.reject(refused) : super.connect().catch((error) => this.#explain(error));
    if (refused) callback(refused, undefined, releaseNothing);
    else super.connect(callback);
  }

  // biome-ignore lint/suspicious/noExplicitAny: passes on every overload of pg's own query
  override query(...args: any[]): any {
    const [statement] = args;
    const text = typeof statement === 'string' ? statement : statement?.text;
    const refused = transactionRefusal(`a statement on another connection of ${this.#service}: ${text}`);
    const callback = args.find((argument) => typeof argument === 'function');
    if (refused && callback) return callback(refused);
    if (refused) return Promise.reject(refused);
    const answer = (super.query as (...args: unknown[]) => Promise<unknown> | undefined)(...args);
    return callback ? answer : answer?.catch((error) => this.#explain(error));
  }

  #overload(): Overloaded | undefined {
    if (this.waitingCount < this.#maxWaiting) return undefined;
    return new Overloaded(this.#service, `${this.waitingCount} callers wait for a connection`);
  }

  #explain(error: Error): never {
    if (error.message !== 'timeout exceeded when trying to connect') throw error;
    throw new Overloaded(this.#service, 'no connection became free in time', { cause: error });
  }
}

const releaseNothing: ReleaseClient = () => undefined;

function countingClient(onStatement: () => void): typeof pg.Client {
  return class extends pg.Client {
    // biome-ignore lint/suspicious/noExplicitAny: passes on every overload of pg's own query
    override query(...args: any[]): any {
      const [statement] = args;
      const text: unknown = typeof statement === 'string' ? statement : statement?.text;
      if (typeof text !== 'string' || !TRANSACTION_CONTROL.test(text)) onStatement();
      return (super.query as (...args: unknown[]) => unknown)(...args);
    }
  };
}

const TRANSACTION_CONTROL = /^(begin|commit|rollback|savepoint|release|set transaction|set local)\b/i;
