import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { isPooledUrl } from '@depachika/database/sessions/session-limits.ts';
import { type AnnouncedShop, announcedShop } from '@depachika/service/announced-shop.ts';
import { type KafkaSettings, readKafka, readRedisUrl } from '@depachika/service/config.ts';
import { readDatabaseUrl, readDataFolder } from '../topology/embedded/config.ts';
import { WrongUse } from './command.ts';
import { fromEnvironment } from './values.ts';

/** Where the shop of this folder keeps its data. What the environment names goes before what the shop has said. */
export interface ShopLocation {
  /** Data, keys and sockets; `DATA_DIR`. */
  readonly dataFolder: string;
  /**
   * Undefined when the database is the embedded one of the data folder; `DATABASE_URL`, or the server itself where that
   * goes through PgBouncer and `DATABASE_DIRECT_URL` is known.
   */
  readonly databaseUrl: string | undefined;
  /** `REDIS_URL` */
  readonly redisUrl: string | undefined;
  /** Undefined where the event log is a table; `KAFKA_BROKERS`. */
  readonly kafka: KafkaSettings | undefined;
  /** The shop that runs from the data folder on this database, or ran there last. */
  readonly shop: AnnouncedShop | undefined;
}

export function shopLocation(): ShopLocation {
  return fromEnvironment((env) => locate(env));
}

/**
 * The public GraphQL endpoint: at `PORT` when that is set, else where the shop of this folder answers. Never a usual port
 * that somebody else's shop may have.
 */
export function shopGraphqlUrl(): string {
  const { PORT } = process.env;
  if (PORT && PORT !== '0') return fromEnvironment(() => urlAt(PORT));
  const { shop, dataFolder } = shopLocation();
  if (shop?.isRunning && shop.graphqlUrl) return shop.graphqlUrl;
  const state = shop?.isRunning ? 'is still starting' : 'does not run';
  throw new WrongUse(
    `The shop of ${shown(dataFolder)} ${state}: start it (npm start), or set DATA_DIR or PORT to those of another one.`,
  );
}

/** For a command that needs the data of the shop at {@link shopGraphqlUrl}: it must not be another shop's. */
export function shopGraphqlUrlBesideData(): string {
  const url = shopGraphqlUrl();
  const { shop, dataFolder } = shopLocation();
  const known = shop?.isRunning ? shop.graphqlUrl : undefined;
  if (known && new URL(known).port !== new URL(url).port)
    throw new WrongUse(
      `PORT is ${new URL(url).port}, but the shop of ${shown(dataFolder)} answers at ${known}: set DATA_DIR to the other shop's folder, or leave PORT out.`,
    );
  return url;
}

/** A folder as people write it. */
export function shown(folder: string): string {
  const fromHere = relative(process.cwd(), folder);
  return fromHere === '' || fromHere.startsWith('..') ? folder : fromHere;
}

function locate(env: NodeJS.ProcessEnv): ShopLocation {
  const dataFolder = readDataFolder(env);
  const named =
    readDatabaseUrl({ DATABASE_URL: env.DATABASE_DIRECT_URL }) ??
    readDatabaseUrl(env) ??
    readDatabaseUrl({ DATABASE_URL: contentOf(env.DATABASE_URL_FILE) });
  const announced = announcedShop(dataFolder);
  const shop = announced && isOn(announced, named) ? announced : undefined;
  const running = shop?.isRunning ? shop : undefined;
  return {
    dataFolder,
    // The shop has said where the server is that PgBouncer stands before.
    databaseUrl: named && !isPooledUrl(named) ? named : (running?.databaseUrl ?? named),
    redisUrl: readRedisUrl(env) ?? running?.redisUrl,
    kafka: readKafka(env) ?? running?.kafka,
    shop,
  };
}

/** Whether a shop keeps its data in the database that was named, if any: its role there may be another one. */
function isOn({ databaseUrl, pooledDatabaseUrl }: AnnouncedShop, named: string | undefined): boolean {
  if (named === undefined) return true;
  const ours = new URL(named);
  return [databaseUrl, pooledDatabaseUrl].some((url) => {
    if (url === undefined) return false;
    const theirs = new URL(url);
    return theirs.host === ours.host && theirs.pathname === ours.pathname;
  });
}

/** As a service of its own has it: in its container a command needs no other setting. */
function contentOf(file: string | undefined): string | undefined {
  return file && readFileSync(file, 'utf8').trim();
}

function urlAt(port: string): string {
  if (/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535) return `http://127.0.0.1:${port}/graphql`;
  throw new Error(`PORT must be the port of a shop, 1 to 65535, not ${JSON.stringify(port)}`);
}

/** For a command's help. */
export const READS_DATABASE = {
  DATABASE_URL:
    "the shop's database (default: that of the shop that runs from DATA_DIR, else the embedded one)",
  DATA_DIR: "the shop's folder (default: .data)",
} as const;

export const READS_LOG = {
  'KAFKA_BROKERS, KAFKA_TOPIC_PREFIX': 'where the event log is Kafka (default: that of the running shop)',
} as const;

export const READS_PORT = {
  PORT: 'where the shop listens (default: where the shop that runs from DATA_DIR does)',
} as const;
