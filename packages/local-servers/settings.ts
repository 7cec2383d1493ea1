import { fileURLToPath } from 'node:url';

export const SERVICE_NAMES = ['postgres', 'redis', 'kafka'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Where this machine's servers are kept and listen. */
export interface ServicePlaces {
  readonly ports: Readonly<Record<ServiceName, number>>;
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
  readonly variable: 'DATABASE_URL' | 'REDIS_URL' | 'KAFKA_BROKERS';
  readonly value: string;
}

/**
 * Ports from `POSTGRES_PORT` (54320), `REDIS_PORT` (6390) and `KAFKA_PORT` (9094; native Kafka also takes the port 100
 * above), the folder from `SERVICES_DIR` (`.services`). Throws, naming the variable and what it should hold.
 */
export function readServicePlaces(env: NodeJS.ProcessEnv): ServicePlaces {
  return {
    ports: {
      postgres: port(env, 'POSTGRES_PORT', 54_320),
      redis: port(env, 'REDIS_PORT', 6390),
      kafka: port(env, 'KAFKA_PORT', 9094),
    },
    folder: env.SERVICES_DIR || fileURLToPath(new URL('../../.services', import.meta.url)),
  };
}

export function addressOf(name: ServiceName, ports: ServiceSettings['ports']): Address {
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
