import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { addGauges } from '@depachika/service/metrics/service-gauges.ts';
import { type RunningDomain, runDomain } from '@depachika/service/run-domain.ts';
import { boundedRead } from '@depachika/telemetry/bounded-read.ts';
import { measureHttp } from '@depachika/telemetry/http-metrics.ts';
import type { FastifyInstance } from 'fastify';
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
  const letters = boundedRead(() => platform.deadLetters.countWaiting(), LETTERS);
  await Promise.all(
    DOMAIN_SERVICES.map(async ({ name, httpPort, databaseSchema, publishes }) => {
      const subgraph = shop.subgraphs[name];
      const metrics = platform.metrics.of(name);
      let running: RunningDomain | undefined;
      addGauges({
        ...platform.dependencies[name],
        metrics,
        subgraph,
        waitingLetters: letters,
        running: () => running,
      });
      const routes = (http: FastifyInstance) => {
        measureHttp(http, metrics);
        shop.routes[name]?.(http);
      };
      running = await runDomain({
        subgraph,
        deps: platform.dependencies[name],
        deadLetters: platform.deadLetters,
        databaseSchema,
        publishes,
        ...(config.subgraphPorts ? { http: { port: httpPort + config.subgraphPortOffset, routes } } : {}),
      });
      const { close } = running;
      onStop(() => close());
      await running.listening;
    }),
  );
}

/** One question serves all domains, which share the letters. */
const LETTERS = { withinMs: 2_000, keptMs: 5_000 };
