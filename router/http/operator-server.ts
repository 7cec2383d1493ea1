import { createGuardedServer } from '@depachika/graphql/http/guarded-server.ts';
import { addMetricsRoute, type Metrics } from '@depachika/telemetry/metrics.ts';
import type { SubgraphState } from '../subgraphs/subgraph-health.ts';

export interface OperatorServerOptions {
  readonly metrics: Metrics;
  /** Sockets and upstreams that the router has open now. */
  readonly load: () => { readonly connections: number; readonly upstreams: number };
  readonly health: () => Promise<readonly SubgraphState[]>;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** Serves metrics on a port that is not public: they are the operator's business alone. */
export async function serveOperators(options: OperatorServerOptions): Promise<{ close(): Promise<void> }> {
  const { metrics, load, health, host, port } = options;
  metrics.gauge({
    name: 'depachika_router_subgraph_up',
    help: 'Whether a subgraph answers: the router serves the fields of the others meanwhile',
    labels: ['subgraph'],
    read: async () =>
      (await health()).map(({ name, answers }) => ({ labels: { subgraph: name }, value: Number(answers) })),
  });
  metrics.gauge({
    name: 'depachika_router_sockets',
    help: 'WebSockets of clients that are open now',
    read: () => [{ labels: {}, value: load().connections }],
  });
  metrics.gauge({
    name: 'depachika_router_upstreams',
    help: 'Subscriptions to subgraphs that are open now, each for one or more clients',
    read: () => [{ labels: {}, value: load().upstreams }],
  });
  const http = createGuardedServer({ forceCloseConnections: true });
  addMetricsRoute(http, metrics);
  await http.listen({ host, port });
  return { close: () => http.close() };
}
