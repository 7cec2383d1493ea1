import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { SESSION_LIMITS, type SessionLimits } from '@depachika/database/sessions/session-limits.ts';
import { DOMAIN_SERVICES, type DomainName, type DomainService } from '@depachika/schema/services.ts';
import { refusePublishedPassword } from './published-secrets.ts';

/** How one domain runs as a process of its own. Its business settings are in the domain's own configuration. */
export interface ServiceConfig extends ProcessConfig {
  readonly service: DomainService;
  /** As this service's own role: `DATABASE_URL`, or a file that holds it, `DATABASE_URL_FILE`. */
  readonly databaseUrl: string;
  /** One streaming replica for reads: `DATABASE_READ_URL`, or a file that holds it, `DATABASE_READ_URL_FILE`. */
  readonly databaseReadUrl: string | undefined;
  readonly database: DatabaseLimits;
  /** The event log; without `KAFKA_BROKERS` it is a table in the database. */
  readonly kafka: KafkaSettings | undefined;
  /** `HOST`: 127.0.0.1, in production 0.0.0.0. */
  readonly host: string;
  /** `HTTP_PORT`; 0 takes a free one. */
  readonly httpPort: number;
  /** `RPC_PORT`; undefined for a domain that nobody calls. */
  readonly rpcPort: number | undefined;
  /** By domain, as gRPC's resolver takes it: `ORDERS_RPC`, … */
  readonly rpcAddresses: Readonly<Partial<Record<DomainName, string>>>;
  /** Everybody's public keys, a JWKS in which each key names its issuer: `TRUSTED_KEYS_FILE`. */
  readonly trustedKeysFile: string;
  /** `TLS_CERT_FILE`, `TLS_KEY_FILE`, `TLS_CA_FILE`: RPC asks every caller for a certificate of this authority. */
  readonly tls: TlsFiles | undefined;
  readonly production: boolean;
}

/** What the router and every domain have in common as processes. */
export interface ProcessConfig {
  /** Caches and wake-ups, `REDIS_URL`; without it each process has its own. Or a cluster's nodes. */
  readonly redisUrl: string | undefined;
  /** The private key that signs for this service: `IDENTITY_KEY_FILE`. */
  readonly identityKeyFile: string;
  /** `LOG_LEVEL`, default info. */
  readonly logLevel: LogLevel;
  /** Clock and crash points in a test's hand: `TEST_CONTROLS` on. Production refuses it. */
  readonly testControls: ServiceTestControls | undefined;
}

export interface DatabaseLimits extends SessionLimits {
  /** Connections, 1 to 200: `DATABASE_POOL_SIZE`, default 10. */
  readonly poolSize: number;
}

export interface KafkaSettings {
  /** `KAFKA_BROKERS`: `host:port` with commas. */
  readonly brokers: readonly string[];
  /** Of new topics, 1 to 1,000: `KAFKA_PARTITIONS`, default 6. */
  readonly partitions: number;
  /** Copies of each partition of new topics, 1 to 9: `KAFKA_REPLICATION`, default 1; production has to choose. */
  readonly replicas: number;
  /** Before every topic and group, where several shops share a cluster: `KAFKA_TOPIC_PREFIX`, default none. */
  readonly topicPrefix: string;
}

/** How a process that serves no RPC calls one domain. */
export interface RpcClientConfig {
  /** As gRPC's resolver takes it: `USERS_RPC`, … */
  readonly address: string;
  /** `TLS_CERT_FILE`, `TLS_KEY_FILE`, `TLS_CA_FILE`: without them only a domain on loopback is called. */
  readonly tls: TlsFiles | undefined;
}

/** PEM files. */
export interface TlsFiles {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  readonly authorityFile: string;
}

