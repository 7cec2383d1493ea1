import { kafkaConnection } from '@depachika/events/kafka/kafka-connection.ts';
import { Redis } from 'ioredis';
import pg from 'pg';
import { pino } from 'pino';
import { type Address, DATABASE, type ServiceName } from './settings.ts';

/** Resolves when the service does what it is there for; rejects with the reason when it does not, in 5 s at most. */
export async function ask(name: ServiceName, { value }: Address): Promise<void> {
  if (name === 'postgres' || name === 'pgbouncer') return askPostgres(value);
  if (name === 'redis') return askRedis(value);
  return askKafka(value.split(','));
}

async function askPostgres(url: string): Promise<void> {
  await onPostgres(url, async (client) => {
    const { rows } = await client.query(`SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'`);
    if (rows.length === 0) throw new Error('PostgreSQL answers, but has no PostGIS');
  });
}

/** The shop's own database, made when it is missing. */
export async function ensureDatabase(url: string): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  await onPostgres(maintenance.href, async (client) => {
    const { rows } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE.name]);
    if (rows.length === 0) await client.query(`CREATE DATABASE ${DATABASE.name}`);
  });
}

async function onPostgres(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // A server that goes away after the answer is no news here.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function askRedis(url: string): Promise<void> {
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}

async function askKafka(brokers: string[]): Promise<void> {
  const connection = kafkaConnection({
    brokers,
    clientId: 'depachika-services',
    logger: pino({ level: 'silent' }),
  });
  try {
    await connection.ready();
  } finally {
    await connection.close();
  }
}

const TIMEOUT_MS = 5_000;
