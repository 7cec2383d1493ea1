import { readFileSync } from 'node:fs';
import { dueWorkGauges } from '@depachika/background/due-work.ts';
import { createChangeReader } from '@depachika/domain/changes.ts';

import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import type { PaymentService } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { DUE_WORK, type RunningJobs, startBackgroundJobs } from './background-jobs.ts';
import type { DeliveryConfig } from './config.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { createContext, type Readers } from './graphql/context.ts';
import { createResolvers } from './graphql/resolvers.ts';
import { createHoldReader } from './holds/hold-reader.ts';
import type { PromiseSources } from './promise/promises.ts';
import { deliveryRpc } from './rpc.ts';
import { ordersConsumer } from './shipments/on-events.ts';
import { createShipmentReader } from './shipments/shipment-reader.ts';
import { createSlotReader } from './slots/slot-reader.ts';
import { createZoneReader } from './zones/zone-reader.ts';

export interface DeliveryDependencies extends ServiceDependencies, PromiseSources {
  readonly config: DeliveryConfig;
  readonly orders: Pick<RpcClient<typeof OrderService>, 'shipOrder' | 'getShippingPoint'>;
  readonly payments: Pick<RpcClient<typeof PaymentService>, 'capturePayment'>;
}

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
  const readers: Readers = {
    zones: createZoneReader({ database, prisma }),
    slots: createSlotReader(database),
    holds: createHoldReader(database),
    shipments: createShipmentReader(database),
    changes: createChangeReader(database, 'delivery'),
  };
  let jobs: RunningJobs | undefined;
  const graph = buildSubgraph({
    name: 'delivery',
    typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
    resolvers: createResolvers({ ...deps, ...readers, outbox, pollMs: config.trackingPollMs }),
    createContext: (request) => createContext({ ...readers, ...deps }, request),
    identity,
    logger,
    admitsOrderReaders: true,
  });

  return {
    ...graph,
    rpc: [deliveryRpc(deps)],
    consumers: [ordersConsumer({ outbox, clock, pubSub, wake: () => jobs?.wake() })],
    gauges: dueWorkGauges({ database, clock, work: DUE_WORK }),
    async start() {
      jobs ??= await startBackgroundJobs(deps, config);
    },
    async ready() {
      await database.query('SELECT 1 FROM delivery.zones LIMIT 1');
    },
    async close() {
      await jobs?.stop();
      await prisma.$disconnect();
    },
  };
}
