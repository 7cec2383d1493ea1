import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderLives } from '../testing/order-lives.ts';
import { openTestShop, placedOrder, statusOf, type TestShop, userCaller } from '../testing/test-shop.ts';

let store: TestDatabase;
let shop: TestShop;
let lives: ReturnType<typeof orderLives>;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  shop = await openTestShop(store.database('orders'));
  lives = orderLives(shop);
});
afterAll(() => store.close());

const staffId = newId('usr');
const shipmentId = () => newId('shp');

describe('cancelling', () => {
  it('by the customer ends a confirmed order, and every hold goes back', async () => {
    const placed = await lives.confirmed();
    expect(
      await lives.mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId, note: ' 間違えました ' }),
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
    const placed = await lives.confirmed();
    await lives.mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId });
    expect(await lives.mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId })).toEqual({
      __typename: 'IllegalOrderTransition',
      from: 'CANCELLED',
      to: 'CANCELLED',
    });
  });

  it('happens once when both sides do it at once', async () => {
    const placed = await lives.confirmed();
    const outcomes = (await Promise.all([
      lives.mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId }),
      lives.mutate(staffId, 'cancelOrder', { orderId: placed.orderId, expectedVersion: 2 }, 'STAFF'),
      lives.mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId }),
    ])) as { __typename: string }[];
    expect(outcomes.filter(({ __typename }) => __typename === 'CancelOrderSuccess')).toHaveLength(1);
    expect(await lives.typesOf(placed)).toEqual(['OrderPlaced', 'OrderConfirmed', 'OrderCancelled']);
  });

  it('is over for the customer once it is being prepared, and for staff once it is shipped', async () => {
    const placed = await lives.confirmed();
    const { orderId, userId } = placed;
    await lives.mutate(staffId, 'startPreparing', { orderId, expectedVersion: 2 }, 'STAFF');
    expect(await lives.mutate(userId, 'cancelOrder', { orderId })).toMatchObject({ from: 'PREPARING' });
    const other = await lives.shipped();
    const late = { orderId: other.orderId, expectedVersion: 4 };
    expect(await lives.mutate(staffId, 'cancelOrder', late, 'STAFF')).toMatchObject({ from: 'SHIPPED' });
    expect(
      await lives.mutate(staffId, 'cancelOrder', { orderId, expectedVersion: 3 }, 'ADMIN'),
    ).toMatchObject({
      order: { status: 'CANCELLED', cancelReason: 'STAFF' },
    });
  });

  it('needs the version that staff saw', async () => {
    const { orderId } = await lives.confirmed();
    expect(await lives.mutate(staffId, 'cancelOrder', { orderId }, 'STAFF')).toMatchObject({
      field: 'expectedVersion',
    });
    expect(await lives.mutate(staffId, 'cancelOrder', { orderId, expectedVersion: 1 }, 'STAFF')).toEqual({
      __typename: 'VersionConflict',
      expectedVersion: 1,
      currentVersion: 2,
    });
  });

  it('of somebody else’s order finds none', async () => {
    const { orderId } = await lives.confirmed();
    expect(await lives.mutate(newId('usr'), 'cancelOrder', { orderId })).toEqual({
      __typename: 'NotFound',
      id: orderId,
    });
    expect(await lives.mutate(newId('usr'), 'cancelOrder', { orderId: 'x' })).toMatchObject({
      __typename: 'NotFound',
    });
  });
});

