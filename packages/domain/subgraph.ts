import type { Cache } from '@depachika/cache/cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import type { EventLog, StoredEvent, Topic } from '@depachika/events/event-log.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import type { IdentityVerifier } from '@depachika/identity/identity-token.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import type { RpcRoute } from '@depachika/rpc/rpc.ts';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';

/** What every domain is given, whatever the topology. */
export interface ServiceDependencies {
  readonly database: Database;
  readonly log: EventLog;
  readonly pubSub: PubSub;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly crashPoints: CrashPoints;
  readonly logger: Logger;
  readonly identity: IdentityVerifier;
}

/** What every resolver's context holds; a domain adds its own loaders. */
export interface RequestContext {
  readonly caller: Caller;
  readonly requestId: string;
}

export interface GraphQLRequest {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly requestId?: string;
  /** A query may be answered by a read replica; absent: by the primary. */
  readonly reads?: 'replica' | undefined;
}

/** Handles one kind of event inside the transaction that also remembers the event's id. It must only use `tx`. */
export type EventHandler = (tx: Transaction, stored: StoredEvent) => Promise<void>;

/**
 * Handles events of one kind at once, no two of the same key, with as many statements as for one. Only for kinds that
 * come by the hundred: what it appends must name each event's request id itself.
 */
export type BatchHandler = (tx: Transaction, events: readonly StoredEvent[]) => Promise<void>;

export interface EventConsumer {
  /** Default: the domain's name. */
  readonly group: string;
  readonly topics: readonly Topic[];
  /** By event type; types without a handler are skipped. */
  readonly handlers: Readonly<Record<string, EventHandler>>;
  /** By event type, for some of those that have a handler: takes its place. */
  readonly batchHandlers?: Readonly<Record<string, BatchHandler>>;
}

/** A domain as its boundary function returns it: everything that a topology serves, nothing that listens yet. */
export interface Subgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** Answers queries and mutations. Throws `IdentityRefused` before anything is read when the token is not good. */
  execute(request: GraphQLRequest, identityToken: string | undefined): Promise<ExecutionResult>;
  /** Answers a subscription: one result per event, until the consumer calls `return()`. */
  subscribe(
    request: GraphQLRequest,
    identityToken: string | undefined,
  ): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>;
  readonly rpc: readonly RpcRoute[];
  readonly consumers: readonly EventConsumer[];
  /** Starts background work: polls, timers, group commit. Consumers, relay and ports are the topology's. */
  start(): Promise<void>;
  /** Resolves when it can answer; rejects with what is missing. */
  ready(): Promise<void>;
  /** Finishes what is in hand. Does not close what it was given. */
  close(): Promise<void>;
}
