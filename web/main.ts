import { serviceCaller } from '@depachika/identity/caller.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { WEB_SERVICE } from '@depachika/schema/services.ts';
import { serveMetrics } from '@depachika/service/metrics/metrics-server.ts';
import { openRedis } from '@depachika/service/platform.ts';
import { serveTestControls, testControlsOf } from '@depachika/service/test-controls.ts';
import { readIdentityKey, trustedKeys } from '@depachika/service/trusted-keys.ts';
import { logReader, reportReady, type Starting, untilStopped } from '@depachika/service/until-stopped.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { processMetrics } from '@depachika/telemetry/metrics.ts';
import { readWebConfig } from './config.ts';
import { builtPages } from './server/built-pages.ts';
import { graphOverHttp } from './server/graph-over-http.ts';
import { createPageServer } from './server/page-server.ts';
import { createPages } from './server/pages.ts';
import { hasSecureCookies } from './server/secure-cookies.ts';
import { memorySessions } from './server/session-store/memory-sessions.ts';
import { redisSessions } from './server/session-store/redis-sessions.ts';

// The shop's pages as a process of their own: the graph over HTTP at routers, which pass pages on, and sessions in Redis.

const logger = createLogger({ service: WEB_SERVICE, pretty: process.stdout.isTTY });
await untilStopped(logReader(logger), startWeb);

async function startWeb({ onStop }: Starting): Promise<void> {
  const config = readWebConfig();
  logger.level = config.logLevel;
  const { clock, adjustable } = testControlsOf(config.testControls);
  const keys = await readIdentityKey(config.identityKeyFile);
  const signer = identitySigner({ keys, clock, issuer: WEB_SERVICE });
  const redis = openRedis({ name: WEB_SERVICE, redisUrl: config.redisUrl, logger, onStop });
  const graph = graphOverHttp({
    urls: config.routerUrls,
    identity: () => signer.sign(serviceCaller(WEB_SERVICE)),
  });
  onStop(() => graph.close());
  const pages = createPages({
    source: await builtPages(),
    sendToGraph: graph.send,
    sessions: redis ? redisSessions({ connection: redis, clock }) : memorySessions(clock),
    clock,
    logger,
    secure: hasSecureCookies(config),
    shopUrl: config.shopUrl,
    deliveryDaysAhead: config.deliveryDaysAhead,
  });
  const metrics = processMetrics({ name: WEB_SERVICE });
  const http = await createPageServer({
    pages,
    services: identityVerifier({ jwks: await trustedKeys(config.trustedKeysFile), clock }),
    degraded: () => (redis?.isAway() ? ['sessions'] : []),
    metrics: metrics.of(WEB_SERVICE),
    logger,
  });
  const operators = await serveMetrics({ metrics, host: config.host, port: config.metricsPort });
  onStop(() => operators.close());
  if (adjustable) {
    const controls = await serveTestControls({ clock: adjustable, port: config.testControls?.port ?? 0 });
    onStop(() => controls.close());
  }
  onStop(() => http.close());
  const url = await http.listen({ host: config.host, port: config.httpPort });
  logger.info({ url, pid: process.pid }, `${WEB_SERVICE} is ready`);
  reportReady({ url });
}
