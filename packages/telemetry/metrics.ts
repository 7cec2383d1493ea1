import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** A gauge's present values; the labels are the same in each. */
export type GaugeValues = readonly {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}[];

/** What happens inside a process, for Prometheus. Names begin with `depachika_`; durations are in seconds. */
export interface Metrics {
  /** A finished HTTP request. @param route as it was declared: `/images/*` */
  httpRequest(request: { method: string; route: string; status: number; durationMs: number }): void;
  graphqlOperation(operation: { outcome: GraphqlOutcome; durationMs: number }): void;
  /** @param call.code a gRPC code's name; `OK` when it was answered */
  rpcCall(call: { method: string; code: string; durationMs: number }): void;
  eventHandled(event: { group: string; type: string; outcome: 'handled' | 'failed' }): void;
  subscribersChanged(by: 1 | -1): void;
  /** Read at each scrape; one that fails is left out of that scrape. */
  gauge(gauge: {
    readonly name: string;
    readonly help: string;
    readonly labels?: readonly string[];
    readonly read: () => GaugeValues | Promise<GaugeValues>;
  }): void;
  /** As {@link gauge}, for totals that something else counts and that only grow. */
  counter(counter: {
    readonly name: string;
    readonly help: string;
    readonly labels: readonly string[];
    readonly read: () => GaugeValues;
  }): void;
  /** Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** `error`: answered, but something in it failed; `fault`: the domain threw. */
export type GraphqlOutcome = 'ok' | 'error' | 'fault';

const BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** @param options.service on every line */
export function createMetrics(options: { readonly service: string }): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service: options.service });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const durations = (name: string, help: string, labelNames: readonly string[]) =>
    new Histogram({ name, help, labelNames: [...labelNames], registers, buckets: BUCKETS_SECONDS });
  const http = durations('depachika_http_request_duration_seconds', 'HTTP requests by route and status', [
    'method',
    'route',
    'status',
  ]);
  const graphql = durations('depachika_graphql_duration_seconds', 'GraphQL operations by outcome', [
    'outcome',
  ]);
  const rpc = durations('depachika_rpc_duration_seconds', 'RPC calls answered, by method and code', [
    'method',
    'code',
  ]);
  const events = new Counter({
    name: 'depachika_events_total',
    help: 'Events that consumers handled, each attempt',
    labelNames: ['group', 'type', 'outcome'],
    registers,
  });
  const subscribers = new Gauge({
    name: 'depachika_subscribers',
    help: 'Subscriptions that are open now',
    registers,
  });

  return {
    httpRequest: ({ method, route, status, durationMs }) =>
      http.observe({ method, route, status: String(status) }, durationMs / 1000),
    graphqlOperation: ({ outcome, durationMs }) => graphql.observe({ outcome }, durationMs / 1000),
    rpcCall: ({ method, code, durationMs }) => rpc.observe({ method, code }, durationMs / 1000),
    eventHandled: (event) => events.inc(event),
    subscribersChanged: (by) => subscribers.inc(by),
    gauge({ name, help, labels = [], read }) {
      new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers,
        async collect() {
          const values = await valuesOf(read);
          this.reset();
          if (!values) return this.remove({});
          for (const { labels: at, value } of values) this.set(at, value);
        },
      });
    },
    counter({ name, help, labels, read }) {
      new Counter({
        name,
        help,
        labelNames: [...labels],
        registers,
        collect() {
          this.reset();
          for (const { labels: at, value } of read()) this.inc(at, value);
        },
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** A database that is away must not hide everything else from whoever looks for the reason. */
async function valuesOf(read: () => GaugeValues | Promise<GaugeValues>): Promise<GaugeValues | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

/** Measures every route of this server, those declared before included. Call it before the server listens. */
export function measureHttp(http: FastifyInstance, metrics: Metrics): void {
  http.addHook('onResponse', async (request, reply) => {
    metrics.httpRequest({
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
    });
  });
}

/** `GET /metrics`: for a port that only the operator's own network reaches. */
export function addMetricsRoute(http: FastifyInstance, metrics: Metrics): void {
  http.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
