import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { newId } from '@depachika/ids/ids.ts';
import { KonbiniChain, Method } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderUnavailable } from '../provider/provider.ts';
import { SANDBOX_CARDS } from '../provider/sandbox-cards.ts';
import { HOUR_MS, openPaymentsShop, type PaymentsShop } from '../testing/test-payments.ts';

let database: TestDatabase;
let shop: PaymentsShop;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
  shop = openPaymentsShop(database.database('payments'));
});
afterAll(() => database.close());

const inHours = (hours: number) => timestampFromDate(new Date(shop.clock.now().getTime() + hours * HOUR_MS));

describe('points at the same moment', () => {
  it('are spent once: of 20 holds for all that there is, one wins', async () => {
    const customerId = newId('usr');
    await shop.grant(customerId, 1_200);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => shop.hold(newId('ord'), customerId, 1_200)),
    );
    expect(outcomes.filter((outcome) => outcome === 'held')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'insufficient')).toHaveLength(19);
    expect(await shop.balance(customerId)).toEqual({ spendable: 0, held: 1_200, pending: 0 });
    expect(await shop.audit()).toEqual([]);
  });

  it('are held once per key, and a released key stays closed, whichever comes first', async () => {
    const customerId = newId('usr');
    await shop.grant(customerId, 1_000);
    const key = newId('ord');
    const held = await Promise.all(Array.from({ length: 5 }, () => shop.hold(key, customerId, 100)));
    expect(new Set(held)).toEqual(new Set(['held']));
    for (let round = 0; round < 10; round += 1) {
      const racing = newId('ord');
      await Promise.all([shop.hold(racing, customerId, 10), shop.orders.releasePoints({ key: racing })]);
      expect(await shop.hold(racing, customerId, 10)).toBe('closed');
    }
    expect(await shop.balance(customerId)).toEqual({ spendable: 900, held: 100, pending: 0 });
    expect(await shop.audit()).toEqual([]);
  });

  it('come out right when holds, confirmations, cancellations and polls of one customer mix', async () => {
    const customerId = newId('usr');
    await shop.grant(customerId, 500);
    await shop.grant(customerId, 500);
    const orders = await Promise.all(
      Array.from({ length: 8 }, () => shop.prepare('CASH_ON_DELIVERY', { customerId, points: 50 })),
    );
    await Promise.all(
      orders.map(async (order, index) => {
        await shop.deliver('OrderPlaced', order.placed);
        if (index % 2 === 0) await shop.deliver('OrderConfirmed', order.confirmed);
        if (index % 4 < 2) await shop.deliver('OrderCancelled', order.cancelled);
      }),
    );
    expect(await shop.balance(customerId)).toEqual({ spendable: 800, held: 100, pending: 60 });
    expect(await shop.audit()).toEqual([]);
  });
});

