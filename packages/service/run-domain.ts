import { type RunningConsumer, startConsumer } from '@depachika/bus/consumer.ts';
import type { DeadLetters } from '@depachika/bus/dead-letters.ts';
import { type SubgraphServer, serveSubgraphHttp } from '@depachika/graphql/serve-http.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/graphql/subgraph.ts';
import { type Relay, startRelay } from '@depachika/outbox/relay.ts';
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
  /** Events that this domain has not yet handled. */
  consumerLag(): Promise<number>;
  /** Stops taking work, finishes what is in hand. Closes nothing that it was given but the subgraph. */
  close(): Promise<void>;
}

/** Runs one domain: background work, relay, consumers, and its port. The same in every topology. */
export async function runDomain(options: RunDomainOptions): Promise<RunningDomain> {
  const { subgraph, deps } = options;
  const server =
    options.http && (await serveSubgraphHttp({ subgraph, logger: deps.logger, ...options.http }));
  await subgraph.start();
  const relay = options.publishes ? startRelay({ ...deps, schema: options.databaseSchema }) : undefined;
  const consumers: RunningConsumer[] = [];
  for (const consumer of subgraph.consumers) {
    const { databaseSchema: schema, deadLetters } = options;
    consumers.push(await startConsumer({ ...deps, deadLetters, consumer, group: consumer.group, schema }));
  }
  return {
    outboxBacklog: async () => relay?.backlog() ?? 0,
    consumerLag: async () =>
      (await Promise.all(consumers.map((consumer) => consumer.lag()))).reduce((a, b) => a + b, 0),
    close: () => closeDomain({ subgraph, server, consumers, relay }),
  };
}

interface RunningParts {
  readonly subgraph: Subgraph;
  readonly server: SubgraphServer | undefined;
  readonly consumers: readonly RunningConsumer[];
  readonly relay: Relay | undefined;
}

/** Requests first, then events, then background work; the relay last, so that what they stored goes out at once. */
async function closeDomain({ subgraph, server, consumers, relay }: RunningParts): Promise<void> {
  await server?.close();
  await Promise.all(consumers.map((consumer) => consumer.close()));
  await subgraph.close();
  await relay?.close();
}
