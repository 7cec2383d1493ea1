import { readFileSync } from 'node:fs';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import type { Subgraph } from '@depachika/graphql/subgraph.ts';
import { createOutbox } from '@depachika/outbox/create-outbox.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { createAdmission } from './admission.ts';
import { createCartStore } from './cart-store.ts';
import { ordersConsumer } from './consumers.ts';
import { createContext } from './context.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { createOrderReader } from './order-reader.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { ordersRpc } from './rpc.ts';
import type { OrdersDependencies, OrdersServices } from './services.ts';
import { LATE_CHANNEL, type RunningSweep, startSweep } from './sweep.ts';

/** Carts, orders and the saga that places them: what the domain serves to every topology. */
export function ordersSubgraph(deps: OrdersDependencies): Subgraph {
  const services = ordersServices(deps);
  let sweep: RunningSweep | undefined;
  return {
    ...buildSubgraph({
      name: 'orders',
      typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
      resolvers,
      createContext: (request) => createContext(services, request),
      identity: deps.identity,
      logger: deps.logger,
    }),
    rpc: ordersRpc(services),
    consumers: [ordersConsumer(services)],
    async start() {
      sweep ??= startSweep(services);
    },
    async ready() {
      await deps.database.query('SELECT 1');
    },
    async close() {
      await sweep?.stop();
    },
  };
}

/** What the use cases of one process share. */
export function ordersServices(deps: OrdersDependencies): OrdersServices {
  const { database, clock, nudges, config } = deps;
  const prisma = new PrismaClient({ adapter: new PrismaPg(database.pool, { schema: 'orders' }) });
  return {
    ...deps,
    outbox: createOutbox({ schema: 'orders', source: '/depachika/orders', clock, nudges, currentRequestId }),
    orders: createOrderReader({ ...deps, prisma }),
    carts: createCartStore({ database, prisma, clock }),
    admission: createAdmission({ atOnce: config.placingAtOnce, queue: config.placingQueue }),
    lateChannel: LATE_CHANNEL,
  };
}
