import type { Cache } from '@depachika/cache/cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import type { EventLog } from '@depachika/events/event-log.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import type { ExecutableSubgraph, ServableSubgraph } from '@depachika/graphql/executable-subgraph.ts';
import type { IdentityVerifier } from '@depachika/identity/identity-token.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import type { RpcRoute } from '@depachika/rpc/rpc.ts';
import type { ReadMetric } from '@depachika/telemetry/metrics.ts';
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

/** A domain as its boundary function returns it: everything that a topology serves, nothing that listens yet. */
export interface Subgraph extends ExecutableSubgraph, ServableSubgraph {
  readonly rpc: readonly RpcRoute[];
  readonly consumers: readonly EventConsumer[];
  /** What only this domain can count, for whoever watches it. */
  readonly gauges?: readonly ReadMetric[];
  /** Starts background work: polls, timers, group commit. Consumers, relay and ports are the topology's. */
  start(): Promise<void>;
  /** Finishes what is in hand. Does not close what it was given. */
  close(): Promise<void>;
}
