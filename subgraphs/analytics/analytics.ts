import { readFileSync } from 'node:fs';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { createResolvers } from './graphql/resolvers.ts';
import { salesConsumer } from './sales/on-events.ts';
import { createSalesRanks } from './sales/sales-ranks.ts';
import { createSalesReader } from './sales/sales-reader.ts';

export type AnalyticsDependencies = Pick<ServiceDependencies, 'database' | 'clock' | 'logger' | 'identity'>;

/** Sales, from events alone. */
export function analyticsSubgraph({ database, clock, logger, identity }: AnalyticsDependencies): Subgraph {
  const sales = createSalesReader(database);
  const graph = buildSubgraph({
    name: 'analytics',
    typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
    resolvers: createResolvers({ sales, ranks: createSalesRanks({ sales, clock }) }),
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