export interface ServiceTestControls {
  /** Loopback port on which the clock can be set forward; `TEST_CONTROLS_PORT`, 0 takes a free one. */
  readonly port: number;
  /** Where the clock starts, ahead of the machine's: `TEST_CLOCK_AHEAD_MS`. */
  readonly clockAheadMs: number;
  /** Dies at this crash point, `<name>` or `<name>#<nth time>`; `CRASH_AT`. */
  readonly crashAt: { readonly name: string; readonly nth: number } | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const ENVIRONMENTS = ['', 'production', 'development', 'test'];

/**
 * Whether this shop is for customers. Throws for any other `NODE_ENV`, `Production` too: it would quietly start with the doors
 * of the demo open.
 */
export function isProduction({ NODE_ENV = '' }: Environment): boolean {
  if (ENVIRONMENTS.includes(NODE_ENV)) return NODE_ENV === 'production';
  throw invalid(
    'NODE_ENV',
    `production, development or test, not ${JSON.stringify(NODE_ENV)}: only production closes the doors of the demo`,
  );
}

/** Reads the environment once. Throws, naming the variable and what it should hold. */
export function readServiceConfig(name: DomainName, env: Environment = process.env): ServiceConfig {
  const service = DOMAIN_SERVICES.find((each) => each.name === name)!;
  const production = isProduction(env);
  const databaseUrl = readDatabaseUrl(env);
  const host = env.HOST || (production ? '0.0.0.0' : '127.0.0.1');
  return {
    service,
    databaseUrl,
    databaseReadUrl: readReplicaUrl(env, databaseUrl),
    database: {
      poolSize: wholeNumber(env, 'DATABASE_POOL_SIZE', { otherwise: 10, from: 1, to: 200 }),
      ...readSessionLimits(env),
    },
    ...readProcessConfig(env),
    kafka: readKafka(env),
    host,
    httpPort: port(env, 'HTTP_PORT', service.httpPort),
    rpcPort: service.rpcPort === undefined ? undefined : port(env, 'RPC_PORT', service.rpcPort),
    rpcAddresses: readRpcAddresses(env),
    trustedKeysFile: required(env, 'TRUSTED_KEYS_FILE', 'the file with the public keys of all services'),
    tls: readTls(env, isLoopback(host)),
    production,
  };
}

/** Throws, naming the variable and what it should hold. */
export function readProcessConfig(env: Environment = process.env): ProcessConfig {
  const identityKey = 'the file with the private key that signs for this service';
  return {
    redisUrl: readRedisUrl(env),
    identityKeyFile: required(env, 'IDENTITY_KEY_FILE', identityKey),
    logLevel: readLogLevel(env),
    testControls: readTestControls(env),
  };
}

/** Throws, naming the variable and what it should hold. */
export function readRpcClientConfig(domain: DomainName, env: Environment = process.env): RpcClientConfig {
  const address = readRpcAddresses(env)[domain];
  if (!address) throw new Error(`${domain} answers no RPC`);
  return { address, tls: readTls(env, /^ipv4:(127\.0\.0\.1:\d+,?)+$/.test(address)) };
}

/** `DATABASE_STATEMENT_TIMEOUT_MS`, default 5,000, and `DATABASE_LOCK_TIMEOUT_MS`, default 3,000: 100 to 600,000. */
export function readSessionLimits(env: Environment): SessionLimits {
  const limit = (name: string, otherwise: number) =>
    wholeNumber(env, name, { otherwise, from: 100, to: 600_000 });
  return {
    statementTimeoutMs: limit('DATABASE_STATEMENT_TIMEOUT_MS', SESSION_LIMITS.statementTimeoutMs),
    lockTimeoutMs: limit('DATABASE_LOCK_TIMEOUT_MS', SESSION_LIMITS.lockTimeoutMs),
  };
}

/** `DATABASE_URL`, or what the file `DATABASE_URL_FILE` holds. */
function readDatabaseUrl(env: Environment): string {
  const url = valueOrFile(env, 'DATABASE_URL');
  if (url && isPostgresUrl(url)) {
    refusePublishedPassword(url, { production: isProduction(env) });
    return url;
  }
  throw invalid(
    'DATABASE_URL',
    'a postgres:// address of a PostgreSQL 15 or newer with PostGIS (or DATABASE_URL_FILE the file with it)',
  );
}

/**
 * `DATABASE_READ_URL`, or what the file `DATABASE_READ_URL_FILE` holds. What it leaves out is as in the primary's
 * address: user and password, database, parameters. A role is the same on both, so that a host and port suffice.
 */
export function readReplicaUrl(env: Environment, primaryUrl: string | undefined): string | undefined {
  const text = valueOrFile(env, 'DATABASE_READ_URL');
  if (!text) return undefined;
  if (!primaryUrl) throw invalid('DATABASE_URL', 'the primary of the replica that DATABASE_READ_URL names');
  if (!isPostgresUrl(text))
    throw invalid(
      'DATABASE_READ_URL',
      'a postgres:// address of a streaming replica of DATABASE_URL (or DATABASE_READ_URL_FILE the file with it)',
    );
  const [url, primary] = [new URL(text), new URL(primaryUrl)];
  if (!url.username) Object.assign(url, { username: primary.username, password: primary.password });
  if (url.pathname.length <= 1) url.pathname = primary.pathname;
  if (!url.search) url.search = primary.search;
  return url.href;
}

function valueOrFile(env: Environment, name: string): string | undefined {
  const file = env[`${name}_FILE`];
  return env[name] || (file && readFileSync(file, 'utf8').trim());
}

function isPostgresUrl(text: string): boolean {
  return URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol);
}

export function readRedisUrl(env: Environment = process.env): string | undefined {
  const text = env.REDIS_URL;
  if (!text) return undefined;
  if (/^rediss?(\+cluster)?:\/\/\S+$/.test(text)) return text;
  throw invalid(
    'REDIS_URL',
    'a redis:// or rediss:// address, or a redis+cluster:// one with the nodes and commas between',
  );
}

export function readKafka(env: Environment = process.env): KafkaSettings | undefined {
  const text = env.KAFKA_BROKERS;
  if (!text) return undefined;
  const brokers = text.split(',').map((broker) => broker.trim());
  if (!brokers.every(isHostAndPort))
    throw invalid('KAFKA_BROKERS', 'host:port of one or more brokers, with commas');
  if (isProduction(env) && !env.KAFKA_REPLICATION)
    throw invalid(
      'KAFKA_REPLICATION',
      'the copies of each event in production, 3 on three brokers; 1 says that one disk may lose them all',
    );
  return { brokers, ...readTopics(env) };
}

