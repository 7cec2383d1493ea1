import type { Database } from '@depachika/database/database.ts';
import { type Caller, serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, placedOrder, type TestShop } from '../testing/test-shop.ts';

let store: TestDatabase;
let database: Database;
let shop: TestShop;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
  shop = await openTestShop(database);
});
afterAll(() => store.close());

const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename
  ... on PlaceOrderSuccess { order { id } } ... on InsufficientPoints { requested spendable } } }`;
const QUOTE = `query ($input: QuoteInput!) { quote(input: $input) { ... on Quote { pointsUsed spendablePoints pointsEarned amountDueYen totalYen
  notes { ... on FewerPointsUsed { requestedPoints usedPoints reason } } } } }`;
const ORDER = 'query ($id: ID!) { order(id: $id) { id allowedActions history { to } } }';
const FOLLOW = `subscription ($id: ID!) { orderStatusChanged(orderId: $id) { version to } }`;

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into as a client would, without types.
const plain = (data: unknown): any => JSON.parse(JSON.stringify(data));

describe('a guest', () => {
  const asGuest = async (userId: string, query: string, input: object) =>
    plain((await shop.ask(userId, query, { input }, 'GUEST')).data);

  it('orders once it is told how to reach them, and the same key gives the same order', async () => {
    const guest = shop.customer();
    const input = shop.input(guest);
    expect((await asGuest(guest.userId, PLACE, input)).placeOrder).toEqual({ __typename: 'ContactNeeded' });
    expect(
      await database.query('SELECT 1 FROM orders.orders WHERE customer_id = $1', [guest.userId]),
    ).toEqual([]);
    const contact = { email: 'guest@example.jp', name: '客', language: 'ja', isGuest: true };
    shop.otherDomains.contacts.set(guest.userId, contact);
    const { placeOrder: first } = await asGuest(guest.userId, PLACE, input);
    expect(first.__typename).toBe('PlaceOrderSuccess');
    expect((await asGuest(guest.userId, PLACE, input)).placeOrder).toEqual(first);
  });

  it('spends no points, however many orders have earned', async () => {
    const guest = shop.customer(500);
    const { idempotencyKey: _, payment: __, ...basket } = shop.input(guest, { points: 300 });
    const { quote } = await asGuest(guest.userId, QUOTE, basket);
    expect(quote).toMatchObject({
      pointsUsed: 0,
      spendablePoints: 0,
      pointsEarned: 0,
      notes: [{ requestedPoints: 300, usedPoints: 0, reason: 'MORE_THAN_SPENDABLE' }],
    });
    expect(quote.amountDueYen).toBe(quote.totalYen);
    const refused = await asGuest(guest.userId, PLACE, shop.input(guest, { points: 1 }));
    expect(refused.placeOrder).toEqual({ __typename: 'InsufficientPoints', requested: 1, spendable: 0 });
  });

  it('reads no order of another guest', async () => {
    const { orderId } = await placedOrder(shop);
    const { data } = await shop.ask(newId('usr'), ORDER, { id: orderId }, 'GUEST');
    expect(plain(data)).toEqual({ order: null });
  });
});

describe('whoever opened the link of an order', () => {
  const reader = (order: { readonly orderId: string; readonly userId: string }): Caller => ({
    kind: 'orderReader',
    sessionId: newId('ses'),
    orderId: order.orderId,
    userId: order.userId,
  });

  it('reads it, may do nothing with it, and follows it', async () => {
    const order = await placedOrder(shop);
    const { data } = await shop.readBy(reader(order), ORDER, { id: order.orderId });
    expect(plain(data).order).toEqual({
      id: order.orderId,
      allowedActions: [],
      history: [{ to: 'PENDING' }],
    });
    const events = await shop.watchBy(reader(order), FOLLOW, { id: order.orderId });
    if (!(Symbol.asyncIterator in events)) throw new Error(JSON.stringify(events));
    const { value } = await events.next();
    expect(plain(value).data.orderStatusChanged).toEqual({ version: 1, to: 'PENDING' });
    await events.return();
  });

  it('reads no other order, also not of the same guest, and follows none', async () => {
    const order = await placedOrder(shop);
    const other = await placedOrder(shop);
    await database.query('UPDATE orders.orders SET customer_id = $2 WHERE id = $1', [
      other.orderId,
      order.userId,
    ]);
    const { data } = await shop.readBy(reader(order), ORDER, { id: other.orderId });
    expect(plain(data).order).toBeNull();
    const refused = await shop.watchBy(reader(order), FOLLOW, { id: other.orderId });
    expect(plain(refused).errors[0].extensions.code).toBe('FORBIDDEN');
    const forged = reader({ orderId: order.orderId, userId: newId('usr') });
    expect(plain((await shop.readBy(forged, ORDER, { id: order.orderId })).data).order).toBeNull();
  });

  it.each([
    '{ cart { id } }',
    'mutation { clearCart { __typename } }',
    'mutation { mergeGuestCart { __typename } }',
    'mutation { cancelOrder(input: { orderId: "ord_x" }) { __typename } }',
    'mutation { reorder(input: { orderId: "ord_x" }) { __typename } }',
    'mutation { startPreparing(input: { orderId: "ord_x", expectedVersion: 1 }) { __typename } }',
    '{ orders { nodes { id } } }',
  ])('may not ask %s', async (query) => {
    const order = await placedOrder(shop);
    const { errors } = await shop.readBy(reader(order), query.replace('ord_x', order.orderId));
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });
});

describe('what users asks of the orders of guests', () => {
  const client = (caller: Caller) => {
    const rpc = directRpc();
    rpc.serve(shop.subgraph.rpc, createLogger({ service: 'orders', level: 'silent' }));
    return rpc.connector(caller).client(OrderService);
  };

  it('is whether one is under way, and when the last one ended', async () => {
    const [open, over] = [await placedOrder(shop), await placedOrder(shop)];
    await database.query(
      `UPDATE orders.orders SET status = 'CANCELLED', cancel_reason = 'CUSTOMER' WHERE id = $1`,
      [over.orderId],
    );
    const customerIds = [open.userId, over.userId, newId('usr')];
    const { customers } = await client(serviceCaller('users')).getCustomerOrders({ customerIds });
    const found = customers.map(({ customerId, underWay }) => [customerId, underWay]);
    expect(new Map(found as [string, boolean][])).toEqual(
      new Map([
        [open.userId, true],
        [over.userId, false],
      ]),
    );
    expect(customers.every(({ lastChangedAt }) => lastChangedAt !== undefined)).toBe(true);
  });

  it('is told to no person, and to no domain but users', async () => {
    for (const caller of [serviceCaller('payments'), { kind: 'anonymous' } as const])
      await expect(client(caller).getCustomerOrders({ customerIds: [] })).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
      });
  });
});
