import { waitFor } from '@depachika/background/wait-for.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { type RunningConsumer, startConsumer } from '@depachika/events/consumer/consumer.ts';
import type { EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import type { DeadLetters } from '@depachika/events/dead-letters.ts';
import { type Relay, startRelay } from '@depachika/events/outbox/relay.ts';
import { type SubgraphServer, serveSubgraphHttp } from '@depachika/graphql/http/serve-http.ts';
import type { FastifyInstance } from 'fastify';

export interface RunDomainOptions {
  readonly subgraph: Subgraph;
  readonly deps: ServiceDependencies;
  readonly deadLetters: DeadLetters;
  /** The domain's schema in PostgreSQL. */
  readonly databaseSchema: string;
  /** False for a domain that publishes nothing and has no outbox. */
  readonly publishes: boolean;
  /** Absent: the domain answers in process only. */
  readonly http?: {
    readonly host?: string;
    readonly port: number;
    readonly routes?: (http: FastifyInstance) => void;
  };
}

export interface RunningDomain {
  /** Committed events that are not yet in the log. */
  outboxBacklog(): Promise<number>;
  /** For how long the first of them has waited. */
  outboxOldestMs(): Promise<number>;
  /** Resolves when every consumer hears of events; rejects only when it is closed before. */
  readonly listening: Promise<void>;
  /** Events that this domain has not yet handled; rejects while it does not listen. */
  consumerLag(): Promise<number>;
  /** Stops taking work, finishes what is in hand. Closes nothing that it was given but the subgraph. */
  close(): Promise<void>;
}

/**
 * Runs one domain: background work, relay, consumers, and its port. The same in every topology. It answers before its
 * consumers have joined their groups: a log that is away, or a group that still waits for a member that died, makes
 * events late and nothing else.
 */
export async function runDomain(options: RunDomainOptions): Promise<RunningDomain> {
  const { subgraph, deps } = options;
  const server =
    options.http && (await serveSubgraphHttp({ subgraph, logger: deps.logger, ...options.http }));
  await subgraph.start();
  const relay = options.publishes ? startRelay({ ...deps, schema: options.databaseSchema }) : undefined;
  const consumers = startConsumers(options);
  return {
    listening: consumers.listening,
    outboxBacklog: async () => relay?.backlog() ?? 0,
    outboxOldestMs: async () => relay?.oldestMs() ?? 0,
    consumerLag: consumers.lag,
    close: () => closeDomain({ subgraph, server, consumers, relay }),
  };
}

interface Consumers {
  readonly listening: Promise<void>;
  lag(): Promise<number>;
  close(): Promise<void>;
}

/** Begins to join, and goes on until each has joined, however long the log is away. */
function startConsumers({ subgraph, deps, deadLetters, databaseSchema }: RunDomainOptions): Consumers {
  const closing = new AbortController();
  const running: RunningConsumer[] = [];
  const join = async (consumer: EventConsumer) => {
    const { group } = consumer;
    const options = { ...deps, deadLetters, consumer, group, schema: databaseSchema };
    await waitFor({
      what: `the event log to let ${group} in`,
      check: async () => void running.push(await startConsumer(options)),
      logger: deps.logger,
      signal: closing.signal,
    });
  };
  const joining = subgraph.consumers.map(join);
  const listening = Promise.all(joining).then(() => undefined);
  listening.catch(() => undefined);
  return {
    listening,
    async lag() {
      if (running.length < joining.length) throw new Error(`${subgraph.name} does not listen to events yet`);
      const lags = await Promise.all(running.map((consumer) => consumer.lag()));
      return lags.reduce((sum, lag) => sum + lag, 0);
    },
    async close() {
      closing.abort();
      await Promise.allSettled(joining);
      await Promise.all(running.map((consumer) => consumer.close()));
    },
  };
}

interface RunningParts {
  readonly subgraph: Subgraph;
  readonly server: SubgraphServer | undefined;
  readonly consumers: Consumers;
  readonly relay: Relay | undefined;
}

/** Requests first, then events, then background work; the relay last, so that what they stored goes out at once. */
async function closeDomain({ subgraph, server, consumers, relay }: RunningParts): Promise<void> {
  await server?.close();
  await consumers.close();
  await subgraph.close();
  await relay?.close();
}
