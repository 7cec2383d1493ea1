import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { memoryCache } from '@depachika/cache/memory-cache.ts';
import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import type { StoredEvent } from '@depachika/events/event-log.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import { anonymous, type Caller, SCOPES, serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { DeliveryService } from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import type { ShipOrderResponseSchema } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import type { CapturePaymentResponseSchema } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import pino from 'pino';
import { runDueJobs } from '../background-jobs.ts';
import { deliveryConfig } from '../config.ts';
import { deliverySubgraph } from '../delivery.ts';
import { ordersConsumer } from '../shipments/on-events.ts';
import type { Point } from '../zones/point.ts';
import { deliveryRows, NOON } from './delivery-rows.ts';
import { otherDomains } from './other-domains.ts';

/** In Ginza: CHUO's alone. */
export const GINZA: Point = { latitude: 35.67, longitude: 139.772 };
/** The Imperial Palace: the hole in CHIYODA. */
export const PALACE: Point = { latitude: 35.685, longitude: 139.753 };
export const TOKYO_STATION: Point = { latitude: 35.6812, longitude: 139.7671 };
export const OSAKA: Point = { latitude: 34.7, longitude: 135.5 };

export type TestDelivery = Awaited<ReturnType<typeof openTestDelivery>>;

type ShipAnswer = MessageInitShape<typeof ShipOrderResponseSchema>['result'];
type CaptureAnswer = MessageInitShape<typeof CapturePaymentResponseSchema>['result'];

/** The domain over a real database, doubles of orders and payments, and time in hand. */
export async function openTestDelivery(database: Database, settings: NodeJS.ProcessEnv = {}) {
  const { clock, pubSub, client, callers, subgraph, ...opened } = openDomain(database, settings);
  const rows = deliveryRows(database);
  const outbox = createOutbox({
    schema: 'delivery',
    source: '/depachika/delivery',
    clock,
    pubSub,
    currentRequestId: () => undefined,
  });

  return {
    ...opened,
    clock,
    pubSub,
    subgraph,
    client,
    ...rows,
    ...graphOf(subgraph, callers),
    hold,
    hear,
    confirmed,
    settle,
  };

  /** Holds for half an hour. */
  async function hold(
    slotId: string,
    options: { key?: string; orderId?: string; customerId?: string; point?: Point } = {},
  ) {
    const { key = newId('ord'), orderId = key, customerId = newId('usr'), point = GINZA } = options;
    const expiresAt = timestampFromDate(new Date(clock.now().getTime() + 1_800_000));
    const { result } = await client.holdSlot(
      { key, orderId, slotId, customerId, point, expiresAt },
      { timeoutMs: 30_000 },
    );
    return { key, customerId, result };
  }

  /** Hands events over as the consumer does: all in one transaction. */
  async function hear(...events: readonly [event: string, data: Record<string, unknown>][]): Promise<void> {
    const { handlers } = ordersConsumer({ outbox, clock, pubSub, wake: () => undefined });
    await database.transaction({ name: 'test.consume', timeoutMs: 60_000 }, async (tx) => {
      for (const [event, data] of events) {
        const stored = { event: { data } } as unknown as StoredEvent;
        await handlers[`depachika.orders.${event}.v1`]!(tx, stored);
      }
    });
  }

  /** An order with a slot and a parcel. */
  async function confirmed(options: { slotId?: string; customerId?: string } = {}) {
    const slotId = options.slotId ?? (await rows.slot());
    const { key: orderId, customerId } = await hold(slotId, options);
    const event = orderEvent({ orderId, customerId });
    await hear(['OrderConfirmed', event]);
    return { orderId, customerId, slotId, event, shipmentId: (await rows.shipmentOf(orderId))!.id };
  }

  /** Background work until there is none. */
  async function settle(): Promise<void> {
    while ((await runDueJobs({ database, clock, crashPoints: noCrashPoints })) !== 'idle');
  }
}

