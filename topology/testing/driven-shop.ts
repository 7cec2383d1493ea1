import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyticsSubgraph } from '@depachika/analytics/analytics.ts';
import { memoryCache } from '@depachika/cache/memory-cache.ts';
import { type AdjustableClock, adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { runDueJobs as runDeliveryJobs } from '@depachika/delivery/background-jobs.ts';
import { deliveryConfig } from '@depachika/delivery/config.ts';
import { deliverySubgraph } from '@depachika/delivery/delivery.ts';
import { openSlots } from '@depachika/delivery/slots/open-slots.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { startConsumer } from '@depachika/events/consumer/consumer.ts';
import type { DeadLetters, NewDeadLetter } from '@depachika/events/dead-letters.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { anonymous, type Caller, type Role, SCOPES, serviceCaller } from '@depachika/identity/caller.ts';
import { runDueJobs as runInventoryJobs } from '@depachika/inventory/background-jobs.ts';
import { inventoryConfig } from '@depachika/inventory/config.ts';
import { inventorySubgraph } from '@depachika/inventory/inventory.ts';
import { notificationsConfig } from '@depachika/notifications/config.ts';
import { notificationsSubgraph } from '@depachika/notifications/notifications.ts';
import { runDueJobs as runOrdersJobs } from '@depachika/orders/background-jobs.ts';
import { ordersConfig } from '@depachika/orders/config.ts';
import { ordersServices, ordersSubgraph } from '@depachika/orders/orders.ts';
import { runDueJobs as runPaymentsJobs } from '@depachika/payments/background-jobs.ts';
import { paymentsConfig } from '@depachika/payments/config.ts';
import { paymentsServices, paymentsSubgraph } from '@depachika/payments/payments.ts';
import { carryOutTasks } from '@depachika/payments/provider/carry-out-tasks.ts';
import { SIGNATURE_HEADER, signWebhook } from '@depachika/payments/provider/webhook-signature.ts';
import { productsConfig } from '@depachika/products/config.ts';
import { productsSubgraph } from '@depachika/products/products.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { DeliveryService } from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { PaymentService } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { DOMAIN_SERVICES, type DomainName } from '@depachika/schema/services.ts';
import { tellingCache } from '@depachika/service/telling-cache.ts';
import type { TestDatabase } from '@depachika/testing/database.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { usersConfig } from '@depachika/users/config.ts';
import { usersSubgraph } from '@depachika/users/users.ts';
import { type DrivenLog, drivenLog } from './driven-log.ts';
import { type MortalProcess, mortalProcess } from './mortal-process.ts';

/** Schemas that a whole shop needs. */
export const SHOP_SCHEMAS = [
  'products',
  'orders',
  'users',
  'payments',
  'inventory',
  'delivery',
  'analytics',
  'notifications',
];

const SECRET = 'a-secret-that-is-long-enough-for-tests';

export type DrivenShop = Awaited<ReturnType<typeof openDrivenShop>>;

/**
 * The eight domains wired together as one process has them, over one database. Nothing runs by itself: events, background
 * jobs, the clock and the end of the process are in the test's hand.
 */
export async function openDrivenShop(test: TestDatabase, openedAt: Date) {
  const world = openWorld(test, openedAt);
  const domains = composeDomains(world);
  const { clock, log, process, database } = world;
  const consumers = await startConsumers(world, domains);
  const jobs = jobsOf(world);
  const graph = graphOf(world, domains);
  return {
    clock,
    log,
    process,
    database,
    /** As every topology is given them, for what `ask` has no way to say. */
    domains,
    rpc: world.rpc,
    /** Where domains tell that something public has changed. */
    pubSub: world.pubSub,
    deadLetters: world.deadLetters,
    faults: graph.faults,
    ask: graph.ask,
    tell: graph.tell,
    answerChallenge: graph.answerChallenge,
    settle,
    revive,
    wait,
    /** What older shops lack, and only code can add, as each domain does at its start. */
    start: async () => {
      await domains.products.start();
      await domains.users.start();
    },
    openSlots: () => openSlots({ database: database('delivery'), clock }),
    async close() {
      await Promise.all(consumers.map((consumer) => consumer.close()));
      await jobs.close();
      await Promise.all(Object.values(domains).map((domain) => domain.close()));
      await rm(world.pictures, { recursive: true, force: true });
    },
  };

  /** Lets everything happen that needs no further time, through any death of the process. */
  async function settle(): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      let done = 0;
      try {
        done += await log.collect();
        done += await log.deliverAll();
        done += await jobs.runOnce();
      } catch (error) {
        // An embedded database, and a handler that failed for another reason, are no deaths.
        if (process.deaths() === world.seenDeaths) throw error;
        done += 1;
      }
      await revive();
      if (done === 0) return;
    }
    throw new Error(`The shop does not come to rest within ${MAX_ROUNDS} rounds`);
  }

  /** Starts the process again when it has died. */
  async function revive(): Promise<void> {
    await process.startAgain();
    world.seenDeaths = process.deaths();
  }

  /** Moves the clock, and opens the slots of the days that have come near. */
  async function wait(ms: number): Promise<void> {
    clock.advance(ms);
    if (ms >= HALF_DAY_MS) await openSlots({ database: database('delivery'), clock });
  }
}

