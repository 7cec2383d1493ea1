import { fileURLToPath } from 'node:url';
import { refuseLossyDatabase } from '@depachika/database/durability.ts';
import { migrate } from '@depachika/database/migrations/migrations.ts';
import { isEmbeddedUrl } from '@depachika/database/open-database.ts';
import { seed } from '@depachika/demo/seed.ts';
import type { RouterConfig } from '@depachika/router/config.ts';
import { announceShop } from '@depachika/service/announced-shop.ts';
import { serveTestControls, testControlsOf } from '@depachika/service/test-controls.ts';
import { reportReady } from '@depachika/service/until-stopped.ts';
import type { ComposedShop } from './composed-shop.ts';
import { type EmbeddedConfig, sessionsFolder } from './config.ts';
import { type EmbeddedPlatform, openEmbeddedPlatform } from './platform.ts';
import type { Progress } from './progress.ts';
import { runDomains } from './run-domains.ts';
import { serveRouter } from './serve-router.ts';
import { openShopDatabase } from './shop-database.ts';
import { measuredShop, serveShopMetrics } from './shop-metrics.ts';
import { welcome } from './welcome.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface StartShopOptions {
  readonly config: EmbeddedConfig;
  readonly routerConfig: RouterConfig;
  readonly compose: (platform: EmbeddedPlatform) => ComposedShop;
  readonly progress: Progress;
  /** What has been started is stopped in reverse order. */
  readonly onStop: (stop: () => Promise<unknown>) => void;
}

/** Brings the whole shop up in this process, step by step, and tells where it is. */
export async function startShop(options: StartShopOptions): Promise<void> {
  const { config, routerConfig, compose, progress, onStop } = options;
  const { clock, crashPoints, adjustable } = testControlsOf(config.testControls);
  const { url, directUrl } = await openShopDatabase(config, progress);
  announce(config);
  await progress.step('Schemas are up to date', () =>
    migrate({
      url: directUrl,
      root: ROOT,
      onProgress: (domain, names) => progress.note(`${domain}: ${names.join(', ')}`),
    }),
  );
  const platform = await openEmbeddedPlatform({ config, clock, crashPoints, url, onStop });
  await progress.step('The event log answers', platform.logReady);
  if (config.production) await refuseLoss(config, platform);
  await progress.step('Reference and demo data are there', () =>
    seed({
      database: (domain) => platform.dependencies[domain].database,
      clock,
      demo: config.demoData,
      note: progress.note,
    }),
  );
  const shop = measuredShop(compose(platform), platform);
  await progress.step('Eight domains, their relays and consumers run', () =>
    runDomains({ config, platform, shop, onStop }),
  );
  const router = await progress.step('The router serves the composed graph', () =>
    serveRouter({
      platform,
      shop,
      config: routerConfig,
      sessionsFolder: sessionsFolder(config.dataFolder),
      webUrls: config.webUrls,
      shopUrl: config.shopUrl,
      deliveryDaysAhead: config.deliveryDaysAhead,
      onStop,
    }),
  );
  const metrics = await serveShopMetrics(platform, config);
  onStop(() => metrics.close());
  announce(config, router.url);
  const testControlsUrl =
    adjustable &&
    (await openTestControls({
      clock: adjustable,
      statementCount: platform.statementCount,
      port: config.testControls?.port ?? 0,
      onStop,
    }));
  process.stdout.write(
    welcome({
      graphqlUrl: router.url,
      metricsUrl: metrics.url,
      demo: config.demoData,
      localMail: shop.localMail !== undefined,
      production: config.production,
      host: routerConfig.host,
      testControlsUrl,
      readyMs: performance.now(),
    }),
  );
  reportReady({ url: router.url });
}

async function refuseLoss({ databaseUrl }: EmbeddedConfig, platform: EmbeddedPlatform): Promise<void> {
  if (databaseUrl && !isEmbeddedUrl(databaseUrl))
    await refuseLossyDatabase(platform.dependencies.orders.database);
  await platform.refuseLossyLog();
}

/** Commands find the shop by its folder. An embedded database is in that folder, whichever process runs it. */
function announce(config: EmbeddedConfig, graphqlUrl?: string): void {
  const { dataFolder, databaseUrl, directDatabaseUrl, redisUrl, kafka } = config;
  const named = databaseUrl && !isEmbeddedUrl(databaseUrl) ? databaseUrl : undefined;
  const database = directDatabaseUrl
    ? { databaseUrl: directDatabaseUrl, pooledDatabaseUrl: named }
    : { databaseUrl: named };
  announceShop(dataFolder, { graphqlUrl, ...database, redisUrl, kafka });
}

async function openTestControls({
  onStop,
  ...options
}: Parameters<typeof serveTestControls>[0] & Pick<StartShopOptions, 'onStop'>): Promise<string> {
  const controls = await serveTestControls(options);
  onStop(() => controls.close());
  return controls.url;
}
