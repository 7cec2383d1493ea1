import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrdersServices } from '../order/services.ts';
import { retryPayment } from '../retry/retry-payment.ts';
import { openTestShop, statusOf, type TestShop } from '../testing/test-shop.ts';
import type { PlaceOrderInput } from './order-input.ts';
import { placeOrder } from './place-order.ts';

let store: TestDatabase;
let database: Database;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
});
afterAll(() => store.close());

const NOTHING = { stock: [], slots: [], points: [], payments: [] };
const LIMITS = { CUSTOMER_ORDERS: 3, CUSTOMER_PIECES: 10, RECIPIENT_ORDERS: 4, RECIPIENT_PIECES: 12 };
const KONBINI = { method: 'KONBINI', konbiniChain: 'LAWSON' } as const;
const CASH = { method: 'CASH_ON_DELIVERY' } as const;
const CARD = { method: 'CARD', cardToken: 'tok_visa' } as const;

type Who = ReturnType<TestShop['customer']>;
interface Wish {
  readonly pieces?: number;
  readonly payment?: PlaceOrderInput['payment'];
}

/** A shop that allows little, and its customers. */
async function strictShop() {
  const shop = await openTestShop(database);
  const strict = (services: OrdersServices) => ({
    ...services,
    config: { ...services.config, unpaidLimits: LIMITS },
  });
  const services = strict(shop.services);
  const other = strict(shop.process().services);

  async function order(who: Who, { pieces = 1, payment = KONBINI }: Wish = {}, from = services) {
    const lines = [{ variantId: shop.variantId, quantity: pieces }];
    const outcome = await placeOrder(from, who.userId, shop.input(who, { lines, payment }));
    return outcome.kind === 'placed' ? outcome.orderId : outcome.problem;
  }

  /** Somebody else whose address says this of the recipient. */
  function neighbour(written: { phone?: string; street?: string; building?: string }): Who {
    const who = shop.customer();
    shop.otherDomains.addresses.set(who.addressId, { ownerId: who.userId, point: true, written });
    return who;
  }

  return { shop, services, other, order, neighbour };
}

const broken = (ceiling: keyof typeof LIMITS) => ({
  kind: 'tooManyUnpaidOrders',
  ceiling,
  limit: LIMITS[ceiling],
});
const isPlaced = (outcome: unknown) => typeof outcome === 'string';

describe('orders that are not paid for', () => {
  it('are as many as the shop allows, however many are placed at once through two processes', async () => {
    const { shop, order, other } = await strictShop();
    const who = shop.customer();
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, n) => order(who, {}, n % 2 === 0 ? other : undefined)),
    );
    expect(outcomes.filter(isPlaced)).toHaveLength(3);
    for (const one of outcomes.filter((outcome) => !isPlaced(outcome))) {
      expect(one).toEqual(broken('CUSTOMER_ORDERS'));
    }
    expect(shop.otherDomains.held().slots).toHaveLength(3);
    expect(shop.otherDomains.stock.get(shop.variantId)).toBe(97);
  });

  it('hold as many pieces as the shop allows, however many are placed at once', async () => {
    const { shop, order } = await strictShop();
    const who = shop.customer();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => order(who, { pieces: 4 })));
    expect(outcomes.filter(isPlaced)).toHaveLength(2);
    expect(outcomes).toContainEqual(broken('CUSTOMER_PIECES'));
    expect(await order(who, { pieces: 2 })).toEqual(expect.stringMatching(/^ord_/));
    expect(shop.otherDomains.stock.get(shop.variantId)).toBe(90);
  });

  it.each([
    ['a phone number', (n: number) => ({ phone: '09011112222', street: `${n}-1` })],
    ['a door', (n: number) => ({ phone: `0901111${1000 + n}`, street: '日本橋１－４', building: '' })],
  ])('go to %s as often as the shop allows, whoever places them at once', async (_, written) => {
    const { shop, order, neighbour } = await strictShop();
    const unique = newId('req');
    const neighbours = Array.from({ length: 12 }, (__, n) => {
      const { phone, street, ...rest } = written(n);
      return neighbour({ phone, street: `${street}${'street' in rest ? '' : unique}`, ...rest });
    });
    const outcomes = await Promise.all(neighbours.map((who) => order(who)));
    expect(outcomes.filter(isPlaced)).toHaveLength(4);
    expect(outcomes).toContainEqual(broken('RECIPIENT_ORDERS'));
    expect(shop.otherDomains.held().slots).toHaveLength(4);
  });

  it('are refused with nothing held, and with what a client can act on', async () => {
    const { shop, services, order } = await strictShop();
    const who = shop.customer();
    for (let placed = 0; placed < 3; placed += 1) await order(who);
    const input = shop.input(who, { payment: KONBINI });
    const before = shop.otherDomains.calls.length;
    expect(await placeOrder(services, who.userId, input)).toMatchObject({
      kind: 'refused',
      problem: broken('CUSTOMER_ORDERS'),
    });
    expect(shop.otherDomains.calls.slice(before)).not.toContain('inventory.reserveStock');
    const rows = await database.query(
      `SELECT FROM orders.place_order_sagas WHERE customer_id = $1 AND idempotency_key = $2`,
      [who.userId, input.idempotencyKey],
    );
    expect(rows).toEqual([]);
  });

  it('are told of through the graph', async () => {
    const shop = await openTestShop(database);
    const who = shop.customer();
    const input = () => shop.input(who, { payment: CASH });
    const limit = shop.services.config.unpaidLimits.CUSTOMER_ORDERS;
    for (let placed = 0; placed < limit; placed += 1) await placeOrder(shop.services, who.userId, input());
    const result = await shop.ask(who.userId, PLACE, { input: input() });
    expect(result.data?.placeOrder).toEqual({
      __typename: 'TooManyUnpaidOrders',
      ceiling: 'CUSTOMER_ORDERS',
      limit,
    });
  });
});

