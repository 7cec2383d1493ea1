import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { migrate } from '@depachika/database/migrations/migrations.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { devIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { DeliveryService } from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { PaymentService } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { readKafka, readRedisUrl } from '@depachika/service/config.ts';
import { openPlatform as openSharedParts } from '@depachika/service/platform.ts';
import { refuseTaken } from '@depachika/service/ports.ts';
import { runDomain } from '@depachika/service/run-domain.ts';
import { serveTestControls, testControlsOf } from '@depachika/service/test-controls.ts';
import { personAt, untilStopped } from '@depachika/service/until-stopped.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import type { Logger } from 'pino';
import { seed } from './demo/seed.ts';
import { accessTokenVerifier } from './router/admission/access-token.ts';
import { memoryRateLimitStore } from './router/admission/rate-limit.ts';
import { redisRateLimitStore } from './router/admission/redis-rate-limit-store.ts';
import { type RouterConfig, readRouterConfig } from './router/config.ts';
import { redisWriteMarks } from './router/execution/write-marks.ts';
import { createRouter } from './router/router.ts';
import { inProcessTransport } from './router/subgraphs/in-process-transport.ts';
import { IMAGES_PATH } from './schema/paths.ts';
import { DOMAIN_SERVICES, type DomainName, ROUTER_SERVICE } from './schema/services.ts';
import { analyticsSubgraph } from './subgraphs/analytics/analytics.ts';
import { deliveryConfig } from './subgraphs/delivery/config.ts';
import { deliverySubgraph } from './subgraphs/delivery/delivery.ts';
import { inventoryConfig } from './subgraphs/inventory/config.ts';
import { inventorySubgraph } from './subgraphs/inventory/inventory.ts';
import { ordersConfig } from './subgraphs/orders/config.ts';
import { ordersSubgraph } from './subgraphs/orders/orders.ts';
import { paymentsConfig } from './subgraphs/payments/config.ts';
import { paymentsSubgraph } from './subgraphs/payments/payments.ts';
import { productsConfig } from './subgraphs/products/config.ts';
import { productsSubgraph } from './subgraphs/products/products.ts';
import { usersConfig } from './subgraphs/users/config.ts';
import { usersSubgraph } from './subgraphs/users/users.ts';
import { type EmbeddedConfig, embeddedConfig } from './topology/embedded/config.ts';
import { earlyDatabase } from './topology/embedded/early-database.ts';
import { type Progress, progressOn } from './topology/embedded/progress.ts';
import { welcome } from './topology/embedded/welcome.ts';

// The whole shop in one process: router, seven domains, relays and consumers over one database.

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const SUPERGRAPH = new URL('schema/supergraph.graphql', import.meta.url);
/**
 * Connections on a real PostgreSQL, fewer than the 100 that it usually has: most where an order takes most transactions. The
 * embedded one has few per service, because they share one session.
 */
const POOL_SIZES: Readonly<Record<string, number>> = { orders: 16, payments: 16, delivery: 10 };
const POOL_SIZE = 6;
const EMBEDDED_POOL_SIZE = 3;

await untilStopped(
  personAt(process),
  async ({ onStop }) => {
    onStop(async () => (await earlyDatabase?.database.catch(() => undefined))?.close());
    const config = embeddedConfig(process.env);
    const readReplicas = config.databaseReadUrl !== undefined;
    const routerConfig = { ...readRouterConfig(process.env), readReplicas };
    const domainConfigs = readDomainConfigs(process.env);
    await refuseTaken(portsOf(config, routerConfig));
    process.stdout.write('Depachika is starting.\n');
    await startShop({ config, routerConfig, domainConfigs, progress: progressOn(process.stdout), onStop });
  },
  { stopTimeoutMs: 4_500 },
);

/** Where the shop will listen. */
function portsOf(config: EmbeddedConfig, { host, port }: RouterConfig) {
  const domains = config.subgraphPorts ? DOMAIN_SERVICES : [];
  return [{ host, port }, ...domains.map(({ httpPort }) => ({ port: httpPort + config.subgraphPortOffset }))];
}

interface StartOptions {
  readonly config: EmbeddedConfig;
  readonly routerConfig: RouterConfig;
  readonly domainConfigs: DomainConfigs;
  readonly progress: Progress;
  /** What has been started is stopped in reverse order. */
  readonly onStop: (stop: () => Promise<unknown>) => void;
}

