import { nodesSdl } from '@depachika/schema/nodes/nodes-sdl.ts';
import { NODES_SUBGRAPH } from '@depachika/schema/services.ts';
import type { RouterConfig } from '../config.ts';
import {
  createFederatedExecutor,
  type FederatedExecutor,
  type FederatedExecutorOptions,
} from '../execution/federated-executor.ts';
import {
  createFederatedSubscriptions,
  type FederatedSubscriptions,
  type FederatedSubscriptionsOptions,
} from '../execution/federated-subscriptions.ts';
import { nodeTransport } from '../execution/nodes/node-transport.ts';
import { createOperations, type Operations } from '../operation/operations.ts';
import { type LoadedSupergraph, loadSupergraph, SupergraphRefused } from '../operation/supergraph.ts';
import type { SubgraphTransport } from '../subgraphs/subgraph-transport.ts';

export type Subgraphs = Readonly<Record<string, SubgraphTransport>>;

/** One supergraph, and all that is remembered of it: texts that were read, plans, what is in hand. */
export interface ServedGraph {
  readonly supergraph: LoadedSupergraph;
  readonly operations: Operations;
  readonly executor: FederatedExecutor;
  readonly subscriptions: FederatedSubscriptions;
  /** How its subgraphs are asked. */
  readonly subgraphs: Subgraphs;
}

/** What graphs have in common, whichever is served. */
export type GraphSurroundings = Omit<FederatedExecutorOptions, 'supergraph' | 'subgraphs' | 'executor'> &
  Pick<FederatedSubscriptionsOptions, 'openScope' | 'clock'> & {
    readonly config: RouterConfig;
    readonly tokenIssuer?: string | undefined;
  };

/**
 * Throws `SupergraphRefused` for a graph whose security nobody would enforce, or of which nothing serves a part, and what
 * the parser and the planner say of a text that is no supergraph.
 */
export function createServedGraph(
  supergraphSdl: string,
  subgraphs: Subgraphs,
  surroundings: GraphSurroundings,
): ServedGraph {
  const { config } = surroundings;
  const supergraph = loadSupergraph(supergraphSdl, surroundings);
  const asked = { [NODES_SUBGRAPH]: nodeTransport(subgraphs, nodesSdl()), ...subgraphs };
  refuseMissingSubgraphs(supergraph, asked);
  const given = { ...surroundings, supergraph, subgraphs: asked };
  const executor = createFederatedExecutor({ ...given, executor: config.executor });
  return {
    supergraph,
    operations: createOperations({
      supergraph,
      limits: config.limits.operation,
      executor: config.executor,
    }),
    executor,
    // An event tells of more than a replica may know; of nothing that is kept for seconds.
    subscriptions: createFederatedSubscriptions({
      ...given,
      executor,
      reads: config.readReplicas ? given.reads : undefined,
    }),
    subgraphs,
  };
}

function refuseMissingSubgraphs(supergraph: LoadedSupergraph, subgraphs: Subgraphs): void {
  const missing = supergraph.subgraphNames.filter((name) => !subgraphs[name]);
  if (missing.length > 0)
    throw new SupergraphRefused(
      'SUBGRAPH_MISSING',
      `Nothing serves ${missing.join(', ')}, which the supergraph needs`,
    );
}
