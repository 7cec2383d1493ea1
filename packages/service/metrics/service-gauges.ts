import type { Cache } from '@depachika/cache/cache.ts';
import type { Database } from '@depachika/database/database.ts';
import type { Subgraph } from '@depachika/domain/subgraph.ts';
import type { WaitingLetters } from '@depachika/events/dead-letters.ts';
import { METRICS } from '@depachika/telemetry/metric-list.ts';
import type { GaugeValues, Metrics } from '@depachika/telemetry/metrics.ts';
import type { RunningDomain } from '../run-domain.ts';

export interface ServiceGauges {
  readonly metrics: Metrics;
  readonly database: Pick<Database, 'pool' | 'query'>;
  readonly cache: Pick<Cache, 'stats'>;
  readonly subgraph: Pick<Subgraph, 'gauges' | 'consumers'>;
  /** Of all groups; those of this domain are told. */
  readonly waitingLetters: () => Promise<readonly WaitingLetters[]>;
  readonly running: () => RunningDomain | undefined;
}

/** What was read with a question to a server is good for so long. */
const KEPT_MS = 5_000;

/** What every domain tells: backlog, lag, dead letters, connections, cache; and what only this one has. */
export function addGauges(given: ServiceGauges): void {
  const options = { ...given, metrics: questionsInTurn(given.metrics) };
  const { metrics, cache, subgraph } = options;
  addConnectionsGauge(given);
  addDatabaseGauge(options);
  addEventGauges(options);
  metrics.counter({
    ...METRICS.cacheRequests,
    read: () => {
      const { hits, misses } = cache.stats();
      return [
        { labels: { result: 'hit' }, value: hits },
        { labels: { result: 'miss' }, value: misses },
      ];
    },
  });
  for (const gauge of subgraph.gauges ?? []) metrics.gauge({ keptMs: KEPT_MS, ...gauge });
}

/** Backlog and lag are read at each scrape, so that who waits for nothing to wait any more does not read what was. */
function addEventGauges({ metrics, subgraph, waitingLetters, running }: ServiceGauges): void {
  metrics.gauge({ ...METRICS.outboxEvents, read: async () => one(await running()?.outboxBacklog()) });
  metrics.gauge({
    ...METRICS.outboxAge,
    keptMs: KEPT_MS,
    read: async () => one(inSeconds(await running()?.outboxOldestMs())),
  });
  metrics.gauge({ ...METRICS.consumerLag, read: async () => one(await running()?.consumerLag()) });
  metrics.gauge({
    ...METRICS.deadLetters,
    keptMs: KEPT_MS,
    read: async () => lettersOf(subgraph, await waitingLetters()),
  });
}

function addDatabaseGauge({ metrics, database }: ServiceGauges): void {
  metrics.gauge({
    ...METRICS.databaseUp,
    keptMs: KEPT_MS,
    read: () => database.query('SELECT 1').then(() => one(1)),
    otherwise: one(0),
  });
}

/** The first to be read, so that no question of the scrape is among those who wait. */
function addConnectionsGauge({ metrics, database }: ServiceGauges): void {
  metrics.gauge({
    ...METRICS.databaseConnections,
    read: () => {
      const { totalCount, idleCount } = database.pool;
      return [
        { labels: { state: 'busy' }, value: totalCount - idleCount },
        { labels: { state: 'idle' }, value: idleCount },
        { labels: { state: 'waited_for' }, value: waitingFor(database.pool) },
      ];
    },
  });
}

/**
 * Callers who have to wait until somebody gives a connection back. The pool also counts those who get an idle or a new
 * one in a moment.
 */
function waitingFor({ waitingCount, idleCount, totalCount, options }: Database['pool']): number {
  return Math.max(0, waitingCount - idleCount - Math.max(0, options.max - totalCount));
}

/** A scrape takes one connection at the most: customers need the others. */
function questionsInTurn(metrics: Metrics): Metrics {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...metrics,
    gauge: (gauge) =>
      metrics.gauge({
        ...gauge,
        read: () => {
          const turn = last.then(() => gauge.read());
          last = turn.catch(() => undefined);
          return turn;
        },
      }),
  };
}

/** Of each group and topic, so that a series is there before its first letter; a letter may die again when replayed. */
function lettersOf(
  { consumers = [] }: Pick<Subgraph, 'consumers'>,
  waiting: readonly WaitingLetters[],
): GaugeValues {
  const groups = new Set(consumers.map(({ group }) => group));
  const none = consumers.flatMap(({ group, topics }) => topics.map((topic) => ({ group, topic, count: 0 })));
  const counts = new Map<string, WaitingLetters>();
  for (const letters of [...none, ...waiting.filter(({ group }) => groups.has(group))])
    counts.set(`${letters.group}/${letters.topic}`, letters);
  return [...counts.values()].map(({ group, topic, count }) => ({ labels: { group, topic }, value: count }));
}

function one(value: number | undefined): GaugeValues {
  return value === undefined ? [] : [{ labels: {}, value }];
}

function inSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}
