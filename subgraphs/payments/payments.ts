import { readFileSync } from 'node:fs';
import { dueWorkGauges } from '@depachika/background/due-work.ts';
import { createChangeReader } from '@depachika/domain/changes.ts';

import type { Subgraph } from '@depachika/domain/subgraph.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { dueWork, type RunningJobs, startBackgroundJobs } from './background-jobs.ts';
import { createCardReader } from './card/card-reader.ts';
import { type ChallengeAnswer, type ChallengeRequest, takeChallenge } from './challenge/take-challenge.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { createContext } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { paymentConsumers } from './payment/on-events.ts';
import { createPaymentReader } from './payment/payment-reader.ts';
import { createPaymentStore, type WakeWorker } from './payment/payment-store.ts';
import type { PaymentsDependencies, PaymentsServices } from './payment/services.ts';
import { payOrderAward } from './points/pay-order-award.ts';
import { createPointsReader } from './points/points-reader.ts';
import { createSandboxProvider } from './provider/sandbox.ts';
import { takeWebhook, type WebhookAnswer, type WebhookRequest } from './provider/webhooks.ts';
import { createNotificationReader } from './provider-notifications/notification-reader.ts';
import { createRefundReader } from './refund/refund-reader.ts';
import { paymentsRpc } from './rpc.ts';

/** Payments, and beside what every domain serves the provider's way in, and its page for card holders. */
export interface PaymentsSubgraph extends Subgraph {
  webhook(request: WebhookRequest): Promise<WebhookAnswer>;
  challenge(request: ChallengeRequest): Promise<ChallengeAnswer>;
}

/** Money and points: what is due, what is certain, what has moved, and what goes back. */
export function paymentsSubgraph(deps: PaymentsDependencies): PaymentsSubgraph {
  let jobs: RunningJobs | undefined;
  const services = paymentsServices(deps, () => jobs?.wakeWorker());
  return {
    ...buildSubgraph({
      name: 'payments',
      typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
      resolvers,
      createContext: (request) => createContext(services, request),
      identity: deps.identity,
      logger: deps.logger,
      admitsOrderReaders: true,
    }),
    webhook: (request) => takeWebhook(services, request),
    challenge: (request) => takeChallenge(services, request),
    rpc: paymentsRpc(services),
    consumers: paymentConsumers(services),
    gauges: dueWorkGauges({ ...deps, work: dueWork(services) }),
    async start() {
      jobs ??= startBackgroundJobs(services);
    },
    async ready() {
      await deps.database.query('SELECT 1 FROM payments.payments LIMIT 1');
    },
    async close() {
      await jobs?.stop();
      await services.close();
    },
  };
}

/** What the use cases of one process share, until it is closed. */
export function paymentsServices(
  deps: PaymentsDependencies,
  wakeWorker: WakeWorker,
): PaymentsServices & { close(): Promise<void> } {
  const { database, clock, pubSub } = deps;
  const prisma = new PrismaClient({ adapter: new PrismaPg(database.pool, { schema: 'payments' }) });
  const outbox = createOutbox({
    schema: 'payments',
    source: '/depachika/payments',
    clock,
    pubSub,
    currentRequestId,
  });
  return {
    ...deps,
    outbox,
    store: createPaymentStore({
      outbox,
      wakeWorker,
      payAward: (tx, orderId, now) => payOrderAward(outbox, tx, { orderId, now }),
    }),
    payments: createPaymentReader({ database, prisma }),
    cards: createCardReader({ prisma }),
    refunds: createRefundReader({ prisma }),
    changes: createChangeReader(database, 'payments'),
    points: createPointsReader({ database, clock }),
    notifications: createNotificationReader({ database }),
    provider: createSandboxProvider({ database, clock, fingerprintSecret: deps.config.webhookSecret }),
    wakeWorker,
    close: () => prisma.$disconnect(),
  };
}
