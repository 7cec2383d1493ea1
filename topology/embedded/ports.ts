import type { RouterConfig } from '@depachika/router/config.ts';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import type { EmbeddedConfig } from './config.ts';

/** Where the shop will listen. */
export function portsOf(
  config: EmbeddedConfig,
  { host, port }: RouterConfig,
): { readonly host?: string; readonly port: number }[] {
  const domains = config.subgraphPorts ? DOMAIN_SERVICES : [];
  return [{ host, port }, ...domains.map(({ httpPort }) => ({ port: httpPort + config.subgraphPortOffset }))];
}
