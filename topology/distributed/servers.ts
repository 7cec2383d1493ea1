import { waitFor } from '@depachika/background/wait-for.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { startServers } from '@depachika/local-servers/local-servers.ts';
import { USUAL_SERVICES } from '@depachika/local-servers/settings.ts';
import type { Progress } from '../embedded/progress.ts';
import type { DistributedShopConfig } from './config.ts';

/** The real servers under a distributed shop. */
export interface Servers {
  /** The server itself. */
  readonly databaseUrl: string;
  /** The PgBouncer before it, if any. */
  readonly pooledUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly kafkaBrokers: string | undefined;
  /** This machine's own. */
  readonly areOwn: boolean;
}

/** Those that are named; when none is, this machine's own, which outlive the shop. */
export async function findServers(config: DistributedShopConfig, progress: Progress): Promise<Servers> {
  const { databaseUrl, directDatabaseUrl, redisUrl, kafkaBrokers } = config;
  if (!databaseUrl && (redisUrl || kafkaBrokers))
    throw new Error('DATABASE_URL must name a PostgreSQL when REDIS_URL or KAFKA_BROKERS is set');
  const isReplicated = Object.values(config.replicas).some((count) => count > 1);
  if (databaseUrl && isReplicated && !redisUrl)
    throw new Error('REDIS_URL must name a Redis when there are replicas: they have to share their caches');
  if (databaseUrl) {
    const server = directDatabaseUrl ?? databaseUrl;
    await progress.step(`PostgreSQL at ${new URL(server).host} answers`, () => answers(server, progress));
    const pooledUrl = directDatabaseUrl && databaseUrl;
    return { databaseUrl: server, pooledUrl, redisUrl, kafkaBrokers, areOwn: false };
  }
  return progress.step('PostgreSQL, Redis and Kafka answer', () => ownServers(config, progress));
}

async function answers(url: string, progress: Progress): Promise<void> {
  const database = openDatabase({ url, service: 'start', poolSize: 1 });
  try {
    await waitFor({
      what: 'PostgreSQL',
      check: async () => void (await database.query('SELECT 1')),
      logger: { info: progress.note, warn: progress.note } as Parameters<typeof waitFor>[0]['logger'],
      signal: AbortSignal.timeout(30_000),
    });
  } finally {
    await database.close();
  }
}

async function ownServers({ localServers }: DistributedShopConfig, progress: Progress): Promise<Servers> {
  const all = { ...localServers, only: USUAL_SERVICES, clear: false, native: false };
  const addresses = await startServers(all, progress.note);
  const found = Object.fromEntries(addresses.map(({ variable, value }) => [variable, value]));
  return {
    databaseUrl: found.DATABASE_URL!,
    pooledUrl: undefined,
    redisUrl: found.REDIS_URL,
    kafkaBrokers: found.KAFKA_BROKERS,
    areOwn: true,
  };
}
