import type { Cache } from '@depachika/cache/cache.ts';
import { memoryCache } from '@depachika/cache/memory-cache.ts';
import { redisCache } from '@depachika/cache/redis-cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { DeadLetters } from '@depachika/events/dead-letters.ts';
import { embeddedDeadLetters } from '@depachika/events/embedded/embedded-dead-letters.ts';
import { embeddedEventLog } from '@depachika/events/embedded/embedded-event-log.ts';
import type { EventLog } from '@depachika/events/event-log.ts';
import { kafkaConnection } from '@depachika/events/kafka/kafka-connection.ts';
import { kafkaDeadLetters } from '@depachika/events/kafka/kafka-dead-letters.ts';
import { refuseLossyBrokers } from '@depachika/events/kafka/kafka-durability.ts';
import { kafkaEventLog } from '@depachika/events/kafka/kafka-event-log.ts';
import { prefixedLog } from '@depachika/events/prefixed-log.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { redisPubSub } from '@depachika/pubsub/redis-pubsub.ts';
import { type RedisConnection, redisConnection } from '@depachika/redis/redis-connection.ts';
import { ANSWERS_CACHE, TELLING_DOMAINS } from '@depachika/schema/channels.ts';
import type { Logger } from 'pino';
import type { KafkaSettings } from './config.ts';
import { tellingCache } from './telling-cache.ts';

/** The parts that everything in one process shares; each is real when its server is configured. */
export interface Platform {
  readonly pubSub: PubSub;
  readonly log: EventLog;
  readonly deadLetters: DeadLetters;
  /** Undefined without `REDIS_URL`. */
  readonly redis: RedisConnection | undefined;
  /** A domain's cache; what is public of it is told to routers when it is dropped. */
  cache(domain: string): Cache;
  /** What routers share of public answers; undefined without `REDIS_URL`. */
  readonly answers: Cache | undefined;
  /** Rejects with the reason while the event log's server does not answer. Nothing else is needed to answer at all. */
  logReady(): Promise<void>;
  /** For production: rejects with what would be lost, or while the log's server does not answer. */
  refuseLossyLog(): Promise<void>;
}

export interface PlatformOptions {
  /** Shown by the servers and in logs: the service's name. */
  readonly name: string;
  readonly redisUrl: string | undefined;
  readonly kafka: KafkaSettings | undefined;
  /** For the event log where it is a table; asked only then. */
  readonly logDatabase: () => Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Everything is closed on stop, in the reverse order. */
  readonly onStop: (stop: () => Promise<unknown>) => void;
}

/** Opens the parts without waiting for any server: what is away shows at the first use. */
export function openPlatform(options: PlatformOptions): Platform {
  const { clock, onStop } = options;
  const redis = openRedis(options);
  const pubSub = openPubSub(options, redis);
  onStop(() => pubSub.close());
  const answers = openAnswers(redis, onStop);
  return {
    pubSub,
    redis,
    answers,
    ...openLog(options, pubSub),
    cache(domain) {
      const cache = redis
        ? redisCache({ connection: redis, prefix: domain })
        : memoryCache({ clock, prefix: domain });
      onStop(() => cache.close());
      return TELLING_DOMAINS.has(domain) ? tellingCache(cache, { domain, pubSub, answers }) : cache;
    },
  };
}

/** The cache of public answers, for routers to fill and for domains to drop from. */
export function openAnswers(
  redis: RedisConnection | undefined,
  onStop: PlatformOptions['onStop'],
): Cache | undefined {
  if (redis === undefined) return undefined;
  const answers = redisCache({ connection: redis, prefix: ANSWERS_CACHE });
  onStop(() => answers.close());
  return answers;
}

/** For the router too, which has neither log nor cache. */
export function openRedis(
  options: Pick<PlatformOptions, 'name' | 'redisUrl' | 'logger' | 'onStop'>,
): RedisConnection | undefined {
  const { name, redisUrl, logger, onStop } = options;
  if (redisUrl === undefined) return undefined;
  const redis = redisConnection({ url: redisUrl, name, logger });
  onStop(() => redis.close());
  return redis;
}

export function openPubSub(
  { name, redisUrl, logger }: Pick<PlatformOptions, 'name' | 'redisUrl' | 'logger'>,
  connection: RedisConnection | undefined,
): PubSub {
  if (connection === undefined || redisUrl === undefined) return inProcessPubSub({ logger });
  return redisPubSub({ connection, url: redisUrl, name, logger });
}

function openLog(
  options: PlatformOptions,
  pubSub: PubSub,
): Pick<Platform, 'log' | 'deadLetters' | 'logReady' | 'refuseLossyLog'> {
  const { name, kafka, logDatabase, clock, logger, onStop } = options;
  if (kafka === undefined) {
    const database = logDatabase();
    const log = embeddedEventLog({ database, clock, pubSub, logger });
    onStop(() => log.close());
    return {
      log,
      deadLetters: embeddedDeadLetters({ database, log, clock }),
      logReady: async () => void (await database.query('SELECT 1 FROM bus.topics LIMIT 1')),
      // A table is as safe as its database.
      refuseLossyLog: async () => undefined,
    };
  }
  const connection = kafkaConnection({ ...kafka, clientId: `depachika-${name}`, logger });
  onStop(() => connection.close());
  const log = prefixedLog(kafkaEventLog({ connection, logger }), kafka.topicPrefix);
  onStop(() => log.close());
  return {
    log,
    deadLetters: kafkaDeadLetters({ connection, log, clock, topicPrefix: kafka.topicPrefix }),
    logReady: () => connection.ready(),
    refuseLossyLog: () => refuseLossyBrokers(connection.admin, kafka),
  };
}
