import { waitFor } from '@depachika/background/wait-for.ts';
import type { Database } from '@depachika/database/database.ts';
import { refuseLossyDatabase } from '@depachika/database/durability.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { refuseOtherLimits } from '@depachika/database/sessions/pgbouncer.ts';
import { isPooledUrl } from '@depachika/database/sessions/session-limits.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { LossyLog } from '@depachika/events/kafka/kafka-durability.ts';
import { type SubgraphServer, serveSubgraphHttp } from '@depachika/graphql/http/serve-http.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { grpcConnector } from '@depachika/rpc/grpc-client.ts';
import { serveGrpc } from '@depachika/rpc/grpc-server.ts';
import type { RpcConnector } from '@depachika/rpc/rpc.ts';
import { DOMAIN_SERVICES, type DomainName } from '@depachika/schema/services.ts';
import { addMetricsRoute, measureHttp } from '@depachika/telemetry/http-metrics.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { type ProcessMetrics, processMetrics } from '@depachika/telemetry/metrics.ts';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { clientTlsOf, serverTlsOf } from './certificates/grpc-tls.ts';
import { openServiceCertificate, type ServiceCertificate } from './certificates/service-certificate.ts';
import { readServiceConfig, type ServiceConfig } from './config.ts';
import { addCertificateGauge } from './metrics/certificate-gauge.ts';
import { measured } from './metrics/measured.ts';
import { addGauges } from './metrics/service-gauges.ts';
import { openPlatform, type Platform } from './platform.ts';
import { type RunningDomain, runDomain } from './run-domain.ts';
import { schemaCheck } from './schema-readiness.ts';
import { serveTestControls, testControlsOf } from './test-controls.ts';
import { readIdentityKey, trustedKeys } from './trusted-keys.ts';
import { logReader, reportReady, type Starting, untilStopped } from './until-stopped.ts';

/** What a domain is made of when it runs alone. */
export interface ServiceParts {
  readonly deps: ServiceDependencies;
  /** Clients of the other domains, over gRPC. */
  readonly rpc: RpcConnector;
}

/** A domain and what it serves beside the graph when it runs alone. */
export interface ServedSubgraph {
  readonly subgraph: Subgraph;
  /** Routes of its HTTP port that need no identity, or check it by themselves. */
  readonly routes?: (http: FastifyInstance) => void;
}

type Compose = (parts: ServiceParts) => ServedSubgraph;

/**
 * Runs one domain as a process: its HTTP and gRPC ports, relay and consumers, until it is told to stop. Ports answer
 * from the start, so that health and metrics tell that it is still waiting.
 */
export async function runService(name: DomainName, compose: Compose): Promise<void> {
  const logger = createLogger({ service: name, pretty: process.stdout.isTTY });
  await untilStopped(logReader(logger), async (starting) => {
    const config = readServiceConfig(name);
    logger.level = config.logLevel;
    await startService({ config, compose, logger, starting });
  });
}

interface StartOptions {
  readonly config: ServiceConfig;
  readonly compose: Compose;
  readonly logger: Logger;
  readonly starting: Starting;
}

async function startService(options: StartOptions): Promise<void> {
  const { config, compose, logger, starting } = options;
  const { onStop, signal } = starting;
  const { name, databaseSchema } = config.service;
  const { platform, deps, rpc, certificate } = await openParts(options);
  const served = compose({ deps, rpc });
  const allMetrics = processMetrics({ name });
  const metrics = allMetrics.of(name);
  const subgraph = measured(served.subgraph, { metrics, logger });

  let running: RunningDomain | undefined;
  onStop(() => running?.close());
  const waitingLetters = () => platform.deadLetters.countWaiting();
  addGauges({ metrics, ...deps, subgraph, waitingLetters, running: () => running });
  if (certificate) addCertificateGauge(metrics, certificate);
  const state = () => (signal.aborted ? 'stopping' : running ? 'running' : 'waiting');
  const http = await serveHttp({ ...options, subgraph, served, metrics: allMetrics, state });
  onStop(() => http.close());
  await serveRpc({ ...options, subgraph, deps, certificate });

  await waitForSchema({ config, deps, signal });
  if (isPooledUrl(config.databaseUrl)) await refuseOtherLimits(deps.database.pool, config.database);
  if (config.production) await refuseLoss({ platform, deps });
  running = await runDomain({
    subgraph,
    deps,
    deadLetters: platform.deadLetters,
    databaseSchema,
    publishes: config.service.publishes,
  });
  // Stopping may have begun meanwhile and found nothing to close.
  if (signal.aborted) return running.close();
  logger.info({ httpPort: http.port, rpcPort: config.rpcPort, pid: process.pid }, `${name} is ready`);
  reportReady({ url: http.url });
}