describe('preparing', () => {
  const request = (orderId: string) => ({
    orderId,
    customerId: newId('usr'),
    amountYen: 3_000,
    method: Method.CASH_ON_DELIVERY,
    cutOffAt: inHours(48),
  });

  it('and abandoning at the same moment leave nothing that could still be used', async () => {
    for (let round = 0; round < 15; round += 1) {
      const wanted = request(newId('ord'));
      const [prepared] = await Promise.all([
        shop.orders.preparePayment(wanted),
        shop.orders.abandonPayment({ orderId: wanted.orderId }),
      ]);
      const again = await shop.orders.preparePayment(wanted);
      expect(again.result).toMatchObject({ case: 'refused', value: { code: 'ABANDONED' } });
      if (prepared.result.case === 'prepared') {
        expect(await shop.payment(prepared.result.value)).toMatchObject({ status: 'VOIDED' });
      }
    }
  });

  it('twice gives the same payment', async () => {
    const wanted = request(newId('ord'));
    const answers = await Promise.all([
      shop.orders.preparePayment(wanted),
      shop.orders.preparePayment(wanted),
    ]);
    expect(answers[0]?.result).toEqual(answers[1]?.result);
    expect(answers[0]?.result.case).toBe('prepared');
  });

  it('uses a card token up, gives it back when abandoned, and takes nobody else’s', async () => {
    const customerId = newId('usr');
    const cardToken = await shop.tokenOf('4242424242424242', customerId);
    const by = (changes: object) =>
      shop.orders.preparePayment({
        ...request(newId('ord')),
        customerId,
        method: Method.CARD,
        cardToken,
        ...changes,
      });
    const code = { case: 'refused', value: { code: 'INVALID_CARD_TOKEN' } };
    expect((await by({ customerId: newId('usr') })).result).toMatchObject(code);
    const orderId = newId('ord');
    expect((await by({ orderId })).result.case).toBe('prepared');
    expect((await by({ orderId })).result.case).toBe('prepared');
    expect((await by({})).result).toMatchObject(code);
    await shop.orders.abandonPayment({ orderId });
    expect((await by({})).result.case).toBe('prepared');
  });

  it.each([
    ['a konbini slip under 120 yen', { method: Method.KONBINI, amountYen: 119 }, 'AMOUNT_TOO_LOW'],
    ['a konbini slip over 300,000 yen', { method: Method.KONBINI, amountYen: 300_001 }, 'AMOUNT_TOO_HIGH'],
    ['a konbini slip without a chain', { method: Method.KONBINI }, 'KONBINI_CHAIN_MISSING'],
    ['cash for nothing', { amountYen: 0 }, 'NOTHING_TO_PAY'],
    ['points that do not cover all', { method: Method.POINTS }, 'AMOUNT_DUE'],
    ['a card that is not kept', { method: Method.CARD, paymentMethodId: 'pym_x' }, 'UNKNOWN_PAYMENT_METHOD'],
  ])('refuses %s', async (_, changes, code) => {
    const { result } = await shop.orders.preparePayment({ ...request(newId('ord')), ...changes });
    expect(result).toMatchObject({ case: 'refused', value: { code } });
  });

  it('refuses a slip whose deadline and grace do not end before the cut-off', async () => {
    const slip = { method: Method.KONBINI, konbiniChain: KonbiniChain.LAWSON };
    const { result } = await shop.orders.preparePayment({
      ...request(newId('ord')),
      ...slip,
      cutOffAt: inHours(5),
      deadlineAt: inHours(4.5),
    });
    expect(result).toMatchObject({ case: 'refused', value: { code: 'CUT_OFF_TOO_SOON' } });
  });

  it('takes three statements for a card', async () => {
    const customerId = newId('usr');
    const cardToken = await shop.tokenOf('4242424242424242', customerId);
    const before = shop.database.statementCount();
    await shop.orders.preparePayment({
      ...request(newId('ord')),
      customerId,
      method: Method.CARD,
      cardToken,
    });
    expect(shop.database.statementCount() - before).toBe(3);
  });
});

describe('every sandbox card', () => {
  const expected: Record<string, readonly string[]> = {
    AUTHORIZE: ['PaymentAuthorized', 'PaymentCaptured'],
    'DECLINE:CARD_DECLINED': ['PaymentFailed CARD_DECLINED'],
    'DECLINE:INSUFFICIENT_FUNDS': ['PaymentFailed INSUFFICIENT_FUNDS'],
    'DECLINE:EXPIRED_CARD': ['PaymentFailed EXPIRED_CARD'],
    CHALLENGE: ['PaymentActionNeeded'],
    ANSWER_LATE: ['PaymentAuthorized', 'PaymentCaptured'],
    LOSE_FIRST_ANSWER: ['PaymentAuthorized', 'PaymentCaptured'],
    FAIL_FIRST_CAPTURE: ['PaymentAuthorized', 'PaymentCaptured'],
    REFUSE_CAPTURE: ['PaymentAuthorized', 'PaymentFailed PROVIDER_REFUSED'],
  };

  it.each(SANDBOX_CARDS.map(({ number, what, behaviour }) => ({ number, what, behaviour })))(
    '$number $what',
    async ({ number, behaviour }) => {
      const order = await shop.place('CARD', { card: number });
      await pass(6_000);
      await shop.capture(order);
      await pass(6_000);
      if ((await shop.capture(order)) === 'certain') await shop.deliver('OrderShipped', order.shipped);
      await pass(6_000);
      const names = await shop.events(order.orderId);
      const { failure_code: code } = await shop.payment(order);
      expect(names.map((name) => (name === 'PaymentFailed' ? `${name} ${code}` : name))).toEqual(
        expected[behaviour],
      );
      expect(await shop.audit()).toEqual([]);
    },
  );

  it('that answers late can be cancelled before it answers', async () => {
    const order = await shop.place('CARD', { card: '4000000000000259' });
    expect(await shop.payment(order)).toMatchObject({ status: 'PENDING' });
    await shop.deliver('OrderCancelled', order.cancelled);
    await pass(6_000);
    expect(await shop.payment(order)).toMatchObject({ status: 'VOIDED' });
    expect(await shop.audit()).toEqual([]);
  });

  async function pass(ms: number) {
    shop.clock.advance(ms);
    await shop.poll();
    await shop.work();
  }
});

