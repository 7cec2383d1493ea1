import { readFileSync } from 'node:fs';
import { dueWorkGauges } from '@depachika/background/due-work.ts';
import { limiter } from '@depachika/background/limiter.ts';
import type { Subgraph } from '@depachika/domain/subgraph.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { RpcError } from '@depachika/rpc/rpc.ts';
import { METRICS } from '@depachika/telemetry/metric-list.ts';
import type { ReadMetric } from '@depachika/telemetry/metrics.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { dueWork, type RunningJobs, startBackgroundJobs } from './background-jobs.ts';
import { createCartStore } from './cart/cart-store.ts';
import { countUnendedSagas } from './checkout/saga/saga-store.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { createContext } from './graphql/context.ts';
import { orderHistories } from './graphql/follow-order.ts';
import { resolvers } from './graphql/resolvers.ts';
import { ordersConsumer } from './lifecycle/on-events.ts';
import { createOrderReader } from './order/order-reader.ts';
import type { OrdersDependencies, OrdersServices } from './order/services.ts';
import { overdueTerms } from './overdue/overdue-rules.ts';
import { countOverdue } from './overdue/overdue-store.ts';
import { ordersRpc } from './rpc.ts';

/** Carts and orders, and beside what every domain serves the figures of the saga that places them and of what is late. */
export interface OrdersSubgraph extends Subgraph {
  /** How many attempts to place an order have not ended, by state. */
  unendedAttempts(): Promise<{ state: string; value: number }[]>;
  /** How many orders are late, by reason. */
  overdueOrders(): Promise<{ reason: string; value: number }[]>;
}

/** Carts, orders and the saga that places them: what the domain serves to every topology. */
export function ordersSubgraph(deps: OrdersDependencies): OrdersSubgraph {
  const services = ordersServices(deps);
  const histories = orderHistories(services);
  const figures: Figures = {
    unendedAttempts: () => countUnendedSagas(deps.database),
    overdueOrders: () => countOverdue(deps.database, overdueTerms(deps.config, deps.clock.now())),
  };
  let jobs: RunningJobs | undefined;
  return {
    ...buildSubgraph({
      name: 'orders',
      typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
      resolvers,
      createContext: (request) => createContext({ services, histories }, request),
      identity: deps.identity,
      logger: deps.logger,
      admitsOrderReaders: true,
    }),
    rpc: ordersRpc(services),
    consumers: [ordersConsumer(services)],
    ...figures,
    gauges: ordersGauges(services, figures),
    async start() {
      const { untold } = deps.config.shop;
      if (untold.length > 0)
        deps.logger.warn({ untold }, 'The shop does not say who it is: its pages leave it out');
      jobs ??= startBackgroundJobs(services);
    },
    async ready() {
      await deps.database.query('SELECT 1');
    },
    async close() {
      await jobs?.stop();
    },
  };
}

type Figures = Pick<OrdersSubgraph, 'unendedAttempts' | 'overdueOrders'>;

function ordersGauges(services: OrdersServices, { unendedAttempts, overdueOrders }: Figures): ReadMetric[] {
  const { database, clock } = services;
  return [
    {
      ...METRICS.ordersSagas,
      read: async () => (await unendedAttempts()).map(({ state, value }) => ({ labels: { state }, value })),
    },
    {
      ...METRICS.ordersOverdue,
      read: async () => (await overdueOrders()).map(({ reason, value }) => ({ labels: { reason }, value })),
    },
    ...dueWorkGauges({ database, clock, work: dueWork(services) }),
  ];
}

/** What the use cases of one process share. */
export function ordersServices(deps: OrdersDependencies): OrdersServices {
  const { database, clock, pubSub, config } = deps;
  const prisma = new PrismaClient({ adapter: new PrismaPg(database.pool, { schema: 'orders' }) });
  return {
    ...deps,
    outbox: createOutbox({ schema: 'orders', source: '/depachika/orders', clock, pubSub, currentRequestId }),
    orders: createOrderReader({ ...deps, prisma }),
    carts: createCartStore({ database, prisma, clock }),
    placing: limiter({
      concurrent: config.placingAtOnce,
      waiting: config.placingQueue,
      refusal: () => new RpcError('RESOURCE_EXHAUSTED', 'Too many orders are being placed'),
    }),
  };
}