async function openParts({ config, logger, starting: { onStop } }: StartOptions) {
  const { name } = config.service;
  const { clock, crashPoints, adjustable } = testControlsOf(config.testControls);
  const keys = await readIdentityKey(config.identityKeyFile);
  const identity = identityVerifier({ jwks: await trustedKeys(config.trustedKeysFile), clock });
  const certificate = config.tls && (await openServiceCertificate({ files: config.tls, logger }));
  onStop(() => certificate?.stop());
  const databases: Database[] = [];
  const open = (service: string, own: { poolSize?: number; readUrl?: string | undefined }) => {
    const limits = { ...config.database, ...own };
    const opened = openDatabase({ url: config.databaseUrl, service, clock, logger, ...limits });
    databases.push(opened);
    onStop(() => opened.close());
    return opened;
  };
  const database = open(name, { readUrl: config.databaseReadUrl });
  // Connections of its own: neither starves the other.
  const logDatabase = () => open(`${name} log`, { poolSize: LOG_POOL_SIZE });
  const platform = openPlatform({ ...config, name, logDatabase, clock, logger, onStop });
  const rpc = grpcConnector({
    addresses: byContract((domain) => config.rpcAddresses[domain]),
    caller: serviceCaller(name),
    signer: identitySigner({ keys, clock, issuer: name }),
    ...(certificate ? { ...clientTlsOf(certificate), serverNames: byContract((domain) => domain) } : {}),
  });
  onStop(() => rpc.close());
  if (adjustable) {
    const controls = await serveTestControls({
      clock: adjustable,
      statementCount: () => databases.reduce((sum, each) => sum + each.statementCount(), 0),
      port: config.testControls?.port ?? 0,
    });
    onStop(() => controls.close());
  }
  const { log, pubSub } = platform;
  const cache = platform.cache(name);
  const deps: ServiceDependencies = { database, cache, log, pubSub, clock, crashPoints, identity, logger };
  return { platform, deps, rpc, certificate };
}

const LOG_POOL_SIZE = 3;

/** Operators know services, gRPC knows contracts. */
function byContract(settingOf: (name: DomainName) => string | undefined): Record<string, string> {
  const served = DOMAIN_SERVICES.filter(({ rpcContract }) => rpcContract !== undefined);
  return Object.fromEntries(served.map(({ name, rpcContract }) => [rpcContract, settingOf(name) ?? '']));
}

function serveHttp(
  options: StartOptions & {
    readonly subgraph: Subgraph;
    readonly served: ServedSubgraph;
    readonly metrics: ProcessMetrics;
    readonly state: () => 'waiting' | 'running' | 'stopping';
  },
): Promise<SubgraphServer> {
  const { config, subgraph, served, metrics, logger, state } = options;
  return serveSubgraphHttp({
    subgraph: {
      ...subgraph,
      async ready() {
        if (state() !== 'running') throw new Error(`The service is ${state()}`);
        await subgraph.ready();
      },
    },
    logger,
    host: config.host,
    port: config.httpPort,
    accepts: () => state() !== 'waiting',
    routes: (http) => {
      http.addHook('onRequest', async (request, reply) => {
        if (state() !== 'waiting' || OPERATOR_ROUTE.test(request.url)) return undefined;
        return reply
          .code(503)
          .type('text/plain')
          .header('retry-after', 1)
          .send('Starting: try again shortly\n');
      });
      measureHttp(http, metrics.of(config.service.name));
      addMetricsRoute(http, metrics);
      served.routes?.(http);
    },
  });
}

const OPERATOR_ROUTE = /^\/(health|metrics)\b/;

async function serveRpc(
  options: StartOptions & {
    readonly subgraph: Subgraph;
    readonly deps: ServiceDependencies;
    readonly certificate: ServiceCertificate | undefined;
  },
): Promise<void> {
  const { config, subgraph, deps, certificate, logger, starting } = options;
  const { host, rpcPort: port } = config;
  if (port === undefined) return;
  const server = await serveGrpc({
    routes: subgraph.rpc,
    identity: deps.identity,
    logger,
    host,
    port,
    ...serverTlsOf(certificate),
  });
  starting.onStop(() => server.close());
}

/** A log that is away may come later: what is not there yet loses nothing. */
async function refuseLoss({
  platform,
  deps,
}: {
  readonly platform: Platform;
  readonly deps: ServiceDependencies;
}): Promise<void> {
  await refuseLossyDatabase(deps.database);
  await platform.refuseLossyLog().catch((error: unknown) => {
    if (error instanceof LossyLog) throw error;
    deps.logger.warn({ err: error }, 'Whether the event log keeps everything could not be asked');
  });
}

/** The one part without which nothing can be answered; the log may come later. */
async function waitForSchema(options: {
  readonly config: ServiceConfig;
  readonly deps: ServiceDependencies;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { config, signal, deps } = options;
  const { database, logger } = deps;
  const { name } = config.service;
  const { host, pathname } = new URL(config.databaseUrl);
  const schema = `the schema of ${name} in PostgreSQL at ${host}${pathname}`;
  await waitFor({ what: schema, check: await schemaCheck({ database, domain: name }), logger, signal });
}