/** Throws, naming the variable and what it should hold. */
export function readTopics(env: Environment): Omit<KafkaSettings, 'brokers'> {
  return {
    partitions: wholeNumber(env, 'KAFKA_PARTITIONS', { otherwise: 6, from: 1, to: 1_000 }),
    replicas: wholeNumber(env, 'KAFKA_REPLICATION', { otherwise: 1, from: 1, to: 9 }),
    topicPrefix: topicPrefix(env),
  };
}

function topicPrefix(env: Environment): string {
  const prefix = env.KAFKA_TOPIC_PREFIX ?? '';
  if (/^[\w.-]{0,100}$/.test(prefix)) return prefix;
  throw invalid('KAFKA_TOPIC_PREFIX', 'at most 100 letters, digits, dots, dashes and underscores');
}

function readRpcAddresses(env: Environment): Partial<Record<DomainName, string>> {
  const addresses = DOMAIN_SERVICES.filter(({ rpcPort }) => rpcPort !== undefined).map(
    ({ name, rpcPort }) => {
      const variable = `${name.toUpperCase()}_RPC`;
      return [name, rpcTarget(variable, env[variable] || `127.0.0.1:${rpcPort}`)];
    },
  );
  return Object.fromEntries(addresses);
}

/** One name may stand for several addresses; addresses that are listed must be numbers, which gRPC takes together. */
function rpcTarget(variable: string, text: string): string {
  const addresses = text.split(',').map((address) => address.trim());
  const isNumeric = (address: string) => isIP(address.slice(0, address.lastIndexOf(':'))) === 4;
  if (!addresses.every(isHostAndPort) || (addresses.length > 1 && !addresses.every(isNumeric))) {
    throw invalid(variable, 'host:port, or several IPv4 addresses with ports and commas');
  }
  return addresses.every(isNumeric) ? `ipv4:${addresses.join(',')}` : `dns:///${addresses[0]}`;
}

function isHostAndPort(text: string): boolean {
  const [, digits] = /^[\w.-]+:(\d{1,5})$/.exec(text) ?? [];
  return digits !== undefined && Number(digits) >= 1 && Number(digits) <= 65_535;
}

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === '::1' || host === 'localhost';
}

function readTls(env: Environment, mayBePlain: boolean): TlsFiles | undefined {
  const [certificateFile, privateKeyFile, authorityFile] = [
    'TLS_CERT_FILE',
    'TLS_KEY_FILE',
    'TLS_CA_FILE',
  ].map((name) => env[name] || undefined);
  if (certificateFile && privateKeyFile && authorityFile) {
    return { certificateFile, privateKeyFile, authorityFile };
  }
  if (mayBePlain && !certificateFile && !privateKeyFile && !authorityFile) return undefined;
  throw invalid(
    'TLS_CERT_FILE, TLS_KEY_FILE and TLS_CA_FILE',
    "PEM files of this service's certificate, its key and the authority of all: RPC is plain on loopback only",
  );
}

function readTestControls(env: Environment): ServiceTestControls | undefined {
  const production = isProduction(env);
  const isOn = env.TEST_CONTROLS === 'on';
  if (!isOn && env.CRASH_AT) throw invalid('TEST_CONTROLS', 'on, as CRASH_AT is set');
  if (!isOn) return undefined;
  if (production) throw invalid('TEST_CONTROLS', 'off in production');
  const [name, nth = '1'] = (env.CRASH_AT ?? '').split('#');
  if (!/^[1-9]\d*$/.test(nth)) throw invalid('CRASH_AT', 'a crash point, or <crash point>#<nth time>');
  return {
    port: port(env, 'TEST_CONTROLS_PORT', 0),
    clockAheadMs: wholeNumber(env, 'TEST_CLOCK_AHEAD_MS', {
      otherwise: 0,
      from: 0,
      to: Number.MAX_SAFE_INTEGER,
    }),
    crashAt: name ? { name, nth: Number(nth) } : undefined,
  };
}

function readLogLevel(env: Environment): LogLevel {
  const level = env.LOG_LEVEL || 'info';
  const known = LOG_LEVELS.find((each) => each === level);
  if (known) return known;
  throw invalid('LOG_LEVEL', `one of ${LOG_LEVELS.join(', ')}`);
}

function required(env: Environment, name: string, what: string): string {
  const value = env[name];
  if (value) return value;
  throw invalid(name, what);
}

function port(env: Environment, name: string, otherwise: number): number {
  return wholeNumber(env, name, { otherwise, from: 0, to: 65_535 });
}

function wholeNumber(
  env: Environment,
  name: string,
  { otherwise, from, to }: { readonly otherwise: number; readonly from: number; readonly to: number },
): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw invalid(name, `a whole number from ${from} to ${to}`);
}

function invalid(name: string, expected: string): Error {
  return new Error(`${name} must hold ${expected}`);
}
