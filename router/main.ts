import { readFileSync } from 'node:fs';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { type IdentitySigner, identitySigner } from '@depachika/identity/identity-token.ts';
import { grpcConnector } from '@depachika/rpc/grpc-client.ts';
import type { RpcError } from '@depachika/rpc/rpc.ts';
import { SessionService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { ACCESS_KEYS_PATH, GRAPHQL_PATH, IMAGES_PATH } from '@depachika/schema/paths.ts';
import { DOMAIN_SERVICES, ROUTER_SERVICE } from '@depachika/schema/services.ts';
import { readProcessConfig, readRpcClientConfig } from '@depachika/service/config.ts';
import { openPubSub, openRedis } from '@depachika/service/platform.ts';
import { serveTestControls, testControlsOf } from '@depachika/service/test-controls.ts';
import { readTls } from '@depachika/service/tls.ts';
import { readIdentityKey } from '@depachika/service/trusted-keys.ts';
import { logReader, reportReady, type Starting, untilStopped } from '@depachika/service/until-stopped.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { addMetricsRoute, createMetrics, type Metrics, measureHttp } from '@depachika/telemetry/metrics.ts';
import Fastify from 'fastify';
import type { JSONWebKeySet } from 'jose';
import { accessTokenVerifier } from './admission/access-token.ts';
import { memoryRateLimitStore } from './admission/rate-limit.ts';
import { recentJwks } from './admission/recent-jwks.ts';
import { redisRateLimitStore } from './admission/redis-rate-limit-store.ts';
import { sessionCheck } from './admission/session-check.ts';
import { readRouterConfig } from './config.ts';
import { readDistributedConfig } from './distributed-config.ts';
import { redisWriteMarks } from './execution/write-marks.ts';
import { type ServiceHttp, serviceHttp } from './http/service-http.ts';
import { createRouter, type Router } from './router.ts';
import { httpTransport } from './subgraphs/http-transport.ts';
import { replicatedTransport } from './subgraphs/replicated-transport.ts';

// The router as a process of its own: subgraphs over HTTP, keys and sessions from users, counts and wake-ups from Redis.

const SUPERGRAPH = new URL('../schema/supergraph.graphql', import.meta.url);

const logger = createLogger({ service: 'router', pretty: process.stdout.isTTY });
await untilStopped(logReader(logger), startRouter);

async function startRouter({ onStop }: Starting): Promise<void> {
  const config = readRouterConfig(process.env);
  const { subgraphUrls, metricsPort } = readDistributedConfig(process.env);
  const { identityKeyFile, logLevel, testControls, redisUrl } = readProcessConfig(process.env);
  logger.level = logLevel;
  const { clock, adjustable } = testControlsOf(testControls);
  const signer = identitySigner({
    keys: await readIdentityKey(identityKeyFile),
    clock,
    issuer: ROUTER_SERVICE,
  });
  const redis = openRedis({ name: 'router', redisUrl, logger, onStop });
  const pubSub = openPubSub({ name: 'router', redisUrl, logger }, redis);
  onStop(() => pubSub.close());
  const [users, payments, products] = [subgraphUrls.users, subgraphUrls.payments, subgraphUrls.products].map(
    (urls) => {
      const service = serviceHttp(urls);
      onStop(() => service.close());
      return service;
    },
  ) as [ServiceHttp, ServiceHttp, ServiceHttp];
  const sessions = sessionCheck({
    isActive: await sessionQuestion({ signer, onStop }),
    pubSub,
    clock,
    logger,
  });
  onStop(() => sessions.close());
  const metrics = createMetrics({ service: 'router' });
  const router = await createRouter({
    supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
    subgraphs: Object.fromEntries(
      DOMAIN_SERVICES.map(({ name }) => [
        name,
        replicatedTransport(
          subgraphUrls[name].map((url) => httpTransport({ url: new URL(GRAPHQL_PATH, url).href })),
        ),
      ]),
    ),
    identitySigner: signer,
    accessTokens: accessTokenVerifier({
      jwks: recentJwks(() => readJwks(users)),
      clock,
      isSessionRevoked: (sessionId) => sessions.isRevoked(sessionId),
    }),
    config,
    clock,
    logger,
    pubSub,
    rateLimitStore: redis
      ? redisRateLimitStore({ connection: redis, fallback: memoryRateLimitStore({ clock }) })
      : memoryRateLimitStore({ clock }),
    ...(redis ? { writeMarks: redisWriteMarks({ connection: redis, clock }) } : {}),
    webhooks: async ({ path, headers, body }) => {
      const answer = await payments.request({ method: 'POST', path, headers: passedOn(headers), body });
      return { status: answer.status, headers: passedOn(answer.headers), body: answer.body };
    },
    routes: (http) => {
      measureHttp(http, metrics);
      http.get(`${IMAGES_PATH}*`, async (request, reply) => {
        const { status, headers, body } = await products.request({ method: 'GET', path: request.url });
        return reply.code(status).headers(passedOn(headers)).send(body);
      });
    },
  });
  await serveOperators({ router, metrics, host: config.host, port: metricsPort, onStop });
  if (adjustable) {
    const controls = await serveTestControls({ clock: adjustable, port: testControls?.port ?? 0 });
    onStop(() => controls.close());
  }
  onStop(() => router.close());
  const { url } = await router.listen();
  logger.info({ url, pid: process.pid }, 'router is ready');
  reportReady({ url });
}

/** Asks users by RPC; who calls is shown by the router's certificate and identity. */
async function sessionQuestion(options: {
  readonly signer: IdentitySigner;
  readonly onStop: Starting['onStop'];
}): Promise<(sessionId: string) => Promise<boolean>> {
  const { address, tls } = readRpcClientConfig('users', process.env);
  const pem = tls && (await readTls(tls));
  const contract = SessionService.typeName;
  const rpc = grpcConnector({
    addresses: { [contract]: address },
    caller: serviceCaller(ROUTER_SERVICE),
    signer: options.signer,
    ...(pem ? { tls: { ...pem, serverAuthority: pem.authority }, serverNames: { [contract]: 'users' } } : {}),
  });
  options.onStop(async () => rpc.close());
  const { checkSession } = rpc.client(SessionService);
  return async (sessionId) => {
    const ask = () => checkSession({ sessionId });
    // A replica that has just died is found out by a call that fails; another one knows the answer.
    const { active } = await ask().catch((error: RpcError) => {
      if (error.code !== 'UNAVAILABLE') throw error;
      return ask();
    });
    return active;
  };
}

async function readJwks(users: ServiceHttp): Promise<JSONWebKeySet> {
  const { status, body } = await users.request({ method: 'GET', path: ACCESS_KEYS_PATH });
  if (status !== 200) throw new Error(`users answered ${status} when asked for its keys`);
  return JSON.parse(body) as JSONWebKeySet;
}

/** All but what belongs to the one connection or to the body as it was framed. */
function passedOn(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'date',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Metrics are nobody's business but the operator's: they have a port that is not public. */
async function serveOperators(options: {
  readonly router: Router;
  readonly metrics: Metrics;
  readonly host: string;
  readonly port: number;
  readonly onStop: Starting['onStop'];
}): Promise<void> {
  const { router, metrics, host, port, onStop } = options;
  const load = (read: (load: ReturnType<Router['load']>) => number) => () => [
    { labels: {}, value: read(router.load()) },
  ];
  metrics.gauge({
    name: 'depachika_router_sockets',
    help: 'WebSockets of clients that are open now',
    read: load(({ connections }) => connections),
  });
  metrics.gauge({
    name: 'depachika_router_upstreams',
    help: 'Subscriptions to subgraphs that are open now, each for one or more clients',
    read: load(({ upstreams }) => upstreams),
  });
  const http = Fastify({ forceCloseConnections: true });
  addMetricsRoute(http, metrics);
  await http.listen({ host, port });
  onStop(() => http.close());
}