function openDomain(database: Database, settings: NodeJS.ProcessEnv) {
  const clock = adjustableClock({ frozenAt: NOON });
  const logger = pino({ level: 'silent' });
  const pubSub = inProcessPubSub({ logger });
  const shipCalls: string[] = [];
  const orders = {
    answer: { case: 'shipped', value: { orderVersion: 4 } } as ShipAnswer,
    /** Runs while orders decides. */
    meanwhile: async () => {},
  };
  const captureCalls: string[] = [];
  const payments = {
    answer: async (): Promise<CaptureAnswer> => ({ case: 'certain', value: {} }),
  };
  const callers = new Map<string, Caller>([['anonymous', anonymous]]);
  const others = otherDomains();
  const subgraph = deliverySubgraph({
    database,
    clock,
    pubSub,
    cache: memoryCache({ clock, prefix: 'delivery' }),
    logger,
    crashPoints: noCrashPoints,
    identity: { verify: async (token: string) => callers.get(token)! },
    // Tests bring tomorrow's parcels to their doors at once, unless they are about that.
    config: deliveryConfig({
      DELIVERY_PICK_UP_LEAD_HOURS: '48',
      DELIVERY_ROAD_LEAD_HOURS: '48',
      DELIVERY_DOOR_LEAD_HOURS: '48',
      ...settings,
    }),
    ...others.sources,
    orders: {
      async shipOrder({ shipmentId }: { shipmentId: string }) {
        shipCalls.push(shipmentId);
        await orders.meanwhile();
        return { result: orders.answer };
      },
    },
    payments: {
      async capturePayment({ orderId }: { orderId: string }) {
        captureCalls.push(orderId);
        return { result: await payments.answer() };
      },
    },
  } as unknown as ServiceDependencies & Parameters<typeof deliverySubgraph>[0]);
  const rpc = directRpc();
  rpc.serve(subgraph.rpc, logger);
  const client = rpc.connector(serviceCaller('orders')).client(DeliveryService);
  return { clock, pubSub, subgraph, client, rpc, others, shipCalls, captureCalls, orders, payments, callers };
}

/** What people ask of the domain's graph. */
function graphOf(subgraph: Subgraph, callers: Map<string, Caller>) {
  return { user, callAs, ask, subscribe };

  /** @returns the token of a caller of any kind */
  function callAs(caller: Caller): string {
    const token = newId('ses');
    callers.set(token, caller);
    return token;
  }

  /** Somebody who is signed in; the id is the token as well. */
  function user(role: 'CUSTOMER' | 'STAFF' = 'CUSTOMER'): string {
    const userId = newId('usr');
    callers.set(userId, {
      kind: 'user',
      userId,
      sessionId: newId('ses'),
      roles: [role],
      scopes: SCOPES[role],
    });
    return userId;
  }

  async function ask(as: string, query: string, variables?: GraphQLRequest['variables']) {
    return (await subgraph.execute({ query, variables }, as)) as {
      // biome-ignore lint/suspicious/noExplicitAny: tests read what they asked for
      data: any;
      errors?: readonly { extensions: { code?: unknown } }[];
    };
  }

  /** Follows an order's parcels; each call of `next` is one version. */
  async function subscribe(as: string, orderId: string, since: number) {
    const query = `subscription ($orderId: ID!, $since: Int!) { shipmentStatusChanged(orderId: $orderId, since: $since) {
      version from to note shipment { status } order { id } } }`;
    return subgraph.subscribe({ query, variables: { orderId, since } }, as);
  }
}

/** The part of an order's events that delivery reads. */
export function orderEvent(options: { orderId: string; customerId?: string; holdKey?: string }) {
  const { orderId, customerId = newId('usr'), holdKey = orderId } = options;
  const orderNumber = `DP-${orderId.slice(-12)}`;
  return { orderId, customerId, holdKey, orderNumber, address: GINZA };
}
