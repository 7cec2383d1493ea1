import { LIVE_PATH, READY_PATH } from '@depachika/schema/paths.ts';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { SubgraphTransport } from '../subgraphs/subgraph-transport.ts';

export interface HealthOptions {
  readonly subgraphs: Readonly<Record<string, SubgraphTransport>>;
  readonly isClosing: () => boolean;
  readonly logger: Logger;
}

/** `/health/live`: the process answers. `/health/ready`: every subgraph answers; else 503 with the names of those that do not. */
export function addHealthRoutes(app: FastifyInstance, options: HealthOptions): void {
  let running: Promise<string[]> | undefined;
  app.get(LIVE_PATH, async () => ({ status: 'live' }));
  app.get(READY_PATH, async (_request, reply) => {
    running ??= missingSubgraphs(options).finally(() => (running = undefined));
    const missing = await running;
    if (missing.length === 0 && !options.isClosing()) return { status: 'ready' };
    reply.code(503);
    return { status: options.isClosing() ? 'closing' : 'waiting', missing };
  });
}

async function missingSubgraphs({ subgraphs, logger }: HealthOptions): Promise<string[]> {
  const checks = Object.entries(subgraphs).map(async ([name, transport]) => {
    try {
      await transport.ready();
      return [];
    } catch (error) {
      logger.debug({ err: error, subgraph: name }, 'A subgraph is not ready');
      return [name];
    }
  });
  return (await Promise.all(checks)).flat();
}
