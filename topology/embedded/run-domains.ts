import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { runDomain } from '@depachika/service/run-domain.ts';
import type { ComposedShop } from './composed-shop.ts';
import type { EmbeddedConfig } from './config.ts';
import type { EmbeddedPlatform } from './platform.ts';

export interface RunDomainsOptions {
  readonly config: EmbeddedConfig;
  readonly platform: EmbeddedPlatform;
  readonly shop: ComposedShop;
  readonly onStop: (stop: () => Promise<unknown>) => void;
}

/** Every domain with its RPC in this process, its relay and consumers, and its own port where that is wanted. */
export async function runDomains({ config, platform, shop, onStop }: RunDomainsOptions): Promise<void> {
  for (const { name } of DOMAIN_SERVICES) platform.rpc.serve(shop.subgraphs[name].rpc, platform.logger(name));
  await Promise.all(
    DOMAIN_SERVICES.map(async ({ name, httpPort, databaseSchema }) => {
      const running = await runDomain({
        subgraph: shop.subgraphs[name],
        deps: platform.dependencies[name],
        deadLetters: platform.deadLetters,
        databaseSchema,
        publishes: name !== 'analytics',
        ...(config.subgraphPorts
          ? { http: { port: httpPort + config.subgraphPortOffset, routes: shop.routes[name] } }
          : {}),
      });
      onStop(() => running.close());
      await running.listening;
    }),
  );
}
