import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isPooledUrl } from '@depachika/database/sessions/session-limits.ts';
import { wholeNumber } from '@depachika/domain/settings.ts';
import {
  isProduction,
  type KafkaSettings,
  readKafka,
  readRedisUrl,
  readReplicaUrl,
} from '@depachika/service/config.ts';
import { refusePublishedPassword } from '@depachika/service/published-secrets.ts';

/** How the shop runs in one process. */
export interface EmbeddedConfig {
  /** Where data, keys and sockets are kept; `DATA_DIR`, default `.data`. */
  readonly dataFolder: string;
  /** An existing PostgreSQL with PostGIS instead of the embedded one; `DATABASE_URL`. */
  readonly databaseUrl: string | undefined;
  /** The server behind the PgBouncer that `DATABASE_URL` names; `DATABASE_DIRECT_URL`. */
  readonly directDatabaseUrl: string | undefined;
  /** A streaming replica of it; `DATABASE_READ_URL`, or a file that holds it, `DATABASE_READ_URL_FILE`. */
  readonly databaseReadUrl: string | undefined;
  /** Caches, rate limits and wake-ups outside the process; `REDIS_URL`. */
  readonly redisUrl: string | undefined;
  /** The event log outside the database; `KAFKA_BROKERS`. */
  readonly kafka: KafkaSettings | undefined;
  /** Fills empty tables with the demo shop; `DEMO_DATA` on or off, default on outside production, which refuses it. */
  readonly demoData: boolean;
  /** Opens each domain's own port on loopback; `SUBGRAPH_PORTS` on or off, default on outside production. */
  readonly subgraphPorts: boolean;
  /** Added to every domain's port, 0 to 50,000; `SUBGRAPH_PORT_OFFSET`. */
  readonly subgraphPortOffset: number;
  /** Loopback port of the metrics of all services; `METRICS_PORT`, default 9109 and that offset, or a free one when it is taken. */
  readonly metricsPort: number | undefined;
  /** `LOG_LEVEL`; default warn, so that the start stays readable. */
  readonly logLevel: LogLevel;
  /** Processes that render pages in place of this one: `WEB_URL`, `http://host:port`, several with commas. */
  readonly webUrls: readonly URL[] | undefined;
  /** Clock and crash points in a test's hand; `TEST_CONTROLS` on. Production refuses it. */
  readonly testControls: TestControlsConfig | undefined;
  readonly production: boolean;
  /** Where the shop's pages are, without a slash at the end; `SHOP_URL`, which notifications checks. Undefined: where a visitor asks. */
  readonly shopUrl: string | undefined;
  /** How many days ahead goods can be wanted in a list; `DELIVERY_DAYS_AHEAD`, which delivery reads as well. */
  readonly deliveryDaysAhead: number;
}

