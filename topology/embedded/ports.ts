import type { RouterConfig } from '@depachika/router/config.ts';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import type { ListeningPlace } from '@depachika/service/ports.ts';
import type { EmbeddedConfig } from './config.ts';

/** Where the shop will listen. */
export function portsOf(config: EmbeddedConfig, { host, port }: RouterConfig): ListeningPlace[] {
  const domains = config.subgraphPorts ? DOMAIN_SERVICES : [];
  return [
    { host, port, setting: 'PORT' },
    ...(config.metricsPort === undefined ? [] : [{ port: config.metricsPort, setting: 'METRICS_PORT' }]),
    ...domains.map(({ httpPort }) => ({
      port: httpPort + config.subgraphPortOffset,
      setting: 'SUBGRAPH_PORT_OFFSET',
    })),
  ];
}
