import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { boundedRead } from './bounded-read.ts';
import { METRICS, type MetricDescription } from './metric-list.ts';

/** A gauge's present values; the labels are the same in each. */
export type GaugeValues = readonly {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}[];

/** Values that something else knows, read at each scrape. */
export interface ReadMetric {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly read: () => GaugeValues | Promise<GaugeValues>;
  /** How long what was read is good for later scrapes, where reading costs something; default 0. */
  readonly keptMs?: number;
  /** Told when it cannot be read; default: nothing is. */
  readonly otherwise?: GaugeValues;
}

/** What came of an answer, as `schema/error-outcomes.ts` judges it. */
export type Outcome = 'ok' | 'refused' | 'fault';

/** A GraphQL operation that was answered. */
export interface AnsweredOperation {
  /** One of few: see `schema/trusted-operations.ts`. */
  readonly operation: string;
  readonly outcome: Outcome;
  /** Each error code of the answer once. */
  readonly codes: readonly string[];
  readonly durationMs: number;
}

/** What happens inside one service, for Prometheus; the series are listed in `metric-list.ts`. */
export interface Metrics {
  /** A finished HTTP request. @param route as it was declared: `/images/*` */
  httpRequest(request: { method: string; route: string; status: number; durationMs: number }): void;
  graphqlOperation(operation: AnsweredOperation): void;
  /** @param type of a mutation's answer, such as `InsufficientStock` */
  problem(type: string): void;
  /** @param call.code a gRPC code's name; `OK` when it was answered */
  rpcCall(call: { method: string; code: string; durationMs: number }): void;
  eventHandled(event: { group: string; type: string; outcome: 'handled' | 'failed' }): void;
  subscribersChanged(by: 1 | -1): void;
  subgraphAsked(request: { subgraph: string; outcome: Outcome; durationMs: number }): void;
  subscriptionOpened(operation: string): void;
  subscriptionEvent(event: { operation: string; outcome: Outcome; codes: readonly string[] }): void;
  subscriptionEnded(end: { operation: string; code: string }): void;
  socketEnded(code: string): void;
  /** A WebSocket that was not let in. */
  upgradeRefused(codes: readonly string[]): void;
  /** One that cannot be read in time is left out of that scrape. */
  gauge(gauge: ReadMetric): void;
  /** As {@link gauge}, for totals that something else counts and that only grow. */
  counter(counter: ReadMetric): void;
}

/** The series of a process in Prometheus' text format. */
export interface MetricsText {
  text(): Promise<string>;
  readonly contentType: string;
}

/** One process, which runs one service or all of them. */
export interface ProcessMetrics extends MetricsText {
  /** The series of one service: each has the label `service`, so that those of several do not meet. */
  of(service: string): Metrics;
}

/** With what Node.js tells of the process: memory, processor, event loop, garbage. @param options.name its `service` */
export function processMetrics(options: { readonly name: string }): ProcessMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service: options.name });
  collectDefaultMetrics({ register: registry });
  return metricsOf(registry);
}

/** One service's series and nothing else. */
export function createMetrics(options: { readonly service: string }): Metrics & MetricsText {
  const { of, ...rest } = metricsOf(new Registry());
  return { ...of(options.service), ...rest };
}

