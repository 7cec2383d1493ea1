import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueJobs } from '../background-jobs.ts';
import type { Misbehaviour } from '../testing/misbehaviour.ts';
import { openTestShop, type TestShop, userCaller } from '../testing/test-shop.ts';
import { placeOrder } from './place-order.ts';
import { findSaga } from './saga/saga-store.ts';

let store: TestDatabase;
let database: Database;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
});
afterAll(() => store.close());

const NOTHING = { stock: [], slots: [], points: [], payments: [] };

describe('placing an order', () => {
  it('holds everything under the order, writes it once, and says so to the others', async () => {
    const shop = await openTestShop(database);
    const who = shop.customer(300);
    const outcome = await placeOrder(shop.services, who.userId, shop.input(who, { points: 300 }));
    if (outcome.kind !== 'placed') throw new Error(JSON.stringify(outcome.problem));
    const { orderId } = outcome;
    expect(shop.otherDomains.held()).toEqual({
      stock: [orderId],
      slots: [orderId],
      points: [orderId],
      payments: [orderId],
    });
    expect(shop.otherDomains.prepared.get(orderId)).toMatchObject({ amountYen: 2_140 });
    const stored = await shop.services.orders.freshView(orderId);
    expect(stored).toEqual(outcome.view);
    expect(stored).toMatchObject({ status: 'PENDING', totalYen: 2_440, amountDueYen: 2_140, version: 1 });
    expect(stored!.number).toMatch(/^DP-2611-\d{6}$/);
    const events = await shop.outbox(orderId);
    expect(events).toMatchObject([{ type: 'OrderPlaced', version: 1, data: { orderId, holdKey: orderId } }]);
  });

  it('costs few statements: a look for the key, the turn of its customer, the attempt, the order, its event', async () => {
    const shop = await openTestShop(database);
    const who = shop.customer();
    const before = database.statementCount();
    await placeOrder(shop.services, who.userId, shop.input(who));
    expect(database.statementCount() - before).toBe(5);
  });

  it('buys the cart as it stands, and leaves in it what changed meanwhile', async () => {
    const shop = await openTestShop(database);
    const who = shop.customer();
    const other = newId('var');
    shop.otherDomains.prices.set(other, { priceYen: 500, sellable: true, taxRatePercent: 10 });
    shop.otherDomains.stock.set(other, 9);
    await shop.services.carts.setLine(who.userId, { variantId: shop.variantId, quantity: 1 });
    await shop.services.carts.setLine(who.userId, { variantId: other, quantity: 2 });
    const outcome = await placeOrder(shop.services, who.userId, shop.input(who, { lines: null }));
    expect(outcome).toMatchObject({ kind: 'placed', view: { subtotalYen: 2_000 } });
    expect(await shop.services.carts.read(who.userId)).toMatchObject({ lines: [], version: 3 });
    const again = await placeOrder(shop.services, who.userId, shop.input(who, { lines: null }));
    expect(again).toMatchObject({ kind: 'refused', problem: { kind: 'cartEmpty' } });
  });
});