const MAX_ROUNDS = 200;
const HALF_DAY_MS = 12 * 60 * 60_000;

interface World {
  readonly clock: AdjustableClock;
  readonly process: MortalProcess;
  readonly log: DrivenLog;
  readonly database: (domain: DomainName) => Database;
  readonly dependencies: Readonly<Record<DomainName, ServiceDependencies>>;
  readonly rpc: ReturnType<typeof directRpc>;
  readonly pubSub: PubSub;
  readonly deadLetters: NewDeadLetter[];
  /** A folder of its own, made with the first picture. */
  readonly pictures: string;
  /** Deaths after which the process was started again. */
  seenDeaths: number;
}

function openWorld(test: TestDatabase, openedAt: Date): World {
  const clock = adjustableClock({ frozenAt: openedAt });
  const process = mortalProcess();
  const poolSize = test.embedded ? 3 : 6;
  const opened = new Map(
    DOMAIN_SERVICES.map(({ name }) => [name, test.database(name, { poolSize, clock, logger: silent })]),
  );
  // Two sets of services share each pool: those of the graph, and those whose jobs are run by hand.
  for (const { pool } of opened.values()) pool.setMaxListeners(0);
  const log = drivenLog(test.database('bus', { poolSize: 2, clock, logger: silent }));
  const pubSub = inProcessPubSub({ logger: silent });
  const identity = { verify: async (token: string | undefined) => callerOf(token) };
  const shared = { log, pubSub, clock, crashPoints: process.crashPoints, logger: silent, identity };
  const dependencies = Object.fromEntries(
    DOMAIN_SERVICES.map(({ name }) => [
      name,
      {
        ...shared,
        database: process.database(opened.get(name)!),
        cache: tellingCache(memoryCache({ clock, prefix: name }), {
          domain: name,
          pubSub,
          answers: undefined,
        }),
      },
    ]),
  ) as unknown as Record<DomainName, ServiceDependencies>;
  return {
    clock,
    process,
    log,
    database: (domain) => opened.get(domain)!,
    dependencies,
    rpc: directRpc(),
    deadLetters: [],
    pictures: join(tmpdir(), `depachika-driven-${randomUUID()}`),
    seenDeaths: 0,
    pubSub,
  };
}

function composeDomains(world: World) {
  const { dependencies: deps, rpc } = world;
  const clients = domainClients(world);
  const fromDelivery = rpc.connector(serviceCaller('delivery'));
  const domains = {
    products: productsSubgraph({
      ...deps.products,
      config: productsConfig({ PICTURES_FOLDER: world.pictures }),
      delivery: rpc.connector(serviceCaller('products')).client(DeliveryService),
    }),
    users: usersSubgraph({
      ...deps.users,
      config: usersConfig({}),
      orders: rpc.connector(serviceCaller('users')).client(OrderService),
    }),
    inventory: inventorySubgraph({
      ...deps.inventory,
      config: inventoryConfig({}),
      products: rpc.connector(serviceCaller('inventory')).client(ProductService),
    }),
    delivery: deliverySubgraph({
      ...deps.delivery,
      config: deliveryConfig({}),
      products: fromDelivery.client(ProductService),
      inventory: fromDelivery.client(InventoryService),
      users: fromDelivery.client(UserService),
      orders: fromDelivery.client(OrderService),
      payments: fromDelivery.client(PaymentService),
    }),
    payments: paymentsSubgraph({ ...deps.payments, config: settingsOfPayments() }),
    orders: ordersSubgraph({ ...deps.orders, config: ordersConfig({}), ...clients }),
    analytics: analyticsSubgraph(deps.analytics),
    notifications: notificationsSubgraph({
      ...deps.notifications,
      config: notificationsConfig({}),
      users: rpc.connector(serviceCaller('notifications')).client(UserService),
      orders: rpc.connector(serviceCaller('notifications')).client(OrderService),
    }),
  };
  for (const domain of Object.values(domains)) rpc.serve(domain.rpc, silent);
  return domains;
}

function domainClients({ rpc }: World) {
  const { client } = rpc.connector(serviceCaller('orders'));
  return {
    products: client(ProductService),
    users: client(UserService),
    inventory: client(InventoryService),
    delivery: client(DeliveryService),
    payments: client(PaymentService),
  };
}

