import type { PoolClient, PoolConfig } from 'pg';
import pg from 'pg';
import { Overloaded } from './faults.ts';
import { transactionRefusal } from './inside-transaction.ts';
import { mayReadFromReplica, stayWithPrimary } from './read-scope.ts';
import type { Replica } from './replica.ts';

export interface ServicePoolOptions extends PoolConfig {
  readonly service: string;
  readonly maxWaiting: number;
  /** Called for every statement but those that open and end transactions. */
  readonly onStatement: () => void;
  /** Asked first by statements in the scope of `readFromReplica`. */
  readonly replica?: Replica;
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
  readonly #replica: Replica | undefined;

  constructor({ service, maxWaiting, onStatement, replica, ...config }: ServicePoolOptions) {
    super({ ...config, Client: countingClient(onStatement) } as PoolConfig);
    this.#service = service;
    this.#maxWaiting = maxWaiting;
    this.#replica = replica;
    // A client that breaks while it is lent emits an error beside failing its statements; unheard it kills the process.
    this.on('connect', (client) => client.on('error', () => undefined));
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<PoolClient> | undefined {
    if (this.#replica) stayWithPrimary();
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
    if (callback) return this.#ask(args);
    return this.#replica && mayReadFromReplica() ? this.#askReplica(this.#replica, args) : this.#answer(args);
  }

  async #askReplica(replica: Replica, args: unknown[]): Promise<unknown> {
    const answer = await replica.attempt((pool) => (pool as ServicePool).query(...args));
    return answer ? answer.value : this.#answer(args);
  }

  #answer(args: unknown[]): Promise<unknown> | undefined {
    return this.#ask(args)?.catch((error) => this.#explain(error));
  }

  #ask(args: unknown[]): Promise<unknown> | undefined {
    return (super.query as (...args: unknown[]) => Promise<unknown> | undefined)(...args);
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
