import { readFileSync } from 'node:fs';
import { type PollingLoop, pollingLoop } from '@depachika/background/polling-loop.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { openSlots, runDueJobs } from './background-jobs.ts';
import type { DeliveryConfig } from './config.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { deliveryContext } from './graphql/context.ts';
import { deliveryResolvers } from './graphql/resolvers.ts';
import { deliveryRpc } from './rpc.ts';
import { ordersConsumer } from './shipments/on-events.ts';

export interface DeliveryDependencies extends ServiceDependencies {
  readonly config: DeliveryConfig;
  readonly orders: Pick<RpcClient<typeof OrderService>, 'shipOrder'>;
}

/** The loop waits this long and up to half as long again: an hour at most. */
const OPEN_SLOTS_MS = 40 * 60_000;

/** Where and when the shop delivers, and how far each parcel is. */
export function deliverySubgraph(deps: DeliveryDependencies): Subgraph {
  const { database, clock, pubSub, logger, identity, config } = deps;
  const prisma = new PrismaClient({ adapter: new PrismaPg(database.pool, { schema: 'delivery' }) });
  const outbox = createOutbox({
    schema: 'delivery',
    source: '/depachika/delivery',
    clock,
    pubSub,
    currentRequestId,
  });
  let jobs: PollingLoop | undefined;
  let slotOpening: PollingLoop | undefined;
  const graph = buildSubgraph({
    name: 'delivery',
    typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
    resolvers: deliveryResolvers({ ...deps, outbox, pollMs: config.trackingPollMs }),
    createContext: (request) => deliveryContext({ database, prisma, clock }, request),
    identity,
    logger,
  });

  return {
    ...graph,
    rpc: [deliveryRpc(deps)],
    consumers: [ordersConsumer({ outbox, clock, pubSub, wake: () => jobs?.wake() })],
    async start() {
      await openSlots(deps);
      slotOpening ??= pollingLoop({
        name: 'opening of delivery slots',
        clock,
        logger,
        pollMs: OPEN_SLOTS_MS,
        // Never idle, so that the pause does not grow.
        step: async () => {
          await openSlots(deps);
          return 'found';
        },
      });
      jobs ??= pollingLoop({
        name: 'background jobs of delivery',
        clock,
        logger,
        pollMs: config.pollMs,
        step: () => runDueJobs(deps),
      });
      jobs.wake();
    },
    async ready() {
      await database.query('SELECT 1 FROM delivery.zones LIMIT 1');
    },
    async close() {
      await Promise.all([jobs?.stop(), slotOpening?.stop()]);
      await prisma.$disconnect();
    },
  };
}
