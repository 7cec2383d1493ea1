import { memoryCache } from '@depachika/cache/memory-cache.ts';
import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { Subgraph } from '@depachika/domain/subgraph.ts';
import type { CloudEvent, StoredEvent } from '@depachika/events/event-log.ts';
import { type CrashPoints, noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import type { Caller, Role } from '@depachika/identity/caller.ts';
import { SCOPES } from '@depachika/identity/caller.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { newId } from '@depachika/ids/ids.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { pino } from 'pino';
import type { PlaceOrderInput } from '../checkout/order-input.ts';
import { placeOrder } from '../checkout/place-order.ts';
import { ordersConfig } from '../config.ts';
import { ordersConsumer } from '../lifecycle/on-events.ts';
import type { OrdersServices } from '../order/services.ts';
import { ordersServices, ordersSubgraph } from '../orders.ts';
import { createDomainClientsDouble } from './domain-clients-double.ts';

export const OPENING = new Date('2026-11-22T03:00:00Z');
const HOUR_MS = 3_600_000;

export type TestShop = Awaited<ReturnType<typeof openTestShop>>;

/** The orders domain over a real database and doubles of its other domains, with time in hand. */
export async function openTestShop(database: Database) {
  const world = await testWorld(database);
  const { clock, pubSub, otherDomains, variantId, slotId } = world;
  const main = testProcess(world);
  return {
    ...main,
    ...testCustomers(world),
    ...testClient(world, main.subgraph),
    clock,
    pubSub,
    otherDomains,
    variantId,
    slotId,
    process: (options?: ProcessOptions) => testProcess(world, options),
    outbox: (orderId: string) => outboxOf(database, orderId),
    deliver: (type: string, data: Record<string, unknown>, services = main.services) =>
      deliver(database, services, { type, data }),
  };
}

type TestWorld = Awaited<ReturnType<typeof testWorld>>;

/** What all processes of a test share: one variant for 1,000 yen, of which there are 100, and one slot. */
async function testWorld(database: Database) {
  // Every process of a test brings a client of its own to the one pool.
  database.pool.setMaxListeners(0);
  const clock = adjustableClock({ frozenAt: OPENING });
  const logger = pino({ level: 'silent' });
  const pubSub = inProcessPubSub({ logger });
  const otherDomains = createDomainClientsDouble(clock, logger);
  const keys = await createIdentityKeys();
  const cache = memoryCache({ clock, prefix: 'orders' });

  const variantId = newId('var');
  const slotId = newId('slt');
  otherDomains.prices.set(variantId, { priceYen: 1_000, sellable: true, taxRatePercent: 8 });
  otherDomains.stock.set(variantId, 100);
  otherDomains.slots.set(slotId, {
    places: 100,
    cutOffAt: new Date(OPENING.getTime() + 48 * HOUR_MS),
    closed: false,
  });
  return { database, clock, logger, pubSub, otherDomains, keys, cache, variantId, slotId };
}

interface ProcessOptions {
  readonly crashPoints?: CrashPoints;
  readonly database?: Database;
}

/** One process of the domain; several share the database and the other domains. */
function testProcess({ otherDomains, keys, ...shared }: TestWorld, options: ProcessOptions = {}) {
  const clients = otherDomains.clients();
  const deps = {
    ...shared,
    ...clients,
    database: options.database ?? shared.database,
    log: undefined as never,
    crashPoints: options.crashPoints ?? noCrashPoints,
    identity: identityVerifier({ jwks: keys.jwks, clock: shared.clock }),
    config: ordersConfig({
      ORDERS_SAGA_LEASE_MS: '30000',
      ORDERS_UNPAID_PER_CUSTOMER: '20',
      ORDERS_UNPAID_PER_RECIPIENT: '30',
    }),
  };
  return {
    services: ordersServices(deps),
    subgraph: ordersSubgraph(deps),
    kill: () => clients.cut(),
  };
}

function testCustomers({ otherDomains, variantId, slotId }: TestWorld) {
  return { customer, input };

  /** Somebody with an address of their own. */
  function customer(points = 0) {
    const userId = newId('usr');
    const addressId = newId('adr');
    otherDomains.addresses.set(addressId, { ownerId: userId, point: true });
    otherDomains.points.set(userId, points);
    return { userId, addressId };
  }

  function input(who: { addressId: string }, changes: Partial<PlaceOrderInput> = {}): PlaceOrderInput {
    return {
      idempotencyKey: newId('req'),
      lines: [{ variantId, quantity: 2 }],
      addressId: who.addressId,
      deliverySlotId: slotId,
      payment: { method: 'CARD', cardToken: 'tok_visa' },
      ...changes,
    };
  }
}

function testClient({ keys, clock }: TestWorld, subgraph: Subgraph) {
  const signer = identitySigner({ keys, clock, issuer: 'router' });

  return { ask, watch, readBy, watchBy };

  /** The same for callers of any kind. */
  async function readBy(caller: Caller, query: string, variables: Record<string, unknown> = {}) {
    return subgraph.execute({ query, variables }, await signer.sign(caller));
  }

  async function watchBy(caller: Caller, query: string, variables: Record<string, unknown>) {
    return subgraph.subscribe({ query, variables }, await signer.sign(caller));
  }

  /** Executes through the real schema as this user. */
  async function ask(
    userId: string,
    query: string,
    variables: Record<string, unknown> = {},
    role: Role = 'CUSTOMER',
  ) {
    const token = await signer.sign(userCaller(userId, role));
    return subgraph.execute({ query, variables }, token);
  }

  async function watch(userId: string, query: string, variables: Record<string, unknown>) {
    const token = await signer.sign(userCaller(userId));
    return subgraph.subscribe({ query, variables }, token);
  }
}

/** Events about this order that wait to be published, in order. */
async function outboxOf(
  database: Database,
  orderId: string,
): Promise<{ type: string; data: Record<string, unknown>; version: number }[]> {
  const rows = await database.query<{ event: CloudEvent<Record<string, unknown>> }>(
    `SELECT event FROM orders.outbox_events WHERE key = $1 ORDER BY position`,
    [orderId],
  );
  return rows.map(({ event }) => ({
    type: event.type.split('.')[2]!,
    data: event.data,
    version: event.aggregateversion,
  }));
}

/** Handles an event of another domain as the consumer does, without remembering it. */
async function deliver(
  database: Database,
  services: OrdersServices,
  { type, data }: { readonly type: string; readonly data: Record<string, unknown> },
): Promise<void> {
  const handle = ordersConsumer(services).handlers[`depachika.${type}.v1`]!;
  const stored = {
    topic: '',
    position: '1',
    event: { id: newId('evt'), type, data },
  } as unknown as StoredEvent;
  await database.transaction({ name: 'test.deliver' }, (tx) => handle(tx, stored));
  // The hooks after the commit have run when this resolves.
  await new Promise(setImmediate);
}

export function userCaller(userId: string, role: Role = 'CUSTOMER'): Extract<Caller, { kind: 'user' }> {
  return { kind: 'user', userId, sessionId: newId('ses'), roles: [role], scopes: SCOPES[role] };
}

/** A placed order of a customer of its own. */
export async function placedOrder(shop: TestShop, changes: Partial<PlaceOrderInput> = {}, points = 0) {
  const who = shop.customer(points);
  const outcome = await placeOrder(shop.services, who.userId, shop.input(who, changes));
  if (outcome.kind !== 'placed') throw new Error(JSON.stringify(outcome.problem));
  const { orderId } = outcome;
  const payment = {
    paymentId: shop.otherDomains.prepared.get(orderId)!.paymentId,
    orderId,
    customerId: who.userId,
  };
  return { ...who, orderId, payment };
}

export async function statusOf(shop: TestShop, orderId: string) {
  const view = await shop.services.orders.freshView(orderId);
  return view && { status: view.status, paymentStatus: view.paymentStatus, version: view.version };
}
