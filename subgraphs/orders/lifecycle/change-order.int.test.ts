import type { Database } from '@depachika/database/database.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, placedOrder, statusOf, type TestShop, userCaller } from '../testing/test-shop.ts';

let store: TestDatabase;
let database: Database;
let shop: TestShop;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
  shop = await openTestShop(database);
});
afterAll(() => store.close());

type Placed = Awaited<ReturnType<typeof placedOrder>>;

const staffId = newId('usr');
const shipmentId = () => newId('shp');

async function confirmed(): Promise<Placed> {
  const placed = await placedOrder(shop);
  await shop.deliver('payments.PaymentAuthorized', { ...placed.payment, method: 'CARD' });
  return placed;
}

async function shipped(): Promise<Placed> {
  const placed = await confirmed();
  await ship(placed.orderId, shipmentId());
  return placed;
}

async function delivered(): Promise<Placed> {
  const placed = await shipped();
  await moved(placed, 'OUT_FOR_DELIVERY');
  await moved(placed, 'DELIVERED');
  return placed;
}

function moved({ orderId }: Placed, to: string) {
  return shop.deliver('delivery.ShipmentStatusChanged', { orderId, to });
}

async function ship(orderId: string, shipment: string, caller = serviceCaller('delivery')) {
  const rpc = directRpc();
  rpc.serve(shop.subgraph.rpc, shop.services.logger);
  const { result } = await rpc
    .connector(caller)
    .client(OrderService)
    .shipOrder({ orderId, shipmentId: shipment });
  return result.case === 'shipped' ? result.value.orderVersion : result.value?.status;
}

async function mutate(
  userId: string,
  name: string,
  input: object,
  role: 'CUSTOMER' | 'STAFF' | 'ADMIN' = 'CUSTOMER',
) {
  const type = name[0]!.toUpperCase() + name.slice(1);
  const result = await shop.ask(
    userId,
    `mutation ($input: ${type}Input!) { outcome: ${name}(input: $input) {
       __typename
       ... on ${type}Success { order { status version cancelReason allowedActions } }
       ... on IllegalOrderTransition { from to }
       ... on NotFound { id }
       ${name === 'requestReturn' ? '' : '... on VersionConflict { expectedVersion currentVersion }'}
       ${name === 'cancelOrder' || name === 'requestReturn' ? '... on InvalidInput { field }' : ''} } }`,
    { input },
    role,
  );
  return (result.data?.outcome ?? result.errors?.[0]?.extensions.code) as unknown;
}

const typesOf = async ({ orderId }: Placed) => (await shop.outbox(orderId)).map(({ type }) => type);

describe('cancelling', () => {
  it('by the customer ends a confirmed order, and every hold goes back', async () => {
    const placed = await confirmed();
    expect(
      await mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId, note: ' 間違えました ' }),
    ).toEqual({
      __typename: 'CancelOrderSuccess',
      order: { status: 'CANCELLED', version: 3, cancelReason: 'CUSTOMER', allowedActions: [] },
    });
    expect((await shop.outbox(placed.orderId)).at(-1)).toMatchObject({
      type: 'OrderCancelled',
      version: 3,
      data: { reason: 'CUSTOMER', wasConfirmed: true, holdKey: placed.orderId },
    });
    const view = await shop.services.orders.freshView(placed.orderId);
    expect(view!.history.at(-1)).toMatchObject({ by: 'CUSTOMER', note: '間違えました' });
  });

  it('is an error the second time, never nothing', async () => {
    const placed = await confirmed();
    await mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId });
    expect(await mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId })).toEqual({
      __typename: 'IllegalOrderTransition',
      from: 'CANCELLED',
      to: 'CANCELLED',
    });
  });

  it('happens once when both sides do it at once', async () => {
    const placed = await confirmed();
    const outcomes = (await Promise.all([
      mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId }),
      mutate(staffId, 'cancelOrder', { orderId: placed.orderId, expectedVersion: 2 }, 'STAFF'),
      mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId }),
    ])) as { __typename: string }[];
    expect(outcomes.filter(({ __typename }) => __typename === 'CancelOrderSuccess')).toHaveLength(1);
    expect(await typesOf(placed)).toEqual(['OrderPlaced', 'OrderConfirmed', 'OrderCancelled']);
  });

  it('is over for the customer once it is being prepared, and for staff once it is shipped', async () => {
    const placed = await confirmed();
    const { orderId, userId } = placed;
    await mutate(staffId, 'startPreparing', { orderId, expectedVersion: 2 }, 'STAFF');
    expect(await mutate(userId, 'cancelOrder', { orderId })).toMatchObject({ from: 'PREPARING' });
    const other = await shipped();
    const late = { orderId: other.orderId, expectedVersion: 4 };
    expect(await mutate(staffId, 'cancelOrder', late, 'STAFF')).toMatchObject({ from: 'SHIPPED' });
    expect(await mutate(staffId, 'cancelOrder', { orderId, expectedVersion: 3 }, 'ADMIN')).toMatchObject({
      order: { status: 'CANCELLED', cancelReason: 'STAFF' },
    });
  });

  it('needs the version that staff saw', async () => {
    const { orderId } = await confirmed();
    expect(await mutate(staffId, 'cancelOrder', { orderId }, 'STAFF')).toMatchObject({
      field: 'expectedVersion',
    });
    expect(await mutate(staffId, 'cancelOrder', { orderId, expectedVersion: 1 }, 'STAFF')).toEqual({
      __typename: 'VersionConflict',
      expectedVersion: 1,
      currentVersion: 2,
    });
  });

  it('of somebody else’s order finds none', async () => {
    const { orderId } = await confirmed();
    expect(await mutate(newId('usr'), 'cancelOrder', { orderId })).toEqual({
      __typename: 'NotFound',
      id: orderId,
    });
    expect(await mutate(newId('usr'), 'cancelOrder', { orderId: 'x' })).toMatchObject({
      __typename: 'NotFound',
    });
  });
});

