import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@depachika/clock/clock.ts';
import { attach } from '@depachika/database/embedded/embedded.ts';
import { freePortOffset, freePorts } from '@depachika/local-servers/free-ports.ts';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { databaseFromTemplate } from '@depachika/testing/database-template.ts';
import pg from 'pg';
import { dropDatabaseRoles } from '../../topology/distributed/database-roles.ts';
import { runScript, type Shop } from '../support/shop.ts';
import { shopClient } from '../support/shop-client.ts';
import { type ShopProcess, startShopProcess, TOPOLOGY } from '../support/shop-process.ts';

/** A shop in production: empty, with secrets of its own, and with neither its clock nor its crashes in a test's hand. */
export interface ProductionShop
  extends Pick<Shop, 'folder' | 'graphqlUrl' | 'client' | 'now' | 'command' | 'process' | 'stop'> {
  /** What the payment provider signs with. */
  readonly webhookSecret: string;
  /** As whoever has the database's own password. */
  sql(...statements: readonly string[]): Promise<void>;
  /** Stopped as an operator stops it, and started again on the same data. */
  restart(): Promise<void>;
}

export async function startProductionShop(): Promise<ProductionShop> {
  const folder = await mkdtemp(join(tmpdir(), 'depachika-production-'));
  const database = await emptyDatabase();
  const data = { DATA_DIR: folder, DATABASE_URL: database?.url ?? '' };
  const webhookSecret = randomBytes(24).toString('base64url');
  const env = { ...data, ...(await ownSettings()), PAYMENT_WEBHOOK_SECRET: webhookSecret };
  let running = await startShopProcess(env);
  return {
    folder,
    webhookSecret,
    graphqlUrl: () => running.graphqlUrl,
    client: (token) => shopClient(() => running.graphqlUrl, token),
    now: async () => systemClock.now(),
    command: (script, ...args) => runScript(script, args, { NODE_ENV: 'production', DATA_DIR: folder }),
    process: () => running,
    sql: async (...statements) =>
      run(database?.url ?? (await attach({ url: undefined, folder })).url, statements),
    async restart() {
      await end(running);
      running = await startShopProcess(env);
    },
    async stop() {
      await end(running);
      await database?.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What an operator has to say, and ports that no other shop of this machine has. */
async function ownSettings(): Promise<Record<string, string>> {
  const ports = [...DOMAIN_SERVICES.map(({ httpPort }) => httpPort), METRICS_PORT];
  return {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(await freePorts()()),
    SUBGRAPH_PORT_OFFSET: String(await freePortOffset(ports)),
    PAYMENT_PROVIDER: 'sandbox',
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'shop@depachika.example',
    SHOP_URL: 'https://shop.example',
    // The log of a test is on one broker.
    ...(TOPOLOGY === 'distributed' ? { KAFKA_REPLICATION: '1', ...ownRedis() } : {}),
  };
}

/** The shops of other tests have other goods: what they remember is none of this one's. */
function ownRedis(): { readonly REDIS_URL?: string } {
  const { TEST_REDIS_URL: server } = process.env;
  return server ? { REDIS_URL: new URL(`/${OWN_REDIS_DATABASE}`, server).href } : {};
}

/** Of the sixteen that a Redis has; all others are in the first. */
const OWN_REDIS_DATABASE = 15;

/** The last of a distributed shop's ports below those of its calls. */
const METRICS_PORT = 9109;

/** Undefined when no server is named: then the shop's folder holds its data. */
async function emptyDatabase(): Promise<{ readonly url: string; remove(): Promise<void> } | undefined> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) return undefined;
  const database = await databaseFromTemplate({
    server,
    key: 'empty',
    name: `${systemClock.now().getTime()}_production_${randomBytes(4).toString('hex')}`,
    fill: async () => undefined,
  });
  return {
    url: database.url,
    async remove() {
      await dropDatabaseRoles(database.url);
      await database.close();
    },
  };
}

async function end(running: ShopProcess): Promise<void> {
  running.signal('SIGTERM');
  await running.exited;
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