/** Welcome points can be spent at once: more is done with points then. */
function settingsOfPayments() {
  return paymentsConfig({ PAYMENT_WEBHOOK_SECRET: SECRET, WELCOME_POINTS_AFTER: 'REGISTRATION' });
}

/** The consumers as every topology starts them; a failure that is no death makes a dead letter at once. */
function startConsumers(world: World, domains: Readonly<Record<DomainName, Subgraph>>) {
  const deadLetters: DeadLetters = {
    add: async (letter) => void world.deadLetters.push(letter),
    list: async () => [],
    countWaiting: async () => [],
    replay: async () => undefined,
    discard: async () => undefined,
  };
  return Promise.all(
    DOMAIN_SERVICES.flatMap(({ name, databaseSchema }) =>
      domains[name].consumers.map((consumer) =>
        startConsumer({
          ...world.dependencies[name],
          deadLetters,
          consumer,
          group: consumer.group,
          schema: databaseSchema,
          attempts: 1,
        }),
      ),
    ),
  );
}

/** What each domain does by the clock, as its background jobs do it. */
function jobsOf(world: World) {
  const { dependencies: deps, clock } = world;
  const payments = paymentsServices({ ...deps.payments, config: settingsOfPayments() }, () => undefined);
  const orders = ordersServices({ ...deps.orders, config: ordersConfig({}), ...domainClients(world) });
  const outbox = createOutbox({
    schema: 'inventory',
    source: '/depachika/inventory',
    clock,
    pubSub: deps.inventory.pubSub,
    currentRequestId: () => undefined,
  });
  const steps: readonly (() => Promise<string>)[] = [
    () => carryOutTasks(payments),
    () => runPaymentsJobs(payments),
    () => runOrdersJobs(orders),
    () => runInventoryJobs({ ...deps.inventory, outbox }),
    () => runDeliveryJobs(deps.delivery),
  ];
  return {
    /** One look of each. @returns how many of them did something */
    async runOnce(): Promise<number> {
      let done = 0;
      for (const step of steps) if (isDoing(await step(), step === steps[2])) done += 1;
      return done;
    },
    close: () => payments.close(),
  };
}

/** Orders also says `found` while something is merely under way. */
function isDoing(result: string, isOrders: boolean): boolean {
  return result === 'more' || (result === 'found' && !isOrders);
}

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they asked for
  readonly data?: any;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code?: unknown } }[];
}

function graphOf(world: World, domains: ReturnType<typeof composeDomains>) {
  const { clock, process } = world;
  /** Errors of the graph that no death of the process explains. */
  const faults: string[] = [];
  return { faults, ask, tell, answerChallenge };

  /** Executes a mutation of one domain. @returns its outcome, or undefined when the process died under it */
  async function ask(
    domain: DomainName,
    token: string,
    query: string,
    input?: object,
    // biome-ignore lint/suspicious/noExplicitAny: tests read what they asked for
  ): Promise<any> {
    const deathsBefore = process.deaths();
    const answer = (await domains[domain].execute({ query, variables: { input } }, token)) as Answer;
    if (process.deaths() > deathsBefore) return undefined;
    if (answer.errors)
      faults.push(
        answer.errors.map(({ message, extensions }) => `${extensions.code}: ${message}`).join('; '),
      );
    return answer.data?.outcome;
  }

  /** The holder of a card answers its issuer. @param answer `succeed`, `fail` or `abandon` */
  async function answerChallenge(reference: string, answer: string): Promise<void> {
    const body = Buffer.from(new URLSearchParams({ answer }).toString());
    const path = `/sandbox/challenges/${reference}`;
    try {
      await domains.payments.challenge({ method: 'POST', path, headers: {}, body });
    } catch (error) {
      if (process.deaths() === world.seenDeaths) throw error;
    }
  }

  /** The payment provider tells something. @returns the status that it is answered with; 500 when the process died */
  async function tell(notification: object): Promise<number> {
    const body = Buffer.from(JSON.stringify(notification));
    const headers = { [SIGNATURE_HEADER]: signWebhook(body, SECRET, clock.now()) };
    try {
      return (await domains.payments.webhook({ body, headers })).status;
    } catch (error) {
      if (process.deaths() === world.seenDeaths) throw error;
      return 500;
    }
  }
}

/** `CUSTOMER usr_…`: who asks, instead of a signed token. */
function callerOf(token: string | undefined): Caller {
  const [role, userId] = (token ?? '').split(' ') as [Role, string | undefined];
  if (!userId) return anonymous;
  return { kind: 'user', userId, sessionId: 'ses_test', roles: [role], scopes: SCOPES[role] };
}
