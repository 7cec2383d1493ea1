import { DOMAIN_SERVICES, METRICS_PORT } from '@depachika/schema/services.ts';
import { measured } from '@depachika/service/metrics/measured.ts';
import { type MetricsServer, serveMetrics } from '@depachika/service/metrics/metrics-server.ts';
import type { ComposedShop } from './composed-shop.ts';
import type { EmbeddedConfig } from './config.ts';
import type { EmbeddedPlatform } from './platform.ts';

/** The same shop, each domain counted under its own name. */
export function measuredShop(
  shop: ComposedShop,
  { metrics, dependencies }: Pick<EmbeddedPlatform, 'metrics' | 'dependencies'>,
): ComposedShop {
  const subgraphs = DOMAIN_SERVICES.map(({ name }) => {
    const { logger } = dependencies[name];
    return [name, measured(shop.subgraphs[name], { metrics: metrics.of(name), logger })];
  });
  return { ...shop, subgraphs: Object.fromEntries(subgraphs) };
}

/**
 * Serves the series of all services on loopback, whatever address the router listens at. Two shops on one machine both
 * start: where nobody chose the port and it is taken, this takes a free one.
 */
export async function serveShopMetrics(
  { metrics }: Pick<EmbeddedPlatform, 'metrics'>,
  { metricsPort, subgraphPortOffset }: Pick<EmbeddedConfig, 'metricsPort' | 'subgraphPortOffset'>,
): Promise<MetricsServer> {
  const serve = (port: number) => serveMetrics({ metrics, host: '127.0.0.1', port });
  if (metricsPort !== undefined) return serve(metricsPort);
  return serve(METRICS_PORT + subgraphPortOffset).catch((error: { code?: unknown }) => {
    if (error.code !== 'PORT_IN_USE') throw error;
    return serve(0);
  });
}
