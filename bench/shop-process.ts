import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '@depachika/local-servers/config.ts';
import { freePortOffset, freePorts } from '@depachika/local-servers/free-ports.ts';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import pg from 'pg';
import { startArguments } from '../topology/start-arguments.ts';

/** The shop as people run it, in a process of its own, with what a benchmark wants to know of it. */
export interface ShopProcess {
  readonly url: string;
  /** Of the shop's own database, when it runs on a real PostgreSQL. */
  readonly databaseUrl: string | undefined;
  /** Where its identity key is. */
  readonly dataFolder: string;
  /** Added to the ports of the domains. */
  readonly portOffset: number;
  /** Seconds of CPU that the process has used so far. */
  cpuSeconds(): Promise<number>;
  /** Resident memory now, and the most that it ever was, MiB. */
  memoryMib(): Promise<{ readonly now: number; readonly peak: number }>;
  stop(): Promise<void>;
}

/** A crowd at one door: how fast it is served is measured, not whether it may come. */
const UNLIMITED = {
  RATE_LIMIT_REQUESTS: '0',
  ORDERS_UNPAID_PER_CUSTOMER: '100000',
  ORDERS_UNPAID_PER_RECIPIENT: '100000',
};

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLOCK_TICKS_PER_SECOND = 100;
const READY_TIMEOUT_MS = 180_000;

/**
 * Starts the demo shop as `npm start` does: production takes no demo.
 * @param serverUrl a PostgreSQL on which a database may be made and dropped; without it the shop runs embedded
 * @param settings its limits, or how it is told to have none
 */
export async function startShopProcess(
  serverUrl: string | undefined,
  settings: Readonly<Record<string, string>> = UNLIMITED,
): Promise<ShopProcess> {
  const port = await freePorts()();
  const portOffset = await freePortOffset(DOMAIN_SERVICES.map(({ httpPort }) => httpPort));
  const folder = await mkdtemp(join(tmpdir(), 'depachika-bench-'));
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
      ...settings,
    }),
  });
  await ready(child);
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    databaseUrl: database?.url,
    dataFolder: folder,
    portOffset,
    cpuSeconds: () => cpuSeconds(child.pid!),
    memoryMib: () => memoryMib(child.pid!),
    async stop() {
      await ended(child);
      await database?.drop();
      await rm(folder, { recursive: true, force: true });
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

/** Source: proc(5), /proc/pid/stat, fields 14 and 15. */
async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}

/** Source: proc(5), /proc/pid/status, VmRSS and VmHWM. */
async function memoryMib(pid: number): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const mib = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { now: mib('VmRSS'), peak: mib('VmHWM') };
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