describe('shipping', () => {
  it('takes a confirmed order through preparing, and gives the same answer again', async () => {
    const placed = await confirmed();
    const shipment = shipmentId();
    expect(await ship(placed.orderId, shipment)).toBe(4);
    expect(await ship(placed.orderId, shipment)).toBe(4);
    await moved(placed, 'OUT_FOR_DELIVERY');
    expect(await ship(placed.orderId, shipment)).toBe(4);
    expect(await ship(placed.orderId, shipmentId())).toBe('OUT_FOR_DELIVERY');
    expect(await typesOf(placed)).toEqual(['OrderPlaced', 'OrderConfirmed', 'OrderShipped']);
  });

  it('is refused for what may not be shipped', async () => {
    const placed = await placedOrder(shop);
    expect(await ship(placed.orderId, shipmentId())).toBe('PENDING');
    expect(await ship(newId('ord'), shipmentId())).toBe('UNKNOWN_ORDER');
  });

  it('never happens to an order that is cancelled at the same time', async () => {
    for (let race = 0; race < 5; race += 1) {
      const placed = await confirmed();
      const [version, cancel] = await Promise.all([
        ship(placed.orderId, shipmentId()),
        mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId }),
      ]);
      const isShipped = typeof version === 'number';
      expect(cancel).toMatchObject({
        __typename: isShipped ? 'IllegalOrderTransition' : 'CancelOrderSuccess',
      });
    }
  });

  it('is for the shop’s services alone', async () => {
    const { orderId, userId } = await confirmed();
    await expect(ship(orderId, shipmentId(), userCaller(userId) as never)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });
});