describe('an order that cannot be placed', () => {
  type Shop = TestShop;
  type Who = ReturnType<Shop['customer']>;
  const cases: [string, (shop: Shop, who: Who) => object, object][] = [
    [
      'an unknown variant',
      () => ({ lines: [{ variantId: newId('var'), quantity: 1 }] }),
      { kind: 'variantNotSold' },
    ],
    [
      'what is no variant at all',
      () => ({ lines: [{ variantId: 'x', quantity: 1 }] }),
      { kind: 'variantNotSold', variantIds: ['x'] },
    ],
    [
      'a withdrawn variant',
      ({ otherDomains, variantId }) => {
        otherDomains.prices.set(variantId, { priceYen: 1_000, sellable: false, taxRatePercent: 8 });
        return {};
      },
      { kind: 'variantNotSold' },
    ],
    [
      'more than there is',
      ({ otherDomains, variantId }) => {
        otherDomains.stock.set(variantId, 1);
        return {};
      },
      { kind: 'insufficientStock', shortages: [{ requested: 2, available: 1 }] },
    ],
    [
      'more pieces than one order may have',
      ({ otherDomains, variantId }) => {
        otherDomains.prices.set(variantId, {
          priceYen: 1_000,
          sellable: true,
          taxRatePercent: 8,
          maxPerOrder: 1,
        });
        return {};
      },
      { kind: 'tooManyPieces', excesses: [{ requested: 2, maxPerOrder: 1 }] },
    ],
    [
      'goods that cost less than the zone asks for',
      ({ otherDomains, slotId }) => {
        Object.assign(otherDomains.slots.get(slotId)!, { minOrderYen: 2_001 });
        return {};
      },
      { kind: 'orderTooSmall', subtotalYen: 2_000, minOrderYen: 2_001 },
    ],
    ["somebody else's address", (shop) => shop.customer(), { kind: 'addressNotFound' }],
    [
      'an unknown address',
      () => ({ addressId: 'adr_1' }),
      { kind: 'addressNotFound', addressProblem: 'UNKNOWN' },
    ],
    [
      'an address whose place is not known',
      ({ otherDomains }, who) => {
        otherDomains.addresses.set(who.addressId, { ownerId: who.userId, point: false });
        return {};
      },
      { kind: 'addressNotFound', addressProblem: 'POINT_NEEDED' },
    ],
    ['an unknown slot', () => ({ deliverySlotId: newId('slt') }), { reason: 'UNKNOWN' }],
    [
      'a closed slot',
      ({ otherDomains, slotId }) => {
        otherDomains.slots.get(slotId)!.closed = true;
        return {};
      },
      { kind: 'slotNotAvailable', reason: 'CLOSED' },
    ],
    [
      'a full slot',
      ({ otherDomains, slotId }) => {
        otherDomains.slots.get(slotId)!.places = 0;
        return {};
      },
      { kind: 'slotNotAvailable', reason: 'FULL' },
    ],
    ['another price than was seen', () => ({ expectedTotalYen: 2_439 }), { totalYen: 2_440 }],
    ['more points than there are', () => ({ points: 1 }), { kind: 'insufficientPoints', spendable: 0 }],
    ['more points than the total', () => ({ points: 2_441 }), { kind: 'invalidInput', field: 'points' }],
    [
      'points that do not cover all',
      () => ({ payment: { method: 'POINTS' } }),
      { kind: 'paymentMethodRefused', code: 'AMOUNT_DUE' },
    ],
    [
      'an unknown card',
      () => ({ payment: { method: 'CARD', cardToken: 'tok_unknown' } }),
      { kind: 'paymentMethodRefused', code: 'INVALID_CARD_TOKEN' },
    ],
  ];

  it.each(cases)('is refused for %s, and holds nothing', async (_, change, problem) => {
    const shop = await openTestShop(database);
    const who = shop.customer();
    const changes = change(shop, who);
    const outcome = await placeOrder(shop.services, who.userId, shop.input(who, changes));
    expect(outcome).toMatchObject({ kind: 'refused', problem });
    expect(shop.otherDomains.held()).toEqual(NOTHING);
  });

  it('takes no place in the slot from those who find stock', async () => {
    const shop = await openTestShop(database);
    shop.otherDomains.stock.set(shop.variantId, 0);
    const who = shop.customer();
    await placeOrder(shop.services, who.userId, shop.input(who));
    expect(shop.otherDomains.calls).not.toContain('delivery.holdSlot');
  });
});

