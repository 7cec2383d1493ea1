import { fileURLToPath } from 'node:url';

/** What a shop runs on, one process per service. */
export const USUAL_SERVICES = ['postgres', 'redis', 'kafka'] as const;
type UsualService = (typeof USUAL_SERVICES)[number];
/** In the order in which they start. PgBouncer is started only by its name. */
export const SERVICE_NAMES = [...USUAL_SERVICES, 'pgbouncer'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Where this machine's servers are kept and listen. */
export interface ServicePlaces {
  readonly ports: Readonly<Record<UsualService, number>>;
  readonly pgbouncer: {
    readonly port: number;
    /** The PostgreSQL that it stands before. */
    readonly serverUrl: string;
  };
  /** Data, logs and process records of all services. */
  readonly folder: string;
}

export interface ServiceSettings extends ServicePlaces {
  readonly only: readonly ServiceName[];
  /** Removes the data too when stopping. */
  readonly clear: boolean;
  /** Does not look for a Docker engine. */
  readonly native: boolean;
}

/** What to connect to, by the name of the variable that the shop reads. */
export interface Address {
  readonly variable: 'DATABASE_URL' | 'DATABASE_DIRECT_URL' | 'REDIS_URL' | 'KAFKA_BROKERS';
  readonly value: string;
}

/**
 * Ports from `POSTGRES_PORT` (54320), `REDIS_PORT` (6390), `KAFKA_PORT` (9094; native Kafka also takes the port 100
 * above) and `PGBOUNCER_PORT` (6432), the folder from `SERVICES_DIR` (`.services`), the server behind PgBouncer from
 * `DATABASE_DIRECT_URL` (this machine's own). Throws, naming the variable and what it should hold.
 */
export function readServicePlaces(env: NodeJS.ProcessEnv): ServicePlaces {
  const ports = {
    postgres: port(env, 'POSTGRES_PORT', 54_320),
    redis: port(env, 'REDIS_PORT', 6390),
    kafka: port(env, 'KAFKA_PORT', 9094),
  };
  return {
    ports,
    folder: env.SERVICES_DIR || fileURLToPath(new URL('../../.services', import.meta.url)),
    pgbouncer: {
      port: port(env, 'PGBOUNCER_PORT', 6432),
      serverUrl: env.DATABASE_DIRECT_URL || addressOf('postgres', ports).value,
    },
  };
}

/** What to tell a shop that is to use these. */
export function addressesOf({ only, ...places }: ServiceSettings): Address[] {
  if (!only.includes('pgbouncer')) return only.map((name) => placeOf(name, places).address);
  const others = only.filter((name) => name !== 'postgres');
  const direct: Address = { variable: 'DATABASE_DIRECT_URL', value: places.pgbouncer.serverUrl };
  return [...others.map((name) => placeOf(name, places).address), direct];
}

export interface Place {
  readonly port: number;
  readonly address: Address;
}

export function placeOf(name: ServiceName, { ports, pgbouncer }: ServicePlaces): Place {
  if (name !== 'pgbouncer') return { port: ports[name], address: addressOf(name, ports) };
  const url = Object.assign(new URL(pgbouncer.serverUrl), { host: `127.0.0.1:${pgbouncer.port}` });
  url.searchParams.set('pgbouncer', 'true');
  return { port: pgbouncer.port, address: { variable: 'DATABASE_URL', value: url.href } };
}

export function addressOf(name: UsualService, ports: ServicePlaces['ports']): Address {
  switch (name) {
    case 'postgres':
      return {
        variable: 'DATABASE_URL',
        value: `postgres://${DATABASE.user}:${DATABASE.password}@127.0.0.1:${ports.postgres}/${DATABASE.name}`,
      };
    case 'redis':
      return { variable: 'REDIS_URL', value: `redis://127.0.0.1:${ports.redis}` };
    case 'kafka':
      return { variable: 'KAFKA_BROKERS', value: `127.0.0.1:${ports.kafka}` };
  }
}

/** For development and tests, on loopback only. */
export const DATABASE = { user: 'depachika', password: 'depachika', name: 'depachika' } as const;

function port(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const text = env[name];
  if (!text) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1024 && value <= 65_000) return value;
  throw new Error(`${name} must be a whole number from 1024 to 65000, not ${JSON.stringify(text)}`);
}