describe('what others report', () => {
  it('takes an order to its customer, each step once and in order, however often it is told', async () => {
    const placed = await shipped();
    for (const to of [
      'PICKED_UP',
      'OUT_FOR_DELIVERY',
      'OUT_FOR_DELIVERY',
      'DELIVERY_FAILED',
      'OUT_FOR_DELIVERY',
    ]) {
      await moved(placed, to);
    }
    await moved(placed, 'DELIVERED');
    await moved(placed, 'DELIVERED');
    await moved(placed, 'OUT_FOR_DELIVERY');
    const history = await shop.services.orders.historyAfter(placed.orderId, 0, 100);
    expect(history.map(({ version, to }) => `${version} ${to}`)).toEqual([
      '1 PENDING',
      '2 CONFIRMED',
      '3 PREPARING',
      '4 SHIPPED',
      '5 OUT_FOR_DELIVERY',
      '6 DELIVERY_FAILED',
      '7 OUT_FOR_DELIVERY',
      '8 DELIVERED',
    ]);
    expect((await typesOf(placed)).filter((type) => type === 'OrderDelivered')).toHaveLength(1);
  });

  it('takes an order through a step that was skipped', async () => {
    const placed = await shipped();
    await moved(placed, 'RETURNED');
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'RETURNED', version: 7 });
    expect((await shop.outbox(placed.orderId)).at(-1)).toMatchObject({
      type: 'RefundRequested',
      data: { reason: 'RETURNED' },
    });
  });

  it('cancels an order whose payment fails', async () => {
    const placed = await placedOrder(shop);
    await shop.deliver('payments.PaymentFailed', { ...placed.payment, code: 'CARD_DECLINED' });
    await shop.deliver('payments.PaymentFailed', { ...placed.payment, code: 'CARD_DECLINED' });
    expect(await statusOf(shop, placed.orderId)).toEqual({
      status: 'CANCELLED',
      paymentStatus: 'FAILED',
      version: 2,
    });
    expect((await shop.outbox(placed.orderId)).at(-1)).toMatchObject({ data: { reason: 'PAYMENT_FAILED' } });
  });

  it.each(['inventory.AllocationFailed', 'delivery.SlotConfirmationFailed'])(
    'cancels a confirmed order by %s, once',
    async (type) => {
      const placed = await confirmed();
      await shop.deliver(type, { orderId: placed.orderId });
      await shop.deliver(type, { orderId: placed.orderId });
      expect((await shop.outbox(placed.orderId)).map(({ type, data }) => [type, data.reason])).toEqual([
        ['OrderPlaced', undefined],
        ['OrderConfirmed', undefined],
        ['OrderCancelled', 'OUT_OF_TIME'],
      ]);
    },
  );

  it('that comes after a cancel changes the money’s status alone', async () => {
    const placed = await placedOrder(shop);
    await mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId });
    await shop.deliver('payments.PaymentAuthorized', placed.payment);
    expect(await statusOf(shop, placed.orderId)).toEqual({
      status: 'CANCELLED',
      paymentStatus: 'AUTHORIZED',
      version: 2,
    });
    await shop.deliver('payments.PaymentVoided', placed.payment);
    expect(await statusOf(shop, placed.orderId)).toEqual({
      status: 'CANCELLED',
      paymentStatus: 'FAILED',
      version: 2,
    });
  });

  it('of the slip, after the money, changes nothing', async () => {
    const placed = await placedOrder(shop);
    await shop.deliver('payments.PaymentReceived', { ...placed.payment, receivedAt: '2026-11-22T03:00:00Z' });
    await shop.deliver('payments.KonbiniSlipIssued', placed.payment);
    expect(await statusOf(shop, placed.orderId)).toEqual({
      status: 'CONFIRMED',
      paymentStatus: 'PAID',
      version: 2,
    });
  });

  it('of an unknown order is passed over', async () => {
    await expect(
      shop.deliver('payments.PaymentAuthorized', { orderId: newId('ord') }),
    ).resolves.toBeUndefined();
  });
});

describe('giving an order back', () => {
  it('asks for the money when staff accept', async () => {
    const { orderId, userId } = await delivered();
    expect(await mutate(userId, 'requestReturn', { orderId, reason: ' ' })).toMatchObject({
      field: 'reason',
    });
    expect(await mutate(userId, 'requestReturn', { orderId, reason: '傷がありました' })).toMatchObject({
      order: { status: 'RETURN_REQUESTED', version: 7 },
    });
    const decision = { orderId, expectedVersion: 7, accept: true };
    expect(await mutate(userId, 'decideReturn', decision)).toBe('FORBIDDEN');
    expect(await mutate(staffId, 'decideReturn', decision, 'STAFF')).toMatchObject({
      order: { status: 'RETURNED' },
    });
    expect((await shop.outbox(orderId)).at(-1)).toMatchObject({
      type: 'RefundRequested',
      data: { amountYen: 2_440 },
    });
  });

  it('leaves it delivered when staff refuse, without a second delivery', async () => {
    const placed = await delivered();
    const { orderId, userId } = placed;
    await mutate(userId, 'requestReturn', { orderId, reason: 'x' });
    const refusal = { orderId, expectedVersion: 7, accept: false };
    expect(await mutate(staffId, 'decideReturn', refusal, 'STAFF')).toMatchObject({
      order: { status: 'DELIVERED' },
    });
    expect((await typesOf(placed)).filter((type) => type === 'OrderDelivered')).toHaveLength(1);
  });

  it('cannot be asked for by staff, nor before it is delivered', async () => {
    const { orderId, userId } = await shipped();
    expect(await mutate(staffId, 'requestReturn', { orderId, reason: 'x' }, 'STAFF')).toMatchObject({
      id: orderId,
    });
    expect(await mutate(userId, 'requestReturn', { orderId, reason: 'x' })).toMatchObject({
      from: 'SHIPPED',
    });
    const decision = { orderId, expectedVersion: 4, accept: true };
    expect(await mutate(staffId, 'decideReturn', decision, 'STAFF')).toMatchObject({ from: 'SHIPPED' });
  });
});
