import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { isEmbeddedUrl, openDatabase } from '@depachika/database/open-database.ts';
import type { ServiceDependencies } from '@depachika/domain/subgraph.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { devIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identityVerifier } from '@depachika/identity/identity-token.ts';
import { sharedByRouters } from '@depachika/router/shared-by-routers.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { DOMAIN_SERVICES, type DomainName } from '@depachika/schema/services.ts';
import { openPlatform } from '@depachika/service/platform.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { processMetrics } from '@depachika/telemetry/metrics.ts';
import type { Logger } from 'pino';
import type { EmbeddedConfig } from './config.ts';

/**
 * Connections on a real PostgreSQL, fewer than the 100 that it usually has: most where an order takes most transactions. The
 * embedded one has few per service, because they share one session.
 */
const POOL_SIZES: Readonly<Record<string, number>> = { orders: 16, payments: 16, delivery: 10 };
const POOL_SIZE = 6;
const EMBEDDED_POOL_SIZE = 3;

export interface EmbeddedPlatformOptions {
  readonly config: EmbeddedConfig;
  readonly clock: Clock;
  readonly crashPoints: CrashPoints;
  /** Of the shop's database. */
  readonly url: string;
  readonly onStop: (stop: () => Promise<unknown>) => void;
}

export type EmbeddedPlatform = Awaited<ReturnType<typeof openEmbeddedPlatform>>;

/** Everything that domains and router share in one process: databases, log, wake-ups, caches, identity, RPC. */
export async function openEmbeddedPlatform(options: EmbeddedPlatformOptions) {
  const { config, clock, crashPoints, onStop } = options;
  const logger = (service: string): Logger =>
    createLogger({ service, level: config.logLevel, pretty: !config.production });
  const databases = openDatabases(options, logger);
  const keys = await devIdentityKeys(config.dataFolder);
  // Any one server can be real: REDIS_URL and KAFKA_BROKERS as for services that run alone.
  const shared = openPlatform({
    name: 'shop',
    redisUrl: config.redisUrl,
    kafka: config.kafka,
    logDatabase: () => databases.open('bus'),
    clock,
    logger: logger('bus'),
    onStop,
  });
  const identity = identityVerifier({ jwks: keys.jwks, clock });
  const { pubSub, log, deadLetters, redis } = shared;
  const common = { pubSub, log, clock, crashPoints, identity };
  const dependencies = Object.fromEntries(
    DOMAIN_SERVICES.map(({ name }) => [
      name,
      {
        ...common,
        database: databases.open(name, config.databaseReadUrl),
        cache: shared.cache(name),
        logger: logger(name),
      },
    ]),
  ) as Record<DomainName, ServiceDependencies>;
  return {
    ...common,
    logger,
    metrics: processMetrics({ name: 'shop' }),
    keys,
    deadLetters,
    logReady: shared.logReady,
    refuseLossyLog: shared.refuseLossyLog,
    dependencies,
    statementCount: databases.statementCount,
    rpc: directRpc(),
    redis,
    sharedAnswers: shared.answers,
    ...sharedByRouters({ redis, clock }),
  };
}

/** One pool per service on the one database, each closed when the shop stops. */
function openDatabases(
  { url, clock, onStop }: EmbeddedPlatformOptions,
  logger: (service: string) => Logger,
): { open(service: string, readUrl?: string): Database; statementCount(): number } {
  const opened: Database[] = [];
  return {
    open(service, readUrl) {
      const poolSize = isEmbeddedUrl(url) ? EMBEDDED_POOL_SIZE : (POOL_SIZES[service] ?? POOL_SIZE);
      const database = openDatabase({ url, readUrl, service, poolSize, clock, logger: logger(service) });
      opened.push(database);
      onStop(() => database.close());
      return database;
    },
    statementCount: () => opened.reduce((sum, each) => sum + each.statementCount(), 0),
  };
}