describe('shipping', () => {
  it('takes a confirmed order through preparing, and gives the same answer again', async () => {
    const placed = await lives.confirmed();
    const shipment = shipmentId();
    expect(await lives.ship(placed.orderId, shipment)).toBe(4);
    expect(await lives.ship(placed.orderId, shipment)).toBe(4);
    await lives.moved(placed, 'OUT_FOR_DELIVERY');
    expect(await lives.ship(placed.orderId, shipment)).toBe(4);
    expect(await lives.ship(placed.orderId, shipmentId())).toBe('OUT_FOR_DELIVERY');
    expect(await lives.typesOf(placed)).toEqual(['OrderPlaced', 'OrderConfirmed', 'OrderShipped']);
  });

  it('is refused for what may not be shipped', async () => {
    const placed = await placedOrder(shop);
    expect(await lives.ship(placed.orderId, shipmentId())).toBe('PENDING');
    expect(await lives.ship(newId('ord'), shipmentId())).toBe('UNKNOWN_ORDER');
  });

  it('never happens to an order that is cancelled at the same time', async () => {
    for (let race = 0; race < 5; race += 1) {
      const placed = await lives.confirmed();
      const [version, cancel] = await Promise.all([
        lives.ship(placed.orderId, shipmentId()),
        lives.mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId }),
      ]);
      const isShipped = typeof version === 'number';
      expect(cancel).toMatchObject({
        __typename: isShipped ? 'IllegalOrderTransition' : 'CancelOrderSuccess',
      });
    }
  });

  it('is for the shop’s services alone', async () => {
    const { orderId, userId } = await lives.confirmed();
    await expect(lives.ship(orderId, shipmentId(), userCaller(userId) as never)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });
});

