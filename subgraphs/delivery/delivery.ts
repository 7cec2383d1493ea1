import { readFileSync } from 'node:fs';
import { type WakefulLoop, wakefulLoop } from '@depachika/background/wakeful-loop.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { keepHouse, openSlots } from './background-jobs.ts';
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
  const { database, clock, nudges, logger, identity, config } = deps;
  const prisma = new PrismaClient({ adapter: new PrismaPg(database.pool, { schema: 'delivery' }) });
  const outbox = createOutbox({
    schema: 'delivery',
    source: '/depachika/delivery',
    clock,
    nudges,
    currentRequestId,
  });
  let housekeeping: WakefulLoop | undefined;
  let slotOpening: WakefulLoop | undefined;
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
    consumers: [ordersConsumer({ outbox, clock, nudges, wake: () => housekeeping?.wake() })],
    async start() {
      await openSlots(deps);
      slotOpening ??= wakefulLoop({
        name: 'opening of delivery slots',
        clock,
        logger,
        sweepMs: OPEN_SLOTS_MS,
        // Never idle, so that the pause does not grow.
        step: async () => {
          await openSlots(deps);
          return 'found';
        },
      });
      housekeeping ??= wakefulLoop({
        name: 'delivery housekeeping',
        clock,
        logger,
        sweepMs: config.sweepMs,
        step: () => keepHouse(deps),
      });
      housekeeping.wake();
    },
    async ready() {
      await database.query('SELECT 1 FROM delivery.zones LIMIT 1');
    },
    async close() {
      await Promise.all([housekeeping?.stop(), slotOpening?.stop()]);
      await prisma.$disconnect();
    },
  };
}