async function startShop(options: StartOptions): Promise<void> {
  const { config, routerConfig, domainConfigs, progress, onStop } = options;
  const { clock, crashPoints, adjustable } = testControlsOf(config.testControls);
  const url = await openStore(config, progress);
  await progress.step('Schemas are up to date', () =>
    migrate({
      url,
      root: ROOT,
      onProgress: (domain, names) => progress.note(`${domain}: ${names.join(', ')}`),
    }),
  );
  const platform = await openPlatform({ config, clock, crashPoints, url, onStop });
  await progress.step('The event log answers', platform.logReady);
  await progress.step('Reference and demo data are there', () =>
    seed({
      database: (domain) => platform.dependencies[domain].database,
      clock,
      demo: config.demoData,
      note: progress.note,
    }),
  );
  const domains = composeDomains(platform, domainConfigs);
  await progress.step('Seven domains, their relays and consumers run', () =>
    runDomains({ config, platform, domains, onStop }),
  );
  const router = await progress.step('The router serves the composed graph', () =>
    serveRouter({ platform, domains, routerConfig, onStop }),
  );
  const testControls =
    adjustable &&
    (await serveTestControls({
      clock: adjustable,
      statementCount: platform.statementCount,
      port: config.testControls?.port ?? 0,
    }));
  if (testControls) onStop(() => testControls.close());
  process.stdout.write(
    welcome({
      graphqlUrl: router.url,
      demo: config.demoData,
      explorer: !routerConfig.production,
      testControlsUrl: testControls?.url,
      readyMs: performance.now(),
    }),
  );
}

async function serveRouter(options: {
  platform: Platform;
  domains: ReturnType<typeof composeDomains>;
  routerConfig: RouterConfig;
  onStop: StartOptions['onStop'];
}): Promise<{ url: string }> {
  const { platform, domains, routerConfig, onStop } = options;
  const { clock } = platform;
  const router = await createRouter({
    ...platform,
    supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
    subgraphs: Object.fromEntries(
      Object.entries(domains).map(([name, subgraph]) => [name, inProcessTransport(subgraph)]),
    ),
    identitySigner: identitySigner({ keys: platform.keys, clock, issuer: ROUTER_SERVICE }),
    accessTokens: accessTokenVerifier({
      jwks: () => domains.users.jwks(),
      clock,
      isSessionRevoked: async (sessionId) => !(await domains.users.isSessionActive(sessionId)),
    }),
    config: routerConfig,
    logger: platform.logger('router'),
    webhooks: async ({ headers, body }) => {
      const answer = await domains.payments.webhook({ headers, body });
      return {
        status: answer.status,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(answer.body),
      };
    },
    routes: (http) =>
      http.get(`${IMAGES_PATH}*`, async (request, reply) => {
        const path = request.url.split('?')[0] ?? '';
        const { status, headers, body } = await domains.products.images.handle(path);
        return reply.code(status).headers(headers).send(body);
      }),
  });
  onStop(() => router.close());
  return router.listen();
}

type DomainConfigs = ReturnType<typeof readDomainConfigs>;

/** All before anything is touched: a wrong value must not be found half-way. */
function readDomainConfigs(env: NodeJS.ProcessEnv) {
  return {
    products: productsConfig(env),
    users: usersConfig(env),
    inventory: inventoryConfig(env),
    delivery: deliveryConfig(env),
    payments: paymentsConfig(env),
    orders: ordersConfig(env),
  };
}

async function openStore(config: EmbeddedConfig, progress: Progress): Promise<string> {
  const { databaseUrl } = config;
  if (databaseUrl) {
    await progress.step(`PostgreSQL at ${new URL(databaseUrl).host} answers`, async () => {
      const database = openDatabase({ url: databaseUrl, service: 'start', poolSize: 1 });
      try {
        await database.query('SELECT 1');
      } catch (cause) {
        throw new Error('DATABASE_URL must name a PostgreSQL that answers', { cause });
      } finally {
        await database.close();
      }
    });
    return databaseUrl;
  }
  const embedded = await progress.step('PostgreSQL with PostGIS runs in this process', () => {
    earlyDatabase!.follow(progress.note);
    return earlyDatabase!.database;
  });
  return embedded.url;
}

type Platform = Awaited<ReturnType<typeof openPlatform>>;

