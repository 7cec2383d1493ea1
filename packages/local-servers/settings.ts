import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const SERVICE_NAMES = ['postgres', 'redis', 'kafka'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export interface ServiceSettings {
  readonly verb: 'up' | 'down' | 'status';
  readonly only: readonly ServiceName[];
  /** Prints nothing but `NAME=value` lines, for a shell's `eval`. */
  readonly env: boolean;
  /** Removes the data too when stopping. */
  readonly clear: boolean;
  /** Does not look for a Docker engine. */
  readonly native: boolean;
  readonly ports: Readonly<Record<ServiceName, number>>;
  /** Data, logs and process records of all services. */
  readonly folder: string;
}

/** What to connect to, by the name of the variable that the shop reads. */
export interface Address {
  readonly variable: 'DATABASE_URL' | 'REDIS_URL' | 'KAFKA_BROKERS';
  readonly value: string;
}

export const USAGE = `Usage: npm run services -- up|down|status [options]

PostgreSQL with PostGIS, Redis and Kafka on this machine's loopback: by Docker when its engine answers, else natively
from what is installed, or can be installed by the package manager. Data stays in .services.

  --only postgres,redis,kafka   these alone (default: all)
  --env                         up: print NAME=value lines alone, for eval "$(npm run --silent services -- up --env)"
  --native                      natively even when a Docker engine answers
  --clear                       down: remove the data too
  --help

Ports: POSTGRES_PORT (54320), REDIS_PORT (6390), KAFKA_PORT (9094; native Kafka also takes the port 100 above).
Folder: SERVICES_DIR (.services).`;

/** @returns what is wanted, or why it cannot be understood ('' when help was asked for) */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): ServiceSettings | string {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return (error as Error).message;
  }
  const { values, positionals } = parsed;
  const [verb, ...rest] = positionals;
  if (values.help) return '';
  if ((verb !== 'up' && verb !== 'down' && verb !== 'status') || rest.length > 0)
    return 'say up, down or status';
  const only = values.only?.split(',').map((name) => name.trim()) ?? [...SERVICE_NAMES];
  const unknown = only.find((name) => !SERVICE_NAMES.some((known) => known === name));
  if (unknown !== undefined) return `--only does not know ${JSON.stringify(unknown)}`;
  return {
    verb,
    only: SERVICE_NAMES.filter((name) => only.includes(name)),
    env: values.env ?? false,
    clear: values.clear ?? false,
    native: values.native ?? false,
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

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      env: { type: 'boolean' },
      clear: { type: 'boolean' },
      native: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
}

function port(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const text = env[name];
  if (!text) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1024 && value <= 65_000) return value;
  throw new Error(`${name} must be a whole number from 1024 to 65000, not ${JSON.stringify(text)}`);
}