export interface TestControlsConfig {
  /** Loopback port on which the clock can be set forward; `TEST_CONTROLS_PORT`, 0 takes a free one. */
  readonly port: number;
  /** How far the clock is ahead at the start, 0 to a year; `TEST_CLOCK_AHEAD_MS`. */
  readonly clockAheadMs: number;
  /** Dies at this crash point, `<name>` or `<name>#<nth time>`; `CRASH_AT`. */
  readonly crashAt: { readonly name: string; readonly nth: number } | undefined;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** Throws, naming the variable and what it should hold. */
export function embeddedConfig(env: NodeJS.ProcessEnv = process.env): EmbeddedConfig {
  const production = isProduction(env);
  return {
    dataFolder: readDataFolder(env),
    databaseUrl: readOwnDatabaseUrl(env),
    directDatabaseUrl: readDirectDatabaseUrl(env),
    databaseReadUrl: readReplicaUrl(env, readDatabaseUrl(env)),
    redisUrl: readRedisUrl(env),
    kafka: readKafka(env),
    demoData: readDemoData(env),
    subgraphPorts: onOrOff(env, 'SUBGRAPH_PORTS', !production),
    subgraphPortOffset: wholeNumber(env, 'SUBGRAPH_PORT_OFFSET', { from: 0, otherwise: 0, to: 50_000 }),
    metricsPort: env.METRICS_PORT
      ? wholeNumber(env, 'METRICS_PORT', { from: 0, otherwise: 0, to: 65_535 })
      : undefined,
    logLevel: logLevel(env),
    webUrls: readWebUrls(env),
    testControls: testControls(env, production),
    production,
    shopUrl: env.SHOP_URL?.replace(/\/$/, '') || undefined,
    deliveryDaysAhead: wholeNumber(env, 'DELIVERY_DAYS_AHEAD', { from: 7, to: 60, otherwise: 7 }),
  };
}

function readWebUrls({ WEB_URL }: NodeJS.ProcessEnv): readonly URL[] | undefined {
  if (!WEB_URL) return undefined;
  return WEB_URL.split(',').map((text) => {
    const url = URL.parse(text.trim());
    if (url && /^https?:$/.test(url.protocol) && url.pathname === '/') return url;
    throw new Error('WEB_URL must hold http://host:port of what renders pages, or several with commas');
  });
}

/** `DATA_DIR`, default `.data` of this checkout. */
export function readDataFolder(env: NodeJS.ProcessEnv): string {
  return env.DATA_DIR || fileURLToPath(new URL('../../.data', import.meta.url));
}

/** Where pages keep who is signed in. */
export function sessionsFolder(dataFolder: string): string {
  return join(dataFolder, 'sessions');
}

/** `DATABASE_URL`; undefined for the embedded database. */
export function readDatabaseUrl(env: NodeJS.ProcessEnv): string | undefined {
  const url = env.DATABASE_URL;
  if (!url) return undefined;
  if (isPostgresUrl(url)) return url;
  throw new Error('DATABASE_URL must be a postgres:// address of a PostgreSQL 15 or newer with PostGIS');
}

/** `DEMO_DATA` on or off; default on, but never in production: everybody knows the passwords of its accounts. */
export function readDemoData(env: NodeJS.ProcessEnv): boolean {
  const production = isProduction(env);
  const isOn = onOrOff(env, 'DEMO_DATA', !production);
  if (isOn && production)
    throw new Error(
      'DEMO_DATA must be off in production, since the documents print the passwords of its accounts: leave it out, and make an administrator with npm run admin:create',
    );
  return isOn;
}

/** {@link readDatabaseUrl}, where the password that the documents print is for loopback alone. */
export function readOwnDatabaseUrl(env: NodeJS.ProcessEnv): string | undefined {
  const url = readDatabaseUrl(env);
  if (url) refusePublishedPassword(url, { production: isProduction(env) });
  return url;
}

/** `DATABASE_DIRECT_URL`, needed beside a `DATABASE_URL` that goes through PgBouncer, and there alone. */
export function readDirectDatabaseUrl(env: NodeJS.ProcessEnv): string | undefined {
  const [url, direct] = [readDatabaseUrl(env), env.DATABASE_DIRECT_URL || undefined];
  const isPooled = url !== undefined && isPooledUrl(url);
  if (!isPooled && !direct) return undefined;
  if (!isPooled)
    throw new Error('DATABASE_DIRECT_URL must be left out where DATABASE_URL does not hold pgbouncer=true');
  if (!direct || !isPostgresUrl(direct) || isPooledUrl(direct))
    throw new Error(
      'DATABASE_DIRECT_URL must be the postgres:// address of the server behind the PgBouncer of DATABASE_URL: migrations need a session of their own',
    );
  const production = env.NODE_ENV === 'production';
  refusePublishedPassword(direct, { production, setting: 'DATABASE_DIRECT_URL' });
  return direct;
}

function isPostgresUrl(text: string): boolean {
  return URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol);
}

function testControls(env: NodeJS.ProcessEnv, production: boolean): TestControlsConfig | undefined {
  if (!onOrOff(env, 'TEST_CONTROLS', false)) {
    if (env.CRASH_AT) throw new Error('CRASH_AT needs TEST_CONTROLS=on');
    return undefined;
  }
  if (production) throw new Error('TEST_CONTROLS must be off in production');
  const [name, nth = '1'] = (env.CRASH_AT ?? '').split('#');
  if (name && !/^[1-9]\d*$/.test(nth))
    throw new Error('CRASH_AT must hold a crash point, or <crash point>#<nth time>');
  return {
    port: wholeNumber(env, 'TEST_CONTROLS_PORT', { from: 0, otherwise: 0, to: 65_535 }),
    clockAheadMs: wholeNumber(env, 'TEST_CLOCK_AHEAD_MS', { from: 0, otherwise: 0, to: YEAR_MS }),
    crashAt: name ? { name, nth: Number(nth) } : undefined,
  };
}

const YEAR_MS = 366 * 24 * 60 * 60 * 1000;

function logLevel(env: NodeJS.ProcessEnv): LogLevel {
  const level = env.LOG_LEVEL || 'warn';
  const known = LOG_LEVELS.find((each) => each === level);
  if (known) return known;
  throw new Error(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not ${JSON.stringify(level)}`);
}

function onOrOff(env: NodeJS.ProcessEnv, name: string, otherwise: boolean): boolean {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  if (text === 'on' || text === 'off') return text === 'on';
  throw new Error(`${name} must be on or off, not ${JSON.stringify(text)}`);
}
