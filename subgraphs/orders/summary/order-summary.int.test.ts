import { serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ordersRpc } from '../rpc.ts';
import { orderLives } from '../testing/order-lives.ts';
import { openTestShop, type TestShop, userCaller } from '../testing/test-shop.ts';

let store: TestDatabase;
let shop: TestShop;
let lives: ReturnType<typeof orderLives>;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  shop = await openTestShop(store.database('orders'));
  lives = orderLives(shop);
});
afterAll(() => store.close());

function client(caller: Parameters<ReturnType<typeof directRpc>['connector']>[0]) {
  const rpc = directRpc();
  rpc.serve(ordersRpc(shop.services), silent);
  return rpc.connector(caller).client(OrderService);
}

it('a mail is told of an order what its page shows: what it holds, its taxes, and where it goes until that was erased', async () => {
  const { orderId, userId } = await lives.confirmed();
  const { order } = await client(serviceCaller('notifications')).getOrderSummary({ orderId });
  expect(order).toMatchObject({ customerId: userId, status: 'CONFIRMED', paymentMethod: 'CARD' });
  expect(order!.lines).toMatchObject([{ quantity: 2, unitPriceYen: 1_000 }]);
  expect(order!.totalYen).toBe(2_000 + order!.deliveryFeeYen);
  const { data } = await shop.ask(
    userId,
    `query ($id: ID!) { order(id: $id) { taxes { taxRatePercent grossYen taxYen }
       shippingAddress { recipientName postalCode prefecture municipality street building } } }`,
    { id: orderId },
  );
  const page = data!.order as { taxes: object[]; shippingAddress: object };
  expect(order!.taxes).toMatchObject(page.taxes);
  expect(page.taxes.length).toBeGreaterThan(0);
  expect(order!.address).toMatchObject({ ...page.shippingAddress });
  expect(Object.keys(order!.address!)).not.toEqual(expect.arrayContaining(['phone']));
  await lives.mutate(userId, 'cancelOrder', { orderId });
  await shop.deliver('users.UserDeleted', { userId });
  const erased = await client(serviceCaller('notifications')).getOrderSummary({ orderId });
  expect(erased.order!.address).toBeUndefined();
});

it('delivery is told where an order goes, until that was erased', async () => {
  const { orderId, userId } = await lives.confirmed();
  const { getShippingPoint } = client(serviceCaller('delivery'));
  expect((await getShippingPoint({ orderId })).point).toMatchObject({ latitude: 35.681, longitude: 139.774 });
  await lives.mutate(userId, 'cancelOrder', { orderId });
  await shop.deliver('users.UserDeleted', { userId });
  expect((await getShippingPoint({ orderId })).point).toBeUndefined();
});

it('there is nothing to tell of an order that is not there, and nothing to tell others', async () => {
  const orderId = newId('ord');
  for (const unknown of [orderId, '', '\u0000']) {
    expect(
      (await client(serviceCaller('notifications')).getOrderSummary({ orderId: unknown })).order,
    ).toBeUndefined();
    expect(
      (await client(serviceCaller('delivery')).getShippingPoint({ orderId: unknown })).point,
    ).toBeUndefined();
  }
  for (const other of [userCaller(newId('usr')), serviceCaller('payments')]) {
    await expect(client(other).getOrderSummary({ orderId })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    await expect(client(other).getShippingPoint({ orderId })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  }
});

it('events of an order name nobody and no place', async () => {
  const { orderId, userId } = await lives.confirmed();
  await lives.mutate(userId, 'cancelOrder', { orderId });
  const events = await shop.outbox(orderId);
  expect(events.map(({ type }) => type)).toEqual(['OrderPlaced', 'OrderConfirmed', 'OrderCancelled']);
  expect(JSON.stringify(events)).not.toMatch(/清水|シミズ|日本橋|phone|postalCode|latitude/);
});
