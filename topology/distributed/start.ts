import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@depachika/background/wait-for.ts';
import { systemClock } from '@depachika/clock/clock.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { devIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { freePorts } from '@depachika/local-servers/free-ports.ts';
import { serveTestControls } from '@depachika/service/test-controls.ts';
import { personAt, untilStopped } from '@depachika/service/until-stopped.ts';
import { type Progress, progressOn } from '../embedded/progress.ts';
import { welcome } from '../embedded/welcome.ts';
import type { DistributedShopConfig } from './config.ts';
import { startLocalServers } from './local-servers.ts';
import { logLineWriter } from './log-lines.ts';
import { type PlannedProcess, planProcesses } from './plan.ts';
import { prepare } from './prepare.ts';
import { type LogLine, type Supervisor, supervise } from './supervisor.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
/** What modules compile to is kept for the next start. */
const COMPILED = join(PROJECT, 'node_modules/.cache/depachika/modules');
/** Connections of each domain's process: three for the log beside them, and PostgreSQL has 100 by default. */
const POOL_SIZE = '8';

/** The shop as one process per service on this machine, until Ctrl-C. */
export async function startDistributedShop(config: DistributedShopConfig): Promise<void> {
  await untilStopped(
    personAt(process),
    async ({ onStop }) => {
      process.stdout.write('Depachika is starting, one process per service.\n');
      await startShop(config, progressOn(process.stdout), onStop);
    },
    { stopTimeoutMs: 10_500 },
  );
}

type OnStop = (stop: () => Promise<unknown>) => void;

async function startShop(config: DistributedShopConfig, progress: Progress, onStop: OnStop): Promise<void> {
  const servers = await findServers(config, progress);
  await prepareShop(config, servers, progress);
  const processes = await plan(config, servers);
  const controls = config.testControls && clockControls(processes, config.testControls.clockAheadMs);
  const supervisor = supervise({
    processes,
    cwd: PROJECT,
    environment: (_, start) => ({
      ...(controls ? { TEST_CLOCK_AHEAD_MS: String(controls.aheadMs()) } : {}),
      ...(config.testControls?.crashAt && start === 0 ? { CRASH_AT: config.testControls.crashAt } : {}),
    }),
    onLine: shownLines(config, processes),
    onExit: (exit) => tellExit(exit, config),
  });
  onStop(() => supervisor.stop());
  const testControlsUrl = controls && (await serveControls(config, controls, onStop));
  const urls = await progress.step(`${processes.length} processes run`, () => supervisor.ready);
  process.stdout.write(
    welcome({
      graphqlUrl: urls.get('router')!,
      demo: config.demoData,
      explorer: true,
      testControlsUrl,
      readyMs: performance.now(),
    }),
  );
  if (controls) process.stdout.write(`${readyLine(processes, urls, supervisor)}\n`);
}

interface Servers {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly kafkaBrokers: string | undefined;
}

/** Those that are named; when none is, this machine's own. */
async function findServers(config: DistributedShopConfig, progress: Progress): Promise<Servers> {
  const { databaseUrl, redisUrl, kafkaBrokers } = config;
  if (!databaseUrl && (redisUrl || kafkaBrokers))
    throw new Error('DATABASE_URL must name a PostgreSQL when REDIS_URL or KAFKA_BROKERS is set');
  const isReplicated = Object.values(config.replicas).some((count) => count > 1);
  if (databaseUrl && isReplicated && !redisUrl)
    throw new Error('REDIS_URL must name a Redis when there are replicas: they have to share their caches');
  if (databaseUrl) {
    await progress.step(`PostgreSQL at ${new URL(databaseUrl).host} answers`, () =>
      answers(databaseUrl, progress),
    );
    return { databaseUrl, redisUrl, kafkaBrokers };
  }
  const local = await progress.step('PostgreSQL, Redis and Kafka answer', () =>
    startLocalServers(progress.note),
  );
  return { databaseUrl: local.DATABASE_URL, redisUrl: local.REDIS_URL, kafkaBrokers: local.KAFKA_BROKERS };
}

async function answers(url: string, progress: Progress): Promise<void> {
  const database = openDatabase({ url, service: 'start', poolSize: 1 });
  try {
    await waitFor({
      what: 'PostgreSQL',
      check: async () => void (await database.query('SELECT 1')),
      logger: { info: progress.note, warn: progress.note } as Parameters<typeof waitFor>[0]['logger'],
      signal: AbortSignal.timeout(30_000),
    });
  } finally {
    await database.close();
  }
}

