import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '@depachika/local-servers/config.ts';
import { freePortOffset, freePorts } from '@depachika/local-servers/free-ports.ts';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import pg from 'pg';
import { startArguments } from '../topology/start-arguments.ts';
import { treeUse } from './process-tree.ts';

/** The shop as people run it, in a process of its own, with what a benchmark wants to know of it. */
export interface ShopProcess {
  readonly url: string;
  /** Of the shop's own database, when it runs on a real PostgreSQL. */
  readonly databaseUrl: string | undefined;
  /** Where its identity key is. */
  readonly dataFolder: string;
  /** Added to the ports of the domains. */
  readonly portOffset: number;
  /** Seconds of CPU that all its processes have used so far. */
  cpuSeconds(): Promise<number>;
  /** Memory of all its processes now, and what it never was above, MiB. */
  memoryMib(): Promise<{ readonly now: number; readonly peak: number }>;
  stop(): Promise<void>;
}

/** A crowd at one door: how fast it is served is measured, not whether it may come. */
export const UNLIMITED = {
  RATE_LIMIT_REQUESTS: '0',
  ORDERS_UNPAID_PER_CUSTOMER: '100000',
  ORDERS_UNPAID_PER_RECIPIENT: '100000',
};

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const READY_TIMEOUT_MS = 180_000;

/**
 * Starts the demo shop as `npm start` does: production takes no demo.
 * @param serverUrl a PostgreSQL on which a database may be made and dropped; without it the shop runs embedded
 * @param options.settings its limits, or how it is told to have none
 * @param options.dataFolder is kept; default one that goes with the shop
 */
export async function startShopProcess(
  serverUrl: string | undefined,
  options: { readonly settings?: Readonly<Record<string, string>>; readonly dataFolder?: string } = {},
): Promise<ShopProcess> {
  const port = await freePorts()();
  const portOffset = await freePortOffset(DOMAIN_SERVICES.map(({ httpPort }) => httpPort));
  const folder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'depachika-bench-')));
  const database = serverUrl ? await makeDatabase(serverUrl) : undefined;
  const child = spawn(process.execPath, startArguments(), {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: childEnvironment({
      NODE_ENV: '',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: folder,
      DATABASE_URL: database?.url ?? '',
      DEMO_DATA: 'on',
      SUBGRAPH_PORTS: 'on',
      SUBGRAPH_PORT_OFFSET: String(portOffset),
      ...(options.settings ?? UNLIMITED),
    }),
  });
  await ready(child);
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    databaseUrl: database?.url,
    dataFolder: folder,
    portOffset,
    cpuSeconds: async () => (await treeUse(child.pid!)).cpuSeconds,
    async memoryMib() {
      const { nowMib: now, peakMib: peak } = await treeUse(child.pid!);
      return { now, peak };
    },
    async stop() {
      await ended(child);
      await database?.drop();
      if (!options.dataFolder) await rm(folder, { recursive: true, force: true });
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('The shop was not ready in time')), READY_TIMEOUT_MS);
    let output = '';
    child.stdout!.on('data', (chunk) => {
      output += chunk;
      if (!output.includes('Depachika is ready')) return;
      clearTimeout(late);
      resolve();
    });
    child.once('exit', (code) => reject(new Error(`The shop ended with ${code}:\n${output}`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

async function makeDatabase(serverUrl: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `depachika_bench_${process.pid}`;
  const admin = new pg.Client(serverUrl);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async drop() {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}