describe('an order no longer counts', () => {
  const ends: [string, Wish['payment'], (shop: TestShop, who: Who, orderId: string) => Promise<unknown>][] = [
    [
      'when it is paid',
      KONBINI,
      (shop, who, orderId) => shop.deliver('payments.PaymentReceived', newsOf(shop, who, orderId)),
    ],
    [
      'when its card is authorised',
      CARD,
      (shop, who, orderId) => shop.deliver('payments.PaymentAuthorized', newsOf(shop, who, orderId)),
    ],
    [
      'when it is cancelled',
      KONBINI,
      (shop, who, orderId) =>
        shop.ask(who.userId, `mutation ($id: ID!) { cancelOrder(input: { orderId: $id }) { __typename } }`, {
          id: orderId,
        }),
    ],
  ];

  it.each(ends)('%s', async (_, payment, end) => {
    const { shop, order } = await strictShop();
    const who = shop.customer();
    const [first] = [
      await order(who, { payment }),
      await order(who, { payment }),
      await order(who, { payment }),
    ];
    expect(await order(who, { payment })).toEqual(broken('CUSTOMER_ORDERS'));
    await end(shop, who, first as string);
    expect(isPlaced(await order(who, { payment }))).toBe(true);
  });

  it('by cash before it is paid at the door', async () => {
    const { shop, order } = await strictShop();
    const who = shop.customer();
    const orders = [await order(who, { payment: CASH }), await order(who, { payment: CASH })];
    for (const orderId of orders) {
      await shop.deliver('payments.PaymentAuthorized', newsOf(shop, who, orderId as string));
      expect(await statusOf(shop, orderId as string)).toMatchObject({ status: 'CONFIRMED' });
    }
    await order(who, { payment: CASH });
    expect(await order(who)).toEqual(broken('CUSTOMER_ORDERS'));
  });

  it('when it was refused, or could not be placed', async () => {
    const { shop, order } = await strictShop();
    const who = shop.customer();
    const stock = shop.otherDomains.stock.get(shop.variantId)!;
    shop.otherDomains.stock.set(shop.variantId, 0);
    for (let tries = 0; tries < 5; tries += 1)
      expect(await order(who)).toMatchObject({ kind: 'insufficientStock' });
    shop.otherDomains.stock.set(shop.variantId, stock);
    shop.otherDomains.misbehave('payments.preparePayment', 'fails');
    await expect(order(who)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(shop.otherDomains.held()).toEqual(NOTHING);
    for (let placed = 0; placed < 3; placed += 1) expect(isPlaced(await order(who))).toBe(true);
  });
});

describe('a declined order by card', () => {
  /** An order by card of so many pieces, whose card was declined. */
  async function declined({ shop, order }: Awaited<ReturnType<typeof strictShop>>, who: Who, pieces: number) {
    const orderId = (await order(who, { payment: CARD, pieces })) as string;
    const news = { ...newsOf(shop, who, orderId), code: 'CARD_DECLINED' };
    await shop.deliver('payments.PaymentFailed', news);
    expect(await statusOf(shop, orderId)).toMatchObject({ status: 'AWAITING_PAYMENT' });
    return orderId;
  }

  it('is no way around the ceilings: paid later, it counts as a new order does', async () => {
    const strict = await strictShop();
    const { shop, services, order } = strict;
    const who = shop.customer();
    const orderId = await declined(strict, who, 8);
    expect(isPlaced(await order(who, { pieces: 3 }))).toBe(true);
    const retry = (payment: PlaceOrderInput['payment']) =>
      retryPayment(services, who.userId, { orderId, payment, idempotencyKey: newId('req') });
    expect(await retry(KONBINI)).toEqual({ kind: 'refused', problem: broken('CUSTOMER_PIECES') });
    expect(await retry(CARD)).toMatchObject({ kind: 'retried' });
  });

  it('is paid later by one of many at once when there is room for one', async () => {
    const strict = await strictShop();
    const { shop, services, order } = strict;
    const who = shop.customer();
    const orders = [await declined(strict, who, 1), await declined(strict, who, 1)];
    for (let placed = 0; placed < 2; placed += 1) await order(who);
    const outcomes = await Promise.all(
      orders.map((orderId) =>
        retryPayment(services, who.userId, { orderId, payment: KONBINI, idempotencyKey: newId('req') }),
      ),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['refused', 'retried']);
    expect(outcomes).toContainEqual({ kind: 'refused', problem: broken('CUSTOMER_ORDERS') });
  });
});

it('counts orders by card apart from those that are paid later, and not their pieces', async () => {
  const { shop, order } = await strictShop();
  const who = shop.customer();
  for (let placed = 0; placed < 3; placed += 1) await order(who);
  expect(isPlaced(await order(who, { payment: CARD, pieces: 50 }))).toBe(true);
});

it('does not count orders that points cover', async () => {
  const { shop, services } = await strictShop();
  const who = shop.customer(50_000);
  const input = () =>
    shop.input(who, {
      lines: [{ variantId: shop.variantId, quantity: 9 }],
      points: 9_440,
      payment: { method: 'POINTS' },
    });
  for (let placed = 0; placed < 5; placed += 1) {
    expect((await placeOrder(services, who.userId, input())).kind).toBe('placed');
  }
});

function newsOf(shop: TestShop, { userId }: Who, orderId: string) {
  const { paymentId } = shop.otherDomains.prepared.get(orderId)!;
  return { paymentId, orderId, customerId: userId, receivedAt: shop.clock.now().toISOString() };
}

const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename ... on TooManyUnpaidOrders { ceiling limit } } }`;