describe('a step that misbehaves', () => {
  const steps = [
    'inventory.reserveStock',
    'delivery.holdSlot',
    'payments.holdPoints',
    'payments.preparePayment',
  ];
  const undos = [
    'inventory.releaseReservation',
    'delivery.releaseHold',
    'payments.releasePoints',
    'payments.abandonPayment',
  ];
  const matrix = (methods: string[], hows: Misbehaviour[]) =>
    methods.flatMap((method) => hows.map((how) => [method, how] as const));

  it.each(matrix(steps, ['fails', 'answerLost']))(
    '(%s %s) leaves nothing held and tells the customer to try again, who then gets the order',
    async (method, how) => {
      const shop = await openTestShop(database);
      const who = shop.customer(100);
      const input = shop.input(who, { points: 100 });
      shop.otherDomains.misbehave(method, how);
      await expect(placeOrder(shop.services, who.userId, input)).rejects.toMatchObject({
        code: 'UNAVAILABLE',
      });
      expect(shop.otherDomains.held()).toEqual(NOTHING);
      expect(shop.otherDomains.stock.get(shop.variantId)).toBe(100);
      expect(shop.otherDomains.points.get(who.userId)).toBe(100);
      expect(await placeOrder(shop.services, who.userId, input)).toMatchObject({ kind: 'placed' });
    },
  );

  it.each(steps.map((method) => [method]))('(%s answered twice) places one order', async (method) => {
    const shop = await openTestShop(database);
    const who = shop.customer(100);
    shop.otherDomains.misbehave(method, 'twice');
    const outcome = await placeOrder(shop.services, who.userId, shop.input(who, { points: 100 }));
    expect(outcome.kind).toBe('placed');
    expect(shop.otherDomains.stock.get(shop.variantId)).toBe(98);
    expect(shop.otherDomains.points.get(who.userId)).toBe(0);
  });

  it.each(matrix(undos, ['fails', 'answerLost', 'twice']))(
    '(%s %s while undoing) is undone again until it is acknowledged',
    async (method, how) => {
      const shop = await openTestShop(database);
      const who = shop.customer(100);
      const input = shop.input(who, { points: 100, payment: { method: 'CARD', cardToken: 'tok_unknown' } });
      shop.otherDomains.misbehave(method, how, 2);
      const outcome = await placeOrder(shop.services, who.userId, input);
      expect(outcome).toMatchObject({ kind: 'refused', problem: { code: 'INVALID_CARD_TOKEN' } });
      const key = { customerId: who.userId, idempotencyKey: input.idempotencyKey };
      for (let look = 0; look < 3; look += 1) {
        shop.clock.advance(60_000);
        await runDueJobs(shop.services);
      }
      expect(shop.otherDomains.held()).toEqual(NOTHING);
      expect(await findSaga(database, key)).toMatchObject({ state: 'REFUSED' });
    },
  );

  it('that cannot be undone is tried again within seconds, long before its lease would end', async () => {
    const shop = await openTestShop(database);
    const who = shop.customer();
    const input = shop.input(who);
    shop.otherDomains.misbehave('payments.preparePayment', 'fails');
    shop.otherDomains.misbehave('inventory.releaseReservation', 'fails', 2);
    await expect(placeOrder(shop.services, who.userId, input)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(shop.otherDomains.held()).not.toEqual(NOTHING);
    shop.clock.advance(1_001);
    await runDueJobs(shop.services);
    expect(shop.otherDomains.held()).not.toEqual(NOTHING);
    shop.clock.advance(2_001);
    await runDueJobs(shop.services);
    expect(shop.otherDomains.held()).toEqual(NOTHING);
    expect((await placeOrder(shop.services, who.userId, input)).kind).toBe('placed');
  });

  it('is told apart from an overload', async () => {
    const shop = await openTestShop(database);
    const who = shop.customer();
    const config = { ...shop.services.config };
    const services = {
      ...shop.services,
      config,
      placing: {
        run: () => Promise.reject(Object.assign(new Error('full'), { code: 'RESOURCE_EXHAUSTED' })),
      },
    };
    await expect(placeOrder(services, who.userId, shop.input(who))).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
    });
  });
});

