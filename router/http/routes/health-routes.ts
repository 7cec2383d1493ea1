import { LIVE_PATH, READY_PATH } from '@depachika/schema/paths.ts';
import type { FastifyInstance } from 'fastify';
import type { SubgraphCircuit, SubgraphHealth } from '../../subgraphs/subgraph-health.ts';

export interface HealthOptions {
  readonly health: SubgraphHealth;
  readonly circuits: () => readonly SubgraphCircuit[];
  readonly isClosing: () => boolean;
}

/**
 * `/health/live`: the process answers. `/health/ready`: it can plan, and at least one subgraph answers; the names of those
 * that do not are told, and the fields of the others are served. A part that is away must not take the whole shop with it:
 * every router would be as little ready as this one. `circuits` has the state of those that are
 * not asked, since they did not answer lately: they may be there again, and are tried within moments.
 */
export function addHealthRoutes(app: FastifyInstance, { health, circuits, isClosing }: HealthOptions): void {
  app.get(LIVE_PATH, async () => ({ status: 'live' }));
  app.get(READY_PATH, async (_request, reply) => {
    const subgraphs = await health.look();
    const away = subgraphs.filter(({ answers }) => !answers).map(({ name }) => name);
    const isWaiting = away.length === subgraphs.length;
    if (isClosing() || isWaiting)
      return reply.code(503).send({ status: isClosing() ? 'closing' : 'waiting', missing: away });
    const notAsked = circuits().flatMap(({ name, state }) => (state === 'closed' ? [] : [[name, state]]));
    return {
      status: 'ready',
      ...(away.length > 0 ? { degraded: away } : {}),
      ...(notAsked.length > 0 ? { circuits: Object.fromEntries(notAsked) } : {}),
    };
  });
}