describe('what others report', () => {
  it('takes an order to its customer, each step once and in order, however often it is told', async () => {
    const placed = await lives.shipped();
    for (const to of [
      'PICKED_UP',
      'OUT_FOR_DELIVERY',
      'OUT_FOR_DELIVERY',
      'DELIVERY_FAILED',
      'OUT_FOR_DELIVERY',
    ]) {
      await lives.moved(placed, to);
    }
    await lives.moved(placed, 'DELIVERED');
    await lives.moved(placed, 'DELIVERED');
    await lives.moved(placed, 'OUT_FOR_DELIVERY');
    const [history] = await shop.services.orders.historiesAfter([{ id: placed.orderId, version: 0 }], 100);
    expect(history!.map(({ version, to }) => `${version} ${to}`)).toEqual([
      '1 PENDING',
      '2 CONFIRMED',
      '3 PREPARING',
      '4 SHIPPED',
      '5 OUT_FOR_DELIVERY',
      '6 DELIVERY_FAILED',
      '7 OUT_FOR_DELIVERY',
      '8 DELIVERED',
    ]);
    expect((await lives.typesOf(placed)).filter((type) => type === 'OrderDelivered')).toHaveLength(1);
  });

  it('takes an order through a step that was skipped', async () => {
    const placed = await lives.shipped();
    await lives.moved(placed, 'RETURNED', 'DELIVERY_FAILED');
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: 'RETURNED', version: 7 });
  });

  it('writes no delivery into the history of a parcel that came back before it went out', async () => {
    const placed = await lives.shipped();
    await lives.moved(placed, 'RETURNED', 'PICKED_UP');
    const [history] = await shop.services.orders.historiesAfter([{ id: placed.orderId, version: 3 }], 100);
    expect(history!.map(({ version, from, to }) => `${version} ${from} ${to}`)).toEqual([
      '4 PREPARING SHIPPED',
      '5 SHIPPED RETURNED',
    ]);
    expect((await shop.outbox(placed.orderId)).at(-1)).toMatchObject({
      type: 'RefundRequested',
      data: { reason: 'RETURNED' },
    });
  });

  it.each(['LOST', 'DAMAGED'])(
    'ends an order whose parcel is %s, once, and asks for all its money',
    async (to) => {
      const placed = await lives.shipped();
      await lives.moved(placed, 'OUT_FOR_DELIVERY', 'PICKED_UP');
      await lives.moved(placed, to, 'OUT_FOR_DELIVERY');
      await lives.moved(placed, to, 'OUT_FOR_DELIVERY');
      expect(await statusOf(shop, placed.orderId)).toMatchObject({ status: to, version: 6 });
      const refunds = (await shop.outbox(placed.orderId)).filter(({ type }) => type === 'RefundRequested');
      expect(refunds.map(({ data }) => [data.reason, data.amountYen])).toEqual([[to, 2_440]]);
      const page = await shop.ask(
        placed.userId,
        `{ order(id: "${placed.orderId}") { status allowedActions } }`,
      );
      expect(page.data?.order).toEqual({ status: to, allowedActions: [] });
    },
  );

  it('moves the window of an order whose customer chose another slot, and nothing else', async () => {
    const placed = await lives.shipped();
    await lives.moved(placed, 'DELIVERY_FAILED', 'OUT_FOR_DELIVERY');
    const slot = {
      slotId: newId('slt'),
      date: '2026-11-26',
      startsAt: '2026-11-26T01:00:00.000Z',
      endsAt: '2026-11-26T03:00:00.000Z',
      cutOffAt: '2026-11-25T13:00:00.000Z',
    };
    const { orderId } = placed;
    await shop.deliver('delivery.ShipmentStatusChanged', {
      orderId,
      from: 'DELIVERY_FAILED',
      to: 'RESCHEDULED',
      slot,
    });
    const read = `{ order(id: "${orderId}") { status version deliveryWindow { date startsAt } } }`;
    expect(JSON.parse(JSON.stringify((await shop.ask(placed.userId, read)).data))).toEqual({
      order: {
        status: 'DELIVERY_FAILED',
        version: 6,
        deliveryWindow: { date: slot.date, startsAt: slot.startsAt },
      },
    });
    await lives.moved(placed, 'OUT_FOR_DELIVERY', 'RESCHEDULED');
    expect(await statusOf(shop, orderId)).toMatchObject({ status: 'OUT_FOR_DELIVERY', version: 7 });
  });

  it('of a declined payment, however often it is told, leaves the order waiting for another one', async () => {
    const placed = await placedOrder(shop);
    await shop.deliver('payments.PaymentFailed', { ...placed.payment, code: 'CARD_DECLINED' });
    await shop.deliver('payments.PaymentFailed', { ...placed.payment, code: 'CARD_DECLINED' });
    expect(await statusOf(shop, placed.orderId)).toEqual({
      status: 'AWAITING_PAYMENT',
      paymentStatus: 'FAILED',
      version: 2,
    });
    expect(await lives.typesOf(placed)).toEqual(['OrderPlaced']);
  });

  it('of points that cover everything and are gone cancels the order', async () => {
    const payment = { method: 'POINTS' as const };
    const placed = await placedOrder(shop, { points: 2_440, payment }, 2_440);
    await shop.deliver('payments.PaymentFailed', { ...placed.payment, code: 'POINTS_GONE' });
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
      const placed = await lives.confirmed();
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
    await lives.mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId });
    await shop.deliver('payments.PaymentAuthorized', placed.payment);
    expect(await statusOf(shop, placed.orderId)).toEqual({
      status: 'CANCELLED',
      paymentStatus: 'AUTHORIZED',
      version: 2,
    });
    await shop.deliver('payments.PaymentVoided', placed.payment);
    expect(await statusOf(shop, placed.orderId)).toEqual({
      status: 'CANCELLED',
      paymentStatus: 'VOIDED',
      version: 2,
    });
  });

  it('that its money goes back shows at once, and that it went back', async () => {
    const placed = await lives.delivered();
    await shop.deliver('payments.PaymentCaptured', placed.payment);
    await shop.deliver('payments.RefundOpened', { ...placed.payment, amountYen: 2_440 });
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ paymentStatus: 'REFUND_PENDING' });
    await shop.deliver('payments.PaymentRefunded', { ...placed.payment, amountYen: 2_440 });
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ paymentStatus: 'REFUNDED' });
  });

  it('that a cancelled order gave its points back is not that it is paid', async () => {
    const placed = await placedOrder(shop, { points: 2_440, payment: { method: 'POINTS' } }, 2_440);
    await shop.deliver('payments.PaymentAuthorized', placed.payment);
    expect(await statusOf(shop, placed.orderId)).toMatchObject({ paymentStatus: 'PAID' });
    await lives.mutate(placed.userId, 'cancelOrder', { orderId: placed.orderId });
    await shop.deliver('payments.PaymentVoided', placed.payment);
    expect(await statusOf(shop, placed.orderId)).toMatchObject({
      status: 'CANCELLED',
      paymentStatus: 'VOIDED',
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
