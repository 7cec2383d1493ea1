import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '@depachika/clock/backoff.ts';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';

export interface RedisConnectionOptions {
  /**
   * `redis://[user:password@]host:port[/db]`, `rediss://` with TLS; a Cluster by several of them with commas between,
   * or by `redis+cluster://host:port[,host:port]` (`rediss+cluster://`).
   */
  readonly url: string;
  /** Shown by Redis and in logs: the service's name. */
  readonly name: string;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
}

/** One process's connection, shared by what uses Redis there. */
export interface RedisConnection {
  readonly client: Redis | Cluster;
  /**
   * Resolves to what `work` does, or to undefined while Redis is away, within half a second. Redis is then left alone
   * for a second, so that a server that hangs does not slow down every request. Logs when it goes away and comes back.
   */
  attempt<T>(work: (client: Redis | Cluster) => Promise<T>): Promise<{ readonly value: T } | undefined>;
  /** False from a failure until the next success. */
  isAway(): boolean;
  /** Called whenever the connection is there again. @returns stops calling */
  onReady(listener: () => void): () => void;
  /** Rejects with the reason when it does not answer in time. */
  ready(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Commands are never queued: a Redis that is away is noticed at once. */
export function redisConnection({ url, name, logger }: RedisConnectionOptions): RedisConnection {
  const client = openRedis(url, name);
  const listeners = new Set<() => void>();
  let away = false;
  let leftAloneUntil = 0;
  let lastError: unknown;
  // ioredis reports each failed attempt to connect here; without a listener it prints them.
  client.on('error', (error) => {
    lastError = error;
  });
  client.on('ready', () => {
    leftAloneUntil = 0;
    for (const listener of listeners) listener();
  });

  return {
    client,
    attempt,
    isAway: () => away,
    onReady(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ready,
    async close() {
      listeners.clear();
      client.disconnect();
    },
  };

  async function attempt<T>(work: (client: Redis | Cluster) => Promise<T>) {
    if (performance.now() < leftAloneUntil) return undefined;
    try {
      const value = await work(client);
      if (away) logger.info({ redis: name }, 'Redis is back');
      away = false;
      return { value };
    } catch (error) {
      leftAloneUntil = performance.now() + LEAVE_ALONE_MS;
      if (!away) logger.warn({ err: error, redis: name }, 'Redis is away: going on without it');
      away = true;
      return undefined;
    }
  }

  async function ready(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      try {
        await client.ping();
        return;
      } catch (error) {
        if (performance.now() > deadline)
          throw new Error('Redis does not answer', { cause: lastError ?? error });
        await wait(50);
      }
    }
  }
}

const LEAVE_ALONE_MS = 1_000;

/** Throws when the address cannot be understood; connects in the background. */
export function openRedis(url: string, name: string, extra: RedisOptions = {}): Redis | Cluster {
  const { nodes, options, isCluster } = parseAddress(url);
  const common: RedisOptions = {
    ...options,
    connectionName: name,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 1_000,
    commandTimeout: 500,
    ...extra,
  };
  if (!isCluster) return new Redis({ ...nodes[0], ...common, retryStrategy: pauseMs });
  const { enableOfflineQueue, retryStrategy: _own, maxRetriesPerRequest: _retries, ...redisOptions } = common;
  return new Cluster([...nodes], {
    redisOptions,
    enableOfflineQueue,
    clusterRetryStrategy: pauseMs,
    retryDelayOnFailover: 50,
    slotsRefreshTimeout: 1_000,
  });
}

function pauseMs(times: number): number {
  return backoffMs({ firstMs: 100, longestMs: 1_000 }, times);
}

interface Address {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly options: RedisOptions;
  readonly isCluster: boolean;
}

function parseAddress(text: string): Address {
  const [, secure, cluster, rest] = /^redis(s?)(\+cluster)?:\/\/(.+)$/.exec(text.trim()) ?? [];
  if (!rest) throw wrongAddress();
  const parts = rest.split(',').map((part) => part.trim().replace(/^rediss?:\/\//, ''));
  const urls = parts.map((part) => {
    if (!URL.canParse(`redis://${part}`)) throw wrongAddress();
    return new URL(`redis://${part}`);
  });
  const [first] = urls;
  const database = Number(first!.pathname.slice(1) || 0);
  if (urls.some(({ hostname }) => hostname === '') || !Number.isInteger(database)) throw wrongAddress();
  return {
    nodes: urls.map(({ hostname, port }) => ({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(port || 6379),
    })),
    options: {
      username: decodeURIComponent(first!.username) || undefined,
      password: decodeURIComponent(first!.password) || undefined,
      ...(database > 0 && { db: database }),
      ...(secure && { tls: {} }),
    },
    isCluster: cluster !== undefined || urls.length > 1,
  };
}

/** Without the text: it may hold a password. */
function wrongAddress(): Error {
  return new Error(
    'The address of Redis must be redis://[user:password@]host:port, several with commas for a Cluster',
  );
}