async function prepareShop(
  config: DistributedShopConfig,
  servers: Servers,
  progress: Progress,
): Promise<void> {
  await prepare({
    folder: secretsFolder(config),
    adminUrl: servers.databaseUrl,
    logIsTable: servers.kafkaBrokers === undefined,
    demo: config.demoData,
    // The key that `npm run token` signs with is also the router's.
    routerKeys: await devIdentityKeys(config.dataFolder),
    clock: systemClock,
    ...progress,
  });
}

async function plan(config: DistributedShopConfig, servers: Servers): Promise<PlannedProcess[]> {
  const { portOffset, testControls, replicas, routerPort } = config;
  const free = freePorts();
  return planProcesses({
    replicas,
    folder: secretsFolder(config),
    port: (usual) => (portOffset === 'free' ? free() : usual + portOffset),
    routerPort,
    testControls: testControls !== undefined,
    common: {
      LOG_LEVEL: config.logLevel,
      NODE_COMPILE_CACHE: COMPILED,
      DATABASE_POOL_SIZE: POOL_SIZE,
      // Each process has its own address of the database, and no other.
      DATABASE_URL: '',
      DATABASE_READ_URL: config.databaseReadUrl ?? '',
      DATABASE_READ_URL_FILE: '',
      READ_REPLICAS: config.databaseReadUrl ? 'on' : 'off',
      REDIS_URL: servers.redisUrl ?? '',
      KAFKA_BROKERS: servers.kafkaBrokers ?? '',
      CRASH_AT: '',
    },
  });
}

function secretsFolder({ dataFolder }: DistributedShopConfig): string {
  return join(dataFolder, 'distributed');
}

function shownLines(_config: DistributedShopConfig, processes: readonly PlannedProcess[]) {
  const show = logLineWriter({
    processes: processes.map(({ name }) => name),
    write: (text) => process.stdout.write(text),
    colours: process.stdout.isTTY === true,
  });
  return (line: LogLine) => show(line);
}

/** An armed crash is a power cut for the whole shop, as it is when all of it runs in one process. */
function tellExit(
  exit: Parameters<Parameters<typeof supervise>[0]['onExit']>[0],
  { testControls }: DistributedShopConfig,
): void {
  const { process: name, code, signal, restartInMs } = exit;
  if (testControls?.crashAt && signal === 'SIGKILL') process.kill(process.pid, 'SIGKILL');
  if (restartInMs === undefined) return;
  process.stdout.write(`${name} ended with ${code ?? signal}; it is started again in ${restartInMs} ms.\n`);
}

interface ClockControls {
  /** How far the shop's clock is ahead of the machine's. */
  aheadMs(): number;
  advance(byMs: number): Promise<void>;
  /** Of all domains together. */
  statementCount(): Promise<number>;
}

/** One clock for all processes: each is told, also one that is started later. */
function clockControls(processes: readonly PlannedProcess[], startMs: number): ClockControls {
  let aheadMs = startMs;
  return {
    aheadMs: () => aheadMs,
    async advance(byMs) {
      aheadMs += byMs;
      await Promise.all(
        processes.map(async ({ controlsPort }) => {
          await fetch(`http://127.0.0.1:${controlsPort}/clock`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ advanceMs: byMs }),
            // One that is away starts with the right time.
          }).catch(() => undefined);
        }),
      );
    },
    async statementCount() {
      const domains = processes.filter(({ service }) => service !== 'router');
      const counts = await Promise.all(
        domains.map(async ({ controlsPort }) => {
          const answer = await fetch(`http://127.0.0.1:${controlsPort}/statements`);
          return ((await answer.json()) as { statements: number }).statements;
        }),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}

async function serveControls(
  config: DistributedShopConfig,
  controls: ClockControls,
  onStop: OnStop,
): Promise<string> {
  const served = await serveTestControls({
    port: config.testControls?.port ?? 0,
    clock: {
      now: () => new Date(systemClock.now().getTime() + controls.aheadMs()),
      advance: controls.advance,
    },
    statementCount: controls.statementCount,
  });
  onStop(() => served.close());
  return served.url;
}

/** For tests: where every process is, in one line of JSON. */
function readyLine(
  processes: readonly PlannedProcess[],
  urls: ReadonlyMap<string, string>,
  supervisor: Supervisor,
): string {
  const pids = supervisor.pids();
  return JSON.stringify({
    ready: processes.map(({ name, service, rpcPort }) => ({
      name,
      service,
      pid: pids[name],
      url: urls.get(name),
      rpcPort,
    })),
  });
}