function metricsOf(registry: Registry): ProcessMetrics {
  const instruments = createInstruments(registry);
  const read = readMetrics(registry);
  return {
    of: (service) => ({
      ...requestMetrics(service, instruments),
      ...streamMetrics(service, instruments),
      gauge: (gauge) => read(Gauge, service, gauge),
      counter: (counter) => read(Counter, service, counter),
    }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

type Instruments = ReturnType<typeof createInstruments>;

const BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

function createInstruments(registry: Registry) {
  const described = ({ name, help, labels }: MetricDescription) => ({
    name,
    help,
    labelNames: ['service', ...labels],
    registers: [registry],
  });
  const durations = (metric: MetricDescription) =>
    new Histogram({ ...described(metric), buckets: BUCKETS_SECONDS });
  const counts = (metric: MetricDescription) => new Counter(described(metric));
  const levels = (metric: MetricDescription) => new Gauge(described(metric));
  return {
    http: durations(METRICS.httpDuration),
    graphql: durations(METRICS.graphqlDuration),
    errors: counts(METRICS.graphqlErrors),
    problems: counts(METRICS.problems),
    rpc: durations(METRICS.rpcDuration),
    events: counts(METRICS.events),
    subscribers: levels(METRICS.subscribers),
    subgraphs: durations(METRICS.subgraphDuration),
    subscriptions: levels(METRICS.subscriptions),
    subscriptionEvents: counts(METRICS.subscriptionEvents),
    subscriptionEnds: counts(METRICS.subscriptionEnds),
    socketEnds: counts(METRICS.socketEnds),
  };
}

type RequestMetrics = Pick<
  Metrics,
  'httpRequest' | 'graphqlOperation' | 'problem' | 'rpcCall' | 'eventHandled' | 'subgraphAsked'
>;

function requestMetrics(service: string, on: Instruments): RequestMetrics {
  return {
    httpRequest: ({ method, route, status, durationMs }) =>
      on.http.observe({ service, method, route, status: String(status) }, durationMs / 1000),
    graphqlOperation({ operation, outcome, codes, durationMs }) {
      on.graphql.observe({ service, operation, outcome }, durationMs / 1000);
      for (const code of codes) on.errors.inc({ service, code });
    },
    problem: (type) => on.problems.inc({ service, type }),
    rpcCall: ({ method, code, durationMs }) => on.rpc.observe({ service, method, code }, durationMs / 1000),
    eventHandled: (event) => on.events.inc({ ...event, service }),
    subgraphAsked: ({ subgraph, outcome, durationMs }) =>
      on.subgraphs.observe({ service, subgraph, outcome }, durationMs / 1000),
  };
}

type StreamMetrics = Pick<
  Metrics,
  | 'subscribersChanged'
  | 'subscriptionOpened'
  | 'subscriptionEvent'
  | 'subscriptionEnded'
  | 'socketEnded'
  | 'upgradeRefused'
>;

function streamMetrics(service: string, on: Instruments): StreamMetrics {
  return {
    subscribersChanged: (by) => on.subscribers.inc({ service }, by),
    subscriptionOpened: (operation) => on.subscriptions.inc({ service, operation }),
    subscriptionEvent({ operation, outcome, codes }) {
      on.subscriptionEvents.inc({ service, operation, outcome });
      for (const code of codes) on.errors.inc({ service, code });
    },
    subscriptionEnded({ operation, code }) {
      on.subscriptions.dec({ service, operation });
      on.subscriptionEnds.inc({ service, operation, code });
    },
    socketEnded: (code) => on.socketEnds.inc({ service, code }),
    upgradeRefused(codes) {
      for (const code of codes) on.errors.inc({ service, code });
    },
  };
}

/** A database that is away must neither hide everything else from whoever looks for the reason, nor keep them waiting. */
const READ_WITHIN_MS = 5_000;

type Reader = () => Promise<GaugeValues>;

/** Services of one process that tell the same give it one series, which asks each of them at a scrape. */
function readMetrics(registry: Registry) {
  const readersOf = new Map<string, Reader[]>();
  return (Kind: typeof Gauge | typeof Counter, service: string, metric: ReadMetric): void => {
    const { name, help, labels = [] } = metric;
    const known = readersOf.get(name);
    if (known) {
      known.push(readerOf(service, metric));
      return;
    }
    const readers = [readerOf(service, metric)];
    readersOf.set(name, readers);
    new Kind({
      name,
      help,
      labelNames: [...labels, 'service'],
      registers: [registry],
      async collect() {
        const values = await Promise.all(readers.map((read) => read()));
        this.reset();
        for (const { labels: at, value } of values.flat()) this.inc(at, value);
      },
    });
  };
}

function readerOf(service: string, { read, keptMs, otherwise = [] }: ReadMetric): Reader {
  const values = boundedRead(async () => read(), { withinMs: READ_WITHIN_MS, keptMs });
  return async () => {
    const present = await values().catch(() => otherwise);
    return present.map(({ labels, value }) => ({ labels: { ...labels, service }, value }));
  };
}
