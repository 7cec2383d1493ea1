import type { Cache } from '@depachika/cache/cache.ts';
import type { Database } from '@depachika/database/database.ts';
import type { GaugeValues, Metrics } from '@depachika/telemetry/metrics.ts';
import type { RunningDomain } from './run-domain.ts';

/** A state that only the domain can count. */
export interface DomainGauge {
  /** Begins with `depachika_<domain>_`. */
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly read: () => Promise<GaugeValues>;
}

/** What every domain tells: backlog, lag, connections, cache; and what only this one has. */
export function addGauges(options: {
  readonly metrics: Metrics;
  readonly database: Pick<Database, 'pool'>;
  readonly cache: Pick<Cache, 'stats'>;
  readonly own: readonly DomainGauge[];
  readonly running: () => RunningDomain | undefined;
}): void {
  const { metrics, database, cache, own, running } = options;
  const one = (value: number | undefined): GaugeValues =>
    value === undefined ? [] : [{ labels: {}, value }];
  metrics.gauge({
    name: 'depachika_outbox_events',
    help: 'Committed events that are not yet in the log',
    read: async () => one(await running()?.outboxBacklog()),
  });
  metrics.gauge({
    name: 'depachika_consumer_lag_events',
    help: 'Events in the log that this service has not yet handled',
    read: async () => one(await running()?.consumerLag()),
  });
  metrics.gauge({
    name: 'depachika_database_connections',
    help: 'Connections to PostgreSQL, and callers who wait for one',
    labels: ['state'],
    read: () => {
      const { totalCount, idleCount, waitingCount } = database.pool;
      return [
        { labels: { state: 'busy' }, value: totalCount - idleCount },
        { labels: { state: 'idle' }, value: idleCount },
        { labels: { state: 'waited_for' }, value: waitingCount },
      ];
    },
  });
  metrics.counter({
    name: 'depachika_cache_requests_total',
    help: 'Keys that were asked of the cache',
    labels: ['result'],
    read: () => {
      const { hits, misses } = cache.stats();
      return [
        { labels: { result: 'hit' }, value: hits },
        { labels: { result: 'miss' }, value: misses },
      ];
    },
  });
  for (const gauge of own) metrics.gauge(gauge);
}
