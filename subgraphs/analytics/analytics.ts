import { readFileSync } from 'node:fs';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/graphql/subgraph.ts';
import { salesConsumer } from './consumers.ts';
import { analyticsResolvers } from './resolvers.ts';
import { salesRanks } from './sales-reader.ts';

export type AnalyticsDependencies = Pick<ServiceDependencies, 'database' | 'clock' | 'logger' | 'identity'>;

/** What was sold, from facts alone. */
export function analyticsSubgraph({ database, clock, logger, identity }: AnalyticsDependencies): Subgraph {
  const graph = buildSubgraph({
    name: 'analytics',
    typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
    resolvers: analyticsResolvers({ database, ranks: salesRanks({ database, clock }) }),
    createContext: (request) => request,
    identity,
    logger,
  });
  return {
    ...graph,
    rpc: [],
    consumers: [salesConsumer(clock)],
    start: async () => undefined,
    async ready() {
      await database.query('SELECT 1 FROM analytics.read_models LIMIT 1');
    },
    close: async () => undefined,
  };
}
