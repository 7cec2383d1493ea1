import { LIVE_PATH, READY_PATH } from '@depachika/schema/paths.ts';
import type { FastifyInstance } from 'fastify';
import type { SubgraphHealth } from '../../subgraphs/subgraph-health.ts';

export interface HealthOptions {
  readonly health: SubgraphHealth;
  readonly isClosing: () => boolean;
}

/**
 * `/health/live`: the process answers. `/health/ready`: it can plan, and at least one subgraph answers; the names of those
 * that do not are told, and the fields of the others are served. A part that is away must not take the whole shop with it:
 * every router would be as little ready as this one.
 */
export function addHealthRoutes(app: FastifyInstance, { health, isClosing }: HealthOptions): void {
  app.get(LIVE_PATH, async () => ({ status: 'live' }));
  app.get(READY_PATH, async (_request, reply) => {
    const subgraphs = await health.look();
    const away = subgraphs.filter(({ answers }) => !answers).map(({ name }) => name);
    const isWaiting = away.length === subgraphs.length;
    if (isClosing() || isWaiting)
      return reply.code(503).send({ status: isClosing() ? 'closing' : 'waiting', missing: away });
    return away.length === 0 ? { status: 'ready' } : { status: 'ready', degraded: away };
  });
}
