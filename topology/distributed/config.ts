import type { SessionLimits } from '@depachika/database/sessions/session-limits.ts';
import { wholeNumber } from '@depachika/domain/settings.ts';
import { readServicePlaces, type ServicePlaces } from '@depachika/local-servers/settings.ts';
import { ROUTER_PORT } from '@depachika/schema/services.ts';
import {
  isProduction,
  type KafkaSettings,
  readKafka,
  readReplicaUrl,
  readSessionLimits,
  readTopics,
} from '@depachika/service/config.ts';
import {
  readDataFolder,
  readDemoData,
  readDirectDatabaseUrl,
  readOwnDatabaseUrl,
} from '../embedded/config.ts';
import { SERVICE_NAMES, type ServiceName } from './plan.ts';

/** How the distributed shop is started on one machine. */
export interface DistributedShopConfig {
  /** Keys, certificates and database passwords; `DATA_DIR`, default `.data`. */
  readonly dataFolder: string;
  /** A role that may create roles: `DATABASE_URL`. Undefined: the local servers are started. */
  readonly databaseUrl: string | undefined;
  /** The server itself, where `DATABASE_URL` goes through PgBouncer; then this is the role: `DATABASE_DIRECT_URL`. */
  readonly directDatabaseUrl: string | undefined;
  /** What services' sessions have behind PgBouncer; without it each service tells its own. */
  readonly sessionLimits: SessionLimits;
  /** Its streaming replica, which services read by their own roles: `DATABASE_READ_URL`. */
  readonly databaseReadUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly kafkaBrokers: string | undefined;
  /** How the log's topics are named and made, wherever the brokers are. */
  readonly topics: Omit<KafkaSettings, 'brokers'>;
  /** Of this machine's own servers, for when none is named. */
  readonly localServers: ServicePlaces;
  readonly replicas: Readonly<Partial<Record<ServiceName, number>>>;
  /** `PORT` of the router; 0 takes a free one. */
  readonly routerPort: number;
  /** `HOST` of the router, as it reads it itself. */
  readonly routerHost: string;
  /** `SUBGRAPH_PORT_OFFSET`, added to every domain's ports; `free` with test controls when it is not set. */
  readonly portOffset: number | 'free';
  /** `DEMO_DATA` on or off, as in one process. */
  readonly demoData: boolean;
  readonly production: boolean;
  /** `TEST_CONTROLS` on, with `TEST_CONTROLS_PORT`, `TEST_CLOCK_AHEAD_MS` and `CRASH_AT` as in one process. */
  readonly testControls:
    | { readonly port: number; readonly clockAheadMs: number; readonly crashAt: string | undefined }
    | undefined;
  /** What is shown: `LOG_LEVEL`, default warn. */
  readonly logLevel: string;
}

/** What the command line says; the environment says the rest. */
export interface DistributedShopChoices {
  readonly replicas?: Readonly<Partial<Record<ServiceName, number>>> | undefined;
  /** Goes before `LOG_LEVEL`. */
  readonly logLevel?: string | undefined;
}

/** Throws, naming a variable that is wrong. */
export function readDistributedShopConfig(
  { replicas = {}, logLevel }: DistributedShopChoices,
  env: NodeJS.ProcessEnv,
): DistributedShopConfig {
  const isTest = env.TEST_CONTROLS === 'on';
  return {
    dataFolder: readDataFolder(env),
    databaseUrl: readOwnDatabaseUrl(env),
    directDatabaseUrl: readDirectDatabaseUrl(env),
    sessionLimits: readSessionLimits(env),
    databaseReadUrl: withoutCredentials(readReplicaUrl(env, env.DATABASE_URL)),
    redisUrl: env.REDIS_URL || undefined,
    kafkaBrokers: env.KAFKA_BROKERS || undefined,
    topics: readOwnTopics(env),
    localServers: readServicePlaces(env),
    replicas,
    routerPort: wholeNumber(env, 'PORT', { from: 0, otherwise: ROUTER_PORT, to: 65_535 }),
    routerHost: env.HOST || (isProduction(env) ? '0.0.0.0' : '127.0.0.1'),
    portOffset:
      isTest && !env.SUBGRAPH_PORT_OFFSET
        ? 'free'
        : wholeNumber(env, 'SUBGRAPH_PORT_OFFSET', { from: 0, otherwise: 0, to: 50_000 }),
    demoData: readDemoData(env),
    production: isProduction(env),
    testControls: isTest ? testControls(env) : undefined,
    logLevel: logLevel || env.LOG_LEVEL || 'warn',
  };
}

/** A log that is a table has no copies to choose. */
function readOwnTopics(env: NodeJS.ProcessEnv): DistributedShopConfig['topics'] {
  const isTable = env.DATABASE_URL && !env.KAFKA_BROKERS;
  return isTable ? readTopics(env) : readKafka({ ...env, KAFKA_BROKERS: env.KAFKA_BROKERS || OWN_BROKERS })!;
}

/** Those that are started have no address yet. */
const OWN_BROKERS = '127.0.0.1:9094';

function testControls(env: NodeJS.ProcessEnv): DistributedShopConfig['testControls'] {
  return {
    port: wholeNumber(env, 'TEST_CONTROLS_PORT', { from: 0, otherwise: 0, to: 65_535 }),
    clockAheadMs: wholeNumber(env, 'TEST_CLOCK_AHEAD_MS', {
      from: 0,
      otherwise: 0,
      to: Number.MAX_SAFE_INTEGER,
    }),
    crashAt: env.CRASH_AT || undefined,
  };
}

/** Those of the role that may create roles are for no service. */
function withoutCredentials(address: string | undefined): string | undefined {
  if (!address) return undefined;
  return Object.assign(new URL(address), { username: '', password: '' }).href;
}

const MAX_REPLICAS = 8;

/** @returns how many processes of each service, or what is wrong with `orders=2,router=2` */
export function readReplicas(text: string): Partial<Record<ServiceName, number>> | string {
  const replicas: Partial<Record<ServiceName, number>> = {};
  for (const part of text.split(',')) {
    const [, service, count] = /^([a-z]+)=(\d+)$/.exec(part.trim()) ?? [];
    const name = SERVICE_NAMES.find((each) => each === service);
    if (!name || Number(count) < 1 || Number(count) > MAX_REPLICAS) {
      return `--replicas takes service=number (1 to ${MAX_REPLICAS}) of ${SERVICE_NAMES.join(', ')}, not ${JSON.stringify(part)}`;
    }
    replicas[name] = Number(count);
  }
  return replicas;
}