/** Everything that domains share: databases, log, wake-ups, caches, identity, RPC. */
async function openPlatform(options: {
  config: EmbeddedConfig;
  clock: Clock;
  crashPoints: CrashPoints;
  url: string;
  onStop: StartOptions['onStop'];
}) {
  const { config, clock, crashPoints, url, onStop } = options;
  const logger = (service: string): Logger =>
    createLogger({ service, level: config.logLevel, pretty: !config.production });
  const databases: Database[] = [];
  const database = (service: string, readUrl?: string): Database => {
    const poolSize = config.databaseUrl ? (POOL_SIZES[service] ?? POOL_SIZE) : EMBEDDED_POOL_SIZE;
    const opened = openDatabase({ url, readUrl, service, poolSize, clock, logger: logger(service) });
    databases.push(opened);
    onStop(() => opened.close());
    return opened;
  };
  const keys = await devIdentityKeys(config.dataFolder);
  // Any one server can be real: REDIS_URL and KAFKA_BROKERS as for services that run alone.
  const shared = openSharedParts({
    name: 'shop',
    redisUrl: readRedisUrl(process.env),
    kafka: readKafka(process.env),
    logDatabase: () => database('bus'),
    clock,
    logger: logger('bus'),
    onStop,
  });
  const identity = identityVerifier({ jwks: keys.jwks, clock });
  const { pubSub, log, deadLetters, redis } = shared;
  const common = { pubSub, log, clock, crashPoints, identity };
  const dependencies = Object.fromEntries(
    DOMAIN_SERVICES.map(({ name }) => [
      name,
      {
        ...common,
        database: database(name, config.databaseReadUrl),
        cache: shared.cache(name),
        logger: logger(name),
      },
    ]),
  ) as Record<DomainName, ServiceDependencies>;
  return {
    ...common,
    logger,
    keys,
    deadLetters,
    logReady: shared.logReady,
    dependencies,
    statementCount: () => databases.reduce((sum, each) => sum + each.statementCount(), 0),
    rpc: directRpc(),
    ...(redis
      ? {
          rateLimitStore: redisRateLimitStore({
            connection: redis,
            fallback: memoryRateLimitStore({ clock }),
          }),
          writeMarks: redisWriteMarks({ connection: redis, clock }),
        }
      : {}),
  };
}

function composeDomains(platform: Platform, configs: DomainConfigs) {
  const { dependencies: deps } = platform;
  const calls = (name: DomainName) => platform.rpc.connector(serviceCaller(name));
  const fromOrders = calls('orders');
  return {
    products: productsSubgraph({ ...deps.products, config: configs.products }),
    users: usersSubgraph({ ...deps.users, config: configs.users }),
    inventory: inventorySubgraph({
      ...deps.inventory,
      config: configs.inventory,
      products: calls('inventory').client(ProductService),
    }),
    delivery: deliverySubgraph({
      ...deps.delivery,
      config: configs.delivery,
      orders: calls('delivery').client(OrderService),
    }),
    payments: paymentsSubgraph({ ...deps.payments, config: configs.payments }),
    orders: ordersSubgraph({
      ...deps.orders,
      config: configs.orders,
      products: fromOrders.client(ProductService),
      users: fromOrders.client(UserService),
      inventory: fromOrders.client(InventoryService),
      delivery: fromOrders.client(DeliveryService),
      payments: fromOrders.client(PaymentService),
    }),
    analytics: analyticsSubgraph(deps.analytics),
  } satisfies Record<DomainName, Subgraph>;
}

async function runDomains(options: {
  config: EmbeddedConfig;
  platform: Platform;
  domains: ReturnType<typeof composeDomains>;
  onStop: StartOptions['onStop'];
}): Promise<void> {
  const { config, platform, domains, onStop } = options;
  for (const { name } of DOMAIN_SERVICES) platform.rpc.serve(domains[name].rpc, platform.logger(name));
  await Promise.all(
    DOMAIN_SERVICES.map(async ({ name, httpPort, databaseSchema }) => {
      const running = await runDomain({
        subgraph: domains[name],
        deps: platform.dependencies[name],
        deadLetters: platform.deadLetters,
        databaseSchema,
        publishes: name !== 'analytics',
        ...(config.subgraphPorts
          ? {
              http: {
                port: httpPort + config.subgraphPortOffset,
                ...(name === 'users' ? { routes: domains.users.routes } : {}),
              },
            }
          : {}),
      });
      onStop(() => running.close());
      await running.listening;
    }),
  );
}
