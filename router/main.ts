import { readFileSync } from 'node:fs';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { type IdentitySigner, identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { grpcConnector } from '@depachika/rpc/grpc-client.ts';
import type { RpcError } from '@depachika/rpc/rpc.ts';
import { SessionService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { ACCESS_KEYS_PATH, GRAPHQL_PATH } from '@depachika/schema/paths.ts';
import { readRestApi } from '@depachika/schema/rest/rest-api.ts';
import { type DomainName, ROUTER_SERVICE } from '@depachika/schema/services.ts';
import { trustedOperations } from '@depachika/schema/trusted-operations.ts';
import { clientTlsOf } from '@depachika/service/certificates/grpc-tls.ts';
import {
  openServiceCertificate,
  type ServiceCertificate,
} from '@depachika/service/certificates/service-certificate.ts';
import { type RpcClientConfig, readProcessConfig, readRpcClientConfig } from '@depachika/service/config.ts';
import { addCertificateGauge } from '@depachika/service/metrics/certificate-gauge.ts';
import { serveMetrics } from '@depachika/service/metrics/metrics-server.ts';
import { openAnswers, openPubSub, openRedis } from '@depachika/service/platform.ts';
import { serveTestControls, testControlsOf } from '@depachika/service/test-controls.ts';
import { readIdentityKey, trustedKeys } from '@depachika/service/trusted-keys.ts';
import { logReader, reportReady, type Starting, untilStopped } from '@depachika/service/until-stopped.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { processMetrics } from '@depachika/telemetry/metrics.ts';
import type { JSONWebKeySet } from 'jose';
import { accessTokenVerifier } from './admission/access-token.ts';
import { recentJwks } from './admission/recent-jwks.ts';
import { type SessionCheckOptions, sessionCheck } from './admission/session-check.ts';
import { type RouterLimits, readRouterConfig } from './config.ts';
import { readDistributedConfig } from './distributed-config.ts';
import { filesAt } from './http/files/file-store.ts';
import { pagesElsewhere } from './http/routes/pages-elsewhere.ts';
import {
  addLocalMailRoutes,
  addPictureRoutes,
  passChallengesTo,
  passUploadsTo,
  passWebhooksTo,
} from './http/routes/pass-through.ts';
import { createRouter } from './router.ts';
import { sharedByRouters } from './shared-by-routers.ts';
import { httpTransport } from './subgraphs/http/http-transport.ts';
import { type ServiceHttp, serviceHttp } from './subgraphs/http/service-http.ts';
import { replicatedTransport } from './subgraphs/replicated-transport.ts';
import type { SubgraphTransport } from './subgraphs/subgraph-transport.ts';

// The router as a process of its own: subgraphs over HTTP, keys and sessions from users, counts and wake-ups from Redis.

const logger = createLogger({ service: ROUTER_SERVICE, pretty: process.stdout.isTTY });
await untilStopped(logReader(logger), startRouter);

async function startRouter({ onStop }: Starting): Promise<void> {
  const config = readRouterConfig();
  const { subgraphUrls, supergraphFile, webUrls, trustedKeysFile, metricsPort } = readDistributedConfig();
  const { identityKeyFile, logLevel, testControls, redisUrl } = readProcessConfig();
  const usersRpc = readRpcClientConfig('users');
  logger.level = logLevel;
  const { clock, adjustable } = testControlsOf(testControls);
  const keys = await readIdentityKey(identityKeyFile);
  const signer = identitySigner({ keys, clock, issuer: ROUTER_SERVICE });
  const redis = openRedis({ name: ROUTER_SERVICE, redisUrl, logger, onStop });
  const pubSub = openPubSub({ name: ROUTER_SERVICE, redisUrl, logger }, redis);
  onStop(() => pubSub.close());
  const [users, payments, products, notifications] = [
    openService(subgraphUrls.users, onStop),
    openService(subgraphUrls.payments, onStop),
    openService(subgraphUrls.products, onStop),
    openService(subgraphUrls.notifications, onStop),
  ];
  const allMetrics = processMetrics({ name: ROUTER_SERVICE });
  const metrics = allMetrics.of(ROUTER_SERVICE);
  const certificate = usersRpc.tls && (await openServiceCertificate({ files: usersRpc.tls, logger }));
  onStop(() => certificate?.stop());
  if (certificate) addCertificateGauge(metrics, certificate);
  const questions = sessionQuestions(usersRpc, { signer, certificate, onStop });
  const sessions = sessionCheck({ ...questions, pubSub, clock, logger });
  onStop(() => sessions.close());
  const pages = pagesElsewhere({ urls: webUrls, signer, limits: config.limits, logger });
  onStop(() => pages.close());
  const router = await createRouter({
    supergraphSdl: readFileSync(supergraphFile, 'utf8'),
    supergraphFile,
    subgraphs: transportsTo(subgraphUrls, config.limits),
    identitySigner: signer,
    accessTokens: accessTokenVerifier({
      jwks: recentJwks(() => readJwks(users)),
      clock,
      isSessionRevoked: (sessionId) => sessions.isRevoked(sessionId),
    }),
    tokenIssuer: 'users' satisfies DomainName,
    openSessions: sessions.openAmong,
    ...{ config, clock, logger, metrics, pubSub },
    listedOperations: trustedOperations(),
    ...sharedByRouters({ redis, clock }),
    sharedAnswers: openAnswers(redis, onStop),
    changesMayBeLost: true,
    rest: readRestApi(),
    services: identityVerifier({ jwks: await trustedKeys(trustedKeysFile), clock }),
    pages: async () => pages,
    webhooks: passWebhooksTo(payments),
    challenges: passChallengesTo(payments),
    uploads: passUploadsTo(products),
    files: filesAt(products),
    routes: (http) => {
      addPictureRoutes(http, products);
      if (!config.production) addLocalMailRoutes(http, notifications);
    },
  });
  const operators = await serveMetrics({ metrics: allMetrics, host: config.host, port: metricsPort });
  onStop(() => operators.close());
  if (adjustable) {
    const controls = await serveTestControls({ clock: adjustable, port: testControls?.port ?? 0 });
    onStop(() => controls.close());
  }
  onStop(() => router.close());
  const { url } = await router.listen();
  logger.info({ url, pid: process.pid }, 'router is ready');
  reportReady({ url });
}

function openService(urls: readonly URL[], onStop: Starting['onStop']): ServiceHttp {
  const service = serviceHttp(urls);
  onStop(() => service.close());
  return service;
}

function transportsTo(
  subgraphUrls: Readonly<Record<DomainName, readonly URL[]>>,
  { answerBytes }: Pick<RouterLimits, 'answerBytes'>,
): Record<string, SubgraphTransport> {
  const transports = Object.entries(subgraphUrls).map(([name, urls]) => {
    const replicas = urls.map((url) =>
      httpTransport({
        url: new URL(GRAPHQL_PATH, url).href,
        maxAnswerBytes: 2 * answerBytes,
        subscriptions: 'socket',
      }),
    );
    return [name, replicatedTransport(replicas)];
  });
  return Object.fromEntries(transports);
}

/** Asks users by RPC, which answers the router alone: its certificate and its identity show who calls. */
function sessionQuestions(
  { address }: RpcClientConfig,
  parts: {
    readonly signer: IdentitySigner;
    readonly certificate: ServiceCertificate | undefined;
    readonly onStop: Starting['onStop'];
  },
): Pick<SessionCheckOptions, 'isActive' | 'openAmong'> {
  const { signer, certificate, onStop } = parts;
  const contract = SessionService.typeName;
  const rpc = grpcConnector({
    addresses: { [contract]: address },
    caller: serviceCaller(ROUTER_SERVICE),
    signer,
    ...(certificate ? { ...clientTlsOf(certificate), serverNames: { [contract]: 'users' } } : {}),
  });
  onStop(async () => rpc.close());
  const { checkSession, checkSessions } = rpc.client(SessionService);
  return {
    isActive: async (sessionId) => (await askTwice(() => checkSession({ sessionId }))).active,
    async openAmong(sessionIds) {
      const { openSessionIds } = await askTwice(() => checkSessions({ sessionIds: [...sessionIds] }));
      return new Set(openSessionIds);
    },
  };
}

/** A replica that has just died is found out by a call that fails; another one knows the answer. */
function askTwice<T>(ask: () => Promise<T>): Promise<T> {
  return ask().catch((error: RpcError) => {
    if (error.code !== 'UNAVAILABLE') throw error;
    return ask();
  });
}

async function readJwks(users: ServiceHttp): Promise<JSONWebKeySet> {
  const { status, body } = await users.request({ method: 'GET', path: ACCESS_KEYS_PATH });
  if (status !== 200) throw new Error(`users answered ${status} when asked for its keys`);
  return JSON.parse(body.toString()) as JSONWebKeySet;
}
