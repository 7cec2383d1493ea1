import { readFileSync } from 'node:fs';
import { dueWorkGauges } from '@depachika/background/due-work.ts';
import type { PollingLoop } from '@depachika/background/polling-loop.ts';
import { createChangeReader } from '@depachika/domain/changes.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { DUE_WORK, startBackgroundJobs } from './background-jobs.ts';
import type { InventoryConfig } from './config.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { createContext } from './graphql/context.ts';
import { createResolvers } from './graphql/resolvers.ts';
import { ordersConsumer } from './order-stock/on-events.ts';
import { createReservations } from './reservations/reservations.ts';
import { inventoryRpc } from './rpc.ts';
import { createStockReader } from './stock/stock-reader.ts';

export interface InventoryDependencies extends ServiceDependencies {
  readonly config: InventoryConfig;
  readonly products: Pick<RpcClient<typeof ProductService>, 'getVariants'>;
}

/** Stock: what is there, what is promised, and why both changed. */
export function inventorySubgraph(deps: InventoryDependencies): Subgraph {
  const { database, clock, pubSub, logger, identity, config } = deps;
  const prisma = new PrismaClient({ adapter: new PrismaPg(database.pool, { schema: 'inventory' }) });
  const outbox = createOutbox({
    schema: 'inventory',
    source: '/depachika/inventory',
    clock,
    pubSub,
    currentRequestId,
  });
  const stock = createStockReader({ database, prisma });
  const changes = createChangeReader(database, 'inventory');
  let jobs: PollingLoop | undefined;
  const wake = () => jobs?.wake();
  const reservations = createReservations({ ...deps, wake }, config);
  const graph = buildSubgraph({
    name: 'inventory',
    typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
    resolvers: createResolvers({ ...deps, outbox, stock, wake }),
    createContext: (request) => createContext({ stock, changes }, request),
    identity,
    logger,
  });

  return {
    ...graph,
    rpc: [inventoryRpc({ clock, reservations, stock })],
    consumers: [ordersConsumer({ outbox, clock, wake })],
    gauges: dueWorkGauges({ database, clock, work: DUE_WORK }),
    async start() {
      jobs ??= startBackgroundJobs({ ...deps, outbox }, config);
    },
    async ready() {
      await database.query('SELECT 1 FROM inventory.locations LIMIT 1');
    },
    async close() {
      await Promise.all([reservations.close(), jobs?.stop()]);
      await prisma.$disconnect();
    },
  };
}