describe('a worker that dies', () => {
  const steps = ['payments.worker.taken', 'payments.worker.answered', 'payments.worker.stored'];
  const kinds = [
    {
      kind: 'AUTHORIZE',
      ends: 'AUTHORIZED',
      due: async () => {
        const order = await shop.prepare('CARD');
        await shop.deliver('OrderPlaced', order.placed);
        return order;
      },
    },
    {
      kind: 'ISSUE_SLIP',
      ends: 'PENDING',
      due: async () => {
        const order = await shop.prepare('KONBINI');
        await shop.deliver('OrderPlaced', order.placed);
        return order;
      },
    },
    {
      kind: 'CANCEL_SLIP',
      ends: 'VOIDED',
      due: async () => {
        const order = await shop.place('KONBINI');
        await shop.deliver('OrderExpired', order.expired);
        return order;
      },
    },
    {
      kind: 'CAPTURE',
      ends: 'PAID',
      due: async () => {
        const order = await shop.place('CARD');
        await shop.deliver('OrderShipped', order.shipped);
        return order;
      },
    },
    {
      kind: 'VOID',
      ends: 'VOIDED',
      due: async () => {
        const order = await shop.place('CARD');
        await shop.deliver('OrderCancelled', order.cancelled);
        return order;
      },
    },
    {
      kind: 'REFUND',
      ends: 'REFUNDED',
      due: async () => {
        const order = await shop.place('CARD');
        await shop.deliver('OrderShipped', order.shipped);
        await shop.work();
        await shop.deliver('OrderCancelled', order.cancelled);
        return order;
      },
    },
  ];

  it.each(kinds.flatMap((kind) => steps.map((step) => ({ ...kind, step }))))(
    'at $step of $kind leaves everything to the next one, with the same end',
    async ({ due, ends, step }) => {
      const order = await due();
      await expect(shop.work({ crashPoints: diesAt(step) })).rejects.toThrow(step);
      expect(await shop.audit()).toEqual([]);
      shop.clock.advance(31_000);
      await shop.work();
      await shop.work();
      expect(await shop.payment(order)).toMatchObject({ status: ends });
      const events = await shop.events(order.orderId);
      expect(new Set(events).size).toBe(events.length);
      const slips = order.method === 'KONBINI' ? ['KonbiniSlipIssued'] : [];
      expect(events).toEqual(expect.arrayContaining(slips));
      expect(await shop.audit()).toEqual([]);
    },
  );

  it('leaves a task to one of two workers', async () => {
    const orders = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const order = await shop.prepare('CARD');
        await shop.deliver('OrderPlaced', order.placed);
        return order;
      }),
    );
    await Promise.all([shop.work(), shop.work(), shop.work()]);
    for (const order of orders) expect(await shop.events(order.orderId)).toEqual(['PaymentAuthorized']);
    expect(await shop.audit()).toEqual([]);
  });

  function diesAt(step: string) {
    return {
      reach: (name: string) => {
        if (name === step) throw new Error(`died at ${name}`);
      },
    };
  }
});

describe('a provider that is away', () => {
  it('is asked again under the same key, ever less often, and nothing is assumed meanwhile', async () => {
    const order = await shop.prepare('CARD');
    await shop.deliver('OrderPlaced', order.placed);
    const keys: string[] = [];
    const away = {
      ...shop.provider,
      authorize: async ({ idempotencyKey }: { idempotencyKey: string }) => {
        keys.push(idempotencyKey);
        throw new ProviderUnavailable('away');
      },
    };
    for (const pauseMs of [0, 1_000, 2_000, 4_000]) {
      shop.clock.advance(pauseMs);
      await shop.work({ provider: away });
    }
    await shop.work({ provider: away });
    expect(keys).toEqual(Array.from({ length: 4 }, () => `${order.paymentId}/AUTHORIZE`));
    expect(await shop.payment(order)).toMatchObject({ status: 'PENDING' });
    expect(await shop.audit()).toEqual([]);
    shop.clock.advance(8_000);
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'AUTHORIZED' });
  });

  it('that never answers is given up after ten seconds', async () => {
    const order = await shop.prepare('CARD');
    await shop.deliver('OrderPlaced', order.placed);
    const asked = Promise.withResolvers<void>();
    const silent = {
      ...shop.provider,
      authorize: () => {
        asked.resolve();
        return new Promise<never>(() => undefined);
      },
    };
    const working = shop.work({ provider: silent });
    await asked.promise;
    shop.clock.advance(10_000);
    await working;
    expect(await shop.payment(order)).toMatchObject({ status: 'PENDING' });
    shop.clock.advance(2_000);
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'AUTHORIZED' });
  });
});