describe('an idempotency key', () => {
  it('gives one order to twenty calls at once', async () => {
    const shop = await openTestShop(database);
    const who = shop.customer();
    const input = shop.input(who);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => placeOrder(shop.services, who.userId, input)),
    );
    const ids = outcomes.map((outcome) => outcome.kind === 'placed' && outcome.orderId);
    expect(new Set(ids)).toEqual(new Set([ids[0]]));
    expect(shop.otherDomains.held().stock).toEqual([ids[0]]);
    expect(shop.otherDomains.stock.get(shop.variantId)).toBe(98);
    expect(await placeOrder(shop.services, who.userId, input)).toMatchObject({ orderId: ids[0] });
  });

  it('gives one order to two processes at once', async () => {
    const shop = await openTestShop(database);
    const other = shop.process();
    const who = shop.customer();
    const input = shop.input(who);
    const outcomes = await Promise.all(
      [shop, other, shop, other].map(({ services }) => placeOrder(services, who.userId, input)),
    );
    expect(new Set(outcomes.map((outcome) => outcome.kind === 'placed' && outcome.orderId)).size).toBe(1);
    expect(shop.otherDomains.held().stock).toHaveLength(1);
  });

  it('is refused for another input, also at once', async () => {
    const shop = await openTestShop(database);
    const who = shop.customer();
    const input = shop.input(who);
    const other = { ...input, lines: [{ variantId: shop.variantId, quantity: 3 }] };
    const outcomes = await Promise.all(
      [input, other].map((one) => placeOrder(shop.services, who.userId, one)),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['placed', 'refused']);
    expect(outcomes.find(({ kind }) => kind === 'refused')).toMatchObject({
      problem: { kind: 'idempotencyKeyReused', idempotencyKey: input.idempotencyKey },
    });
    expect(shop.otherDomains.held().stock).toHaveLength(1);
  });

  it('is its own customer’s', async () => {
    const shop = await openTestShop(database);
    const [one, two] = [shop.customer(), shop.customer()];
    const key = { idempotencyKey: newId('req') };
    const first = await placeOrder(shop.services, one.userId, shop.input(one, key));
    const second = await placeOrder(shop.services, two.userId, shop.input(two, key));
    expect([first.kind, second.kind]).toEqual(['placed', 'placed']);
  });

  it('of a refused attempt may be tried anew, and holds what is there by then', async () => {
    const shop = await openTestShop(database);
    const who = shop.customer();
    const input = shop.input(who);
    shop.otherDomains.stock.set(shop.variantId, 1);
    expect((await placeOrder(shop.services, who.userId, input)).kind).toBe('refused');
    expect((await placeOrder(shop.services, who.userId, input)).kind).toBe('refused');
    shop.otherDomains.stock.set(shop.variantId, 2);
    expect((await placeOrder(shop.services, who.userId, input)).kind).toBe('placed');
  });

  it('of a refused attempt stays with its input', async () => {
    const shop = await openTestShop(database);
    const who = shop.customer();
    const input = shop.input(who);
    shop.otherDomains.stock.set(shop.variantId, 1);
    await placeOrder(shop.services, who.userId, input);
    const other = { ...input, lines: [{ variantId: shop.variantId, quantity: 1 }] };
    expect(await placeOrder(shop.services, who.userId, other)).toMatchObject({
      problem: { kind: 'idempotencyKeyReused' },
    });
  });
});

it('sells exactly what is there to many at once', async () => {
  const shop = await openTestShop(database);
  shop.otherDomains.stock.set(shop.variantId, 50);
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, () => {
      const who = shop.customer();
      return placeOrder(shop.services, who.userId, shop.input(who));
    }),
  );
  expect(outcomes.filter(({ kind }) => kind === 'placed')).toHaveLength(25);
  expect(shop.otherDomains.held().slots).toHaveLength(25);
});

it('keeps no payment token once an attempt has ended', async () => {
  const shop = await openTestShop(database);
  const who = shop.customer();
  await placeOrder(shop.services, who.userId, shop.input(who));
  await placeOrder(
    shop.services,
    who.userId,
    shop.input(who, { payment: { method: 'CARD', cardToken: 'tok_unknown' } }),
  );
  const rows = await database.query(
    `SELECT saga::text FROM orders.place_order_sagas AS saga WHERE customer_id = $1 AND saga::text LIKE '%tok_%'`,
    [userCaller(who.userId).userId],
  );
  expect(rows).toEqual([]);
});
