import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPeriodicJob } from '@depachika/background/periodic-job.ts';
import { systemClock } from '@depachika/clock/clock.ts';
import { devIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { freePorts } from '@depachika/local-servers/free-ports.ts';
import { announceShop } from '@depachika/service/announced-shop.ts';
import { refuseTaken } from '@depachika/service/ports.ts';
import { personAt, untilStopped } from '@depachika/service/until-stopped.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { type Progress, progressOn } from '../embedded/progress.ts';
import { welcome } from '../embedded/welcome.ts';
import { renewCertificates } from './certificates/renewal.ts';
import type { DistributedShopConfig } from './config.ts';
import { logLineWriter } from './log-lines.ts';
import { type PlannedProcess, planProcesses, portsOf, SERVICE_NAMES } from './plan.ts';
import { secretsFolder } from './preparation-config.ts';
import { prepare } from './prepare.ts';
import { findServers, type Servers } from './servers.ts';
import { type LogLine, supervise } from './supervisor.ts';
import { clockControls, readyLine, serveControls } from './test-controls.ts';

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
      await refuseTaken(portsOf(await plan(config, NO_SERVERS)));
      process.stdout.write('Depachika is starting, one process per service.\n');
      await startShop(config, progressOn(process.stdout), onStop);
    },
    { stopTimeoutMs: 10_500 },
  );
}

type OnStop = (stop: () => Promise<unknown>) => void;

async function startShop(config: DistributedShopConfig, progress: Progress, onStop: OnStop): Promise<void> {
  const servers = await findServers(config, progress);
  const databaseUrl = await prepareShop(config, servers, progress);
  announce({ config, servers, databaseUrl });
  const processes = await plan(config, servers);
  const controls = config.testControls && clockControls(processes, config.testControls.clockAheadMs);
  const supervisor = supervise({
    processes,
    cwd: PROJECT,
    environment: (_, start) => ({
      ...(controls ? { TEST_CLOCK_AHEAD_MS: String(controls.aheadMs()) } : {}),
      ...(config.testControls?.crashAt && start === 0 ? { CRASH_AT: config.testControls.crashAt } : {}),
    }),
    onLine: shownLines(processes),
    onExit: (exit) => tellExit(exit, config),
  });
  onStop(() => supervisor.stop());
  keepCertificates(config, onStop);
  const testControlsUrl = controls && (await serveControls({ config, controls, onStop }));
  const urls = await progress.step(`${processes.length} processes run`, () => supervisor.ready);
  announce({ config, servers, databaseUrl, graphqlUrl: urls.get('router') });
  process.stdout.write(
    welcome({
      graphqlUrl: urls.get('router')!,
      metricsUrl: undefined,
      demo: config.demoData,
      localMail: false,
      production: config.production,
      host: config.routerHost,
      testControlsUrl,
      readyMs: performance.now(),
    }),
  );
  if (controls) process.stdout.write(`${readyLine(processes, urls, supervisor)}\n`);
}

/** Commands find the shop by its folder. Services are told by their environment alone. */
function announce(shop: {
  readonly config: DistributedShopConfig;
  readonly servers: Servers;
  readonly databaseUrl: string;
  readonly graphqlUrl?: string | undefined;
}): void {
  const { config, servers, databaseUrl, graphqlUrl } = shop;
  announceShop(config.dataFolder, {
    graphqlUrl,
    databaseUrl,
    pooledDatabaseUrl: servers.pooledUrl,
    redisUrl: servers.redisUrl,
    ...(servers.kafkaBrokers
      ? { kafka: { ...config.topics, brokers: servers.kafkaBrokers.split(',') } }
      : {}),
    ownServers: servers.areOwn,
  });
}

async function prepareShop(
  config: DistributedShopConfig,
  servers: Servers,
  progress: Progress,
): Promise<string> {
  return prepare({
    folder: secretsFolder(config.dataFolder),
    adminUrl: servers.databaseUrl,
    pooledUrl: servers.pooledUrl,
    sessionLimits: config.sessionLimits,
    logIsTable: servers.kafkaBrokers === undefined,
    demo: config.demoData,
    // The key that `npm run token` signs with is also the router's.
    routerKeys: await devIdentityKeys(config.dataFolder),
    clock: systemClock,
    ...progress,
  });
}

/** For the ports alone. */
const NO_SERVERS = { redisUrl: undefined, kafkaBrokers: undefined };

async function plan(
  config: DistributedShopConfig,
  servers: Pick<Servers, 'redisUrl' | 'kafkaBrokers'>,
): Promise<PlannedProcess[]> {
  const { portOffset, testControls, replicas, routerPort } = config;
  const free = freePorts();
  return planProcesses({
    replicas,
    folder: secretsFolder(config.dataFolder),
    port: (usual) => (portOffset === 'free' ? free() : usual + portOffset),
    routerPort,
    testControls: testControls !== undefined,
    common: {
      LOG_LEVEL: config.logLevel,
      NODE_COMPILE_CACHE: COMPILED,
      DATABASE_POOL_SIZE: POOL_SIZE,
      // Each process has its own address of the database, and no other.
      DATABASE_URL: '',
      DATABASE_DIRECT_URL: '',
      DATABASE_READ_URL: config.databaseReadUrl ?? '',
      DATABASE_READ_URL_FILE: '',
      READ_REPLICAS: config.databaseReadUrl ? 'on' : 'off',
      REDIS_URL: servers.redisUrl ?? '',
      KAFKA_BROKERS: servers.kafkaBrokers ?? '',
      CRASH_AT: '',
    },
  });
}

/** By this machine's own time: TLS goes by no other, wherever a test has set the shop's. */
function keepCertificates({ dataFolder, logLevel }: DistributedShopConfig, onStop: OnStop): void {
  const logger = createLogger({ service: 'certificates', pretty: process.stdout.isTTY });
  logger.level = logLevel;
  const shop = { folder: secretsFolder(dataFolder), services: SERVICE_NAMES, clock: systemClock };
  const job = startPeriodicJob({
    clock: systemClock,
    logger,
    everyMs: RENEWAL_MS,
    run: async () => logger.debug({ certificates: await renewCertificates(shop) }, 'Looked after'),
    failure: 'Certificates could not be looked after, and are again in an hour',
  });
  onStop(() => job.stop());
}

const RENEWAL_MS = 60 * 60 * 1000;

function shownLines(processes: readonly PlannedProcess[]) {
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
