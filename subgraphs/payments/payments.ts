import { readFileSync } from 'node:fs';
import { type PollingLoop, pollingLoop } from '@depachika/background/polling-loop.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { runDueJobs } from './background-jobs.ts';
import type { PaymentsConfig } from './config.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { paymentsContext } from './graphql/context.ts';
import { paymentsResolvers } from './graphql/resolvers.ts';
import { paymentConsumers } from './payment/on-events.ts';
import { paymentStore } from './payment/payment-store.ts';
import { providerWorker } from './provider/provider-worker.ts';
import { sandboxProvider } from './provider/sandbox.ts';
import { type WebhookHandler, webhookHandler } from './provider/webhooks.ts';
import { paymentsRpc } from './rpc.ts';

export interface PaymentsDependencies extends ServiceDependencies {
  readonly config: PaymentsConfig;
}

/** Payments, and beside what every domain serves the provider's way in. */
export interface PaymentsSubgraph extends Subgraph {
  readonly webhook: WebhookHandler;
}

/** Money and points: what is due, what is certain, what has moved, and what goes back. */
export function paymentsSubgraph(deps: PaymentsDependencies): PaymentsSubgraph {
  const { database, clock, pubSub, logger, identity, config } = deps;
  const prisma = new PrismaClient({ adapter: new PrismaPg(database.pool, { schema: 'payments' }) });
  const outbox = createOutbox({
    schema: 'payments',
    source: '/depachika/payments',
    clock,
    pubSub,
    currentRequestId,
  });
  let worker: PollingLoop | undefined;
  let jobs: PollingLoop | undefined;
  const wakeWorker = () => worker?.wake();
  const store = paymentStore(outbox, wakeWorker);
  const provider = sandboxProvider({ database, clock });
  const webhook = webhookHandler({ ...deps, store, secret: config.webhookSecret });
  const graph = buildSubgraph({
    name: 'payments',
    typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
    resolvers: paymentsResolvers({ database, prisma, provider, clock, store, wakeWorker }),
    createContext: (request) => paymentsContext({ database, prisma, clock }, request),
    identity,
    logger,
  });

  return {
    ...graph,
    webhook,
    rpc: [paymentsRpc({ database, clock })],
    consumers: paymentConsumers({ store, outbox, clock, logger, welcomePoints: config.welcomePoints }),
    async start() {
      worker ??= providerWorker({ ...deps, store, outbox, provider });
      worker.wake();
      jobs ??= pollingLoop({
        name: 'background jobs of payments',
        clock,
        logger,
        pollMs: 5_000,
        step: () => runDueJobs({ ...deps, provider, webhook, secret: config.webhookSecret }),
      });
      jobs.wake();
    },
    async ready() {
      await database.query('SELECT 1 FROM payments.payments LIMIT 1');
    },
    async close() {
      await Promise.all([worker?.stop(), jobs?.stop()]);
      await prisma.$disconnect();
    },
  };
}
