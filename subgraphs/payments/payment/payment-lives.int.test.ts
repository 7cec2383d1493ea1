import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POINTS_LIFE_DAYS } from '../points/points.ts';
import { HOUR_MS, openPaymentsShop, type PaymentsShop } from '../testing/test-payments.ts';

const DAY_MS = 24 * HOUR_MS;

let database: TestDatabase;
let shop: PaymentsShop;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
});
beforeEach(() => {
  shop = openPaymentsShop(database.database('payments'));
});
afterAll(() => database.close());

const BANK_ACCOUNT = {
  bankCode: '0001',
  branchCode: '001',
  accountType: 'ORDINARY',
  accountNumber: '1234567',
  holderKana: 'シミズ ハナコ',
};
const PROVIDE = `mutation ($input: ProvideRefundAccountInput!) { provideRefundAccount(input: $input) { __typename
  ... on ProvideRefundAccountSuccess { refund { status } } ... on InvalidInput { field } } }`;
const REFUND = `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename
  ... on RefundPaymentSuccess { payment { status refund { status } } } ... on VersionConflict { currentVersion }
  ... on NotRefundable { status } ... on InvalidInput { field } } }`;

async function provideAccount(order: { customerId: string; paymentId: string }, changes = {}) {
  const token = await shop.signIn(order.customerId, 'CUSTOMER');
  const input = { paymentId: order.paymentId, ...BANK_ACCOUNT, ...changes };
  return (await shop.ask(token, PROVIDE, { input })).data.provideRefundAccount;
}

async function refundByStaff(input: { paymentId: string; expectedVersion: number; reason?: string }) {
  const token = await shop.signIn(newId('usr'), 'ADMIN');
  const { data } = await shop.ask(token, REFUND, { input: { reason: '商品不良', ...input } });
  return data.refundPayment;
}

describe('a card', () => {
  it('is authorised when the order is placed, captured when it is shipped, and earns points when it is delivered', async () => {
    const order = await shop.place('CARD', { amountYen: 3_050 });
    expect(await shop.payment(order)).toMatchObject({ status: 'AUTHORIZED' });
    await shop.deliver('OrderConfirmed', order.confirmed);
    expect(await shop.balance(order.customerId)).toEqual({ spendable: 0, held: 0, pending: 30 });
    await shop.deliver('OrderShipped', order.shipped);
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'PAID' });
    await shop.deliver('OrderDelivered', order.delivered);
    expect(await shop.balance(order.customerId)).toEqual({ spendable: 30, held: 0, pending: 0 });
    expect(await shop.events(order.orderId)).toEqual([
      'PaymentAuthorized',
      'PaymentCaptured',
      'PointsAwarded',
    ]);
    expect(await shop.audit()).toEqual([]);
  });

  it('is given up when the order is cancelled, before or after its authorisation', async () => {
    const early = await shop.prepare('CARD');
    await shop.deliver('OrderPlaced', early.placed);
    await shop.deliver('OrderCancelled', early.cancelled);
    await shop.work();
    const late = await shop.place('CARD');
    await shop.deliver('OrderConfirmed', late.confirmed);
    await shop.deliver('OrderCancelled', late.cancelled);
    await shop.work();
    for (const order of [early, late]) expect(await shop.payment(order)).toMatchObject({ status: 'VOIDED' });
    expect(await shop.events(early.orderId)).toEqual(['PaymentVoided']);
    expect(await shop.events(late.orderId)).toEqual(['PaymentAuthorized', 'PaymentVoided']);
    expect(await shop.balance(late.customerId)).toEqual({ spendable: 0, held: 0, pending: 0 });
    expect(await shop.audit()).toEqual([]);
  });

  it('goes back when its capture crossed the end of the order, whichever answer is heard first', async () => {
    for (const heardFirst of ['CAPTURE', 'VOID']) {
      const order = await shop.place('CARD');
      await beginCapture(order);
      await shop.provider.capture({
        idempotencyKey: `${order.paymentId}/CAPTURE`,
        amountYen: order.amountYen,
        reference: await referenceOf(order.paymentId),
      });
      await shop.deliver('OrderCancelled', order.cancelled);
      if (heardFirst === 'CAPTURE') {
        await shop.database.transaction({ name: 'test' }, (tx) =>
          shop.store.apply(tx, [{ orderId: order.orderId, trigger: { kind: 'captured' } }], shop.clock.now()),
        );
      }
      await shop.work();
      expect(await shop.payment(order)).toMatchObject({ status: 'REFUNDED' });
    }
    expect(await shop.audit()).toEqual([]);
  });

  it('is returned in full by staff: money, points that were used, and points that it earned', async () => {
    const customerId = newId('usr');
    await shop.grant(customerId, 500);
    const order = await shop.place('CARD', { customerId, amountYen: 2_000, points: 500 });
    await shop.deliver('OrderConfirmed', order.confirmed);
    await shop.deliver('OrderShipped', order.shipped);
    await shop.work();
    await shop.deliver('OrderDelivered', order.delivered);
    expect(await shop.balance(customerId)).toEqual({ spendable: 20, held: 0, pending: 0 });
    const { version } = await shop.payment(order);
    expect(await refundByStaff({ paymentId: order.paymentId, expectedVersion: version - 1 })).toEqual({
      __typename: 'VersionConflict',
      currentVersion: version,
    });
    expect(await refundByStaff({ paymentId: order.paymentId, expectedVersion: version })).toMatchObject({
      __typename: 'RefundPaymentSuccess',
      payment: { status: 'REFUND_PENDING', refund: { status: 'PENDING' } },
    });
    await shop.work();
    const after = await shop.payment(order);
    expect(after).toMatchObject({ status: 'REFUNDED' });
    expect(await shop.balance(customerId)).toEqual({ spendable: 500, held: 0, pending: 0 });
    expect(await refundByStaff({ paymentId: order.paymentId, expectedVersion: after.version })).toEqual({
      __typename: 'NotRefundable',
      status: 'REFUNDED',
    });
    expect((await shop.events(order.orderId)).slice(-2)).toEqual(['RefundOpened', 'PaymentRefunded']);
    expect(await shop.audit()).toEqual([]);
  });
});

/** The capture waits for the provider; its process died before it asked. */
async function beginCapture(order: { readonly orderId: string }): Promise<void> {
  const dies = () => {
    throw new Error('died');
  };
  await expect(shop.capture(order, { crashPoints: { reach: dies } })).rejects.toThrow('died');
}

async function referenceOf(paymentId: string): Promise<string> {
  const [row] = await shop.database.query<{ reference: string }>(
    'SELECT provider_reference AS reference FROM payments.payments WHERE id = $1',
    [paymentId],
  );
  return row!.reference;
}

describe('a konbini slip', () => {
  it('is issued when the order is placed, and is paid once, however often the register tells', async () => {
    const order = await shop.place('KONBINI');
    expect(await shop.payment(order)).toMatchObject({ status: 'PENDING' });
    const id = newId('evt');
    expect(await shop.pay(order, { id })).toEqual({ status: 200, body: { outcome: 'ACCEPTED' } });
    expect(await shop.pay(order, { id })).toEqual({ status: 200, body: { outcome: 'ALREADY_KNOWN' } });
    expect(await shop.pay(order)).toEqual({ status: 200, body: { outcome: 'ALREADY_KNOWN' } });
    expect(await shop.payment(order)).toMatchObject({ status: 'PAID' });
    expect(await shop.events(order.orderId)).toEqual(['KonbiniSlipIssued', 'PaymentReceived']);
    expect(await shop.audit()).toEqual([]);
  });

  it('is received once when the register tells twice at the same time', async () => {
    const order = await shop.place('KONBINI');
    const answers = await Promise.all([shop.pay(order), shop.pay(order), shop.pay(order)]);
    expect(answers.map(({ body }) => body.outcome).sort()).toEqual([
      'ACCEPTED',
      'ALREADY_KNOWN',
      'ALREADY_KNOWN',
    ]);
    expect(await shop.events(order.orderId)).toEqual(['KonbiniSlipIssued', 'PaymentReceived']);
    expect(await shop.audit()).toEqual([]);
  });

  it('is not issued, or at least not told of, for an order that is cancelled meanwhile', async () => {
    const dropped = await shop.prepare('KONBINI');
    await shop.deliver('OrderPlaced', dropped.placed);
    await shop.deliver('OrderCancelled', dropped.cancelled);
    await shop.work();
    expect(await shop.slip(dropped)).toBeUndefined();
    const underWay = await shop.prepare('KONBINI');
    await shop.deliver('OrderPlaced', underWay.placed);
    const cancelFirst = {
      ...shop.provider,
      issueSlip: async (call: Parameters<typeof shop.provider.issueSlip>[0]) => {
        await shop.deliver('OrderCancelled', underWay.cancelled);
        return shop.provider.issueSlip(call);
      },
    };
    await shop.work({ provider: cancelFirst });
    expect(await shop.slip(underWay)).toBeDefined();
    for (const order of [dropped, underWay])
      expect(await shop.events(order.orderId)).toEqual(['PaymentVoided']);
    expect(await shop.audit()).toEqual([]);
  });

  it('that was paid goes back to the bank account that the customer gives', async () => {
    const order = await shop.place('KONBINI');
    await shop.pay(order);
    expect(await provideAccount(order)).toMatchObject({ __typename: 'RefundNotWaiting' });
    await shop.deliver('OrderCancelled', order.cancelled);
    await shop.work();
    expect(await shop.refund(order)).toMatchObject({ status: 'NEEDS_BANK_ACCOUNT' });
    expect(await provideAccount(order, { accountNumber: '12' })).toMatchObject({ field: 'accountNumber' });
    expect(await provideAccount(order, { holderKana: '清水花子' })).toMatchObject({ field: 'holderKana' });
    expect(await provideAccount({ ...order, customerId: newId('usr') })).toMatchObject({
      __typename: 'NotFound',
    });
    expect(await provideAccount(order, { holderKana: 'ｼﾐｽﾞ ﾊﾅｺ' })).toEqual({
      __typename: 'ProvideRefundAccountSuccess',
      refund: { status: 'PENDING' },
    });
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'REFUNDED' });
    expect(await shop.refund(order)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await shop.events(order.orderId)).toEqual([
      'KonbiniSlipIssued',
      'PaymentReceived',
      'RefundOpened',
      'PaymentRefunded',
    ]);
    expect(await shop.audit()).toEqual([]);
  });

  it('that was paid stays with the shop when no account comes within 45 days, and goes back when it comes later', async () => {
    const order = await shop.place('KONBINI');
    await shop.pay(order);
    await shop.deliver('OrderCancelled', order.cancelled);
    shop.clock.advance(45 * DAY_MS - 1);
    await shop.poll();
    expect(await shop.refund(order)).toMatchObject({ status: 'NEEDS_BANK_ACCOUNT' });
    shop.clock.advance(1);
    await shop.poll();
    expect(await shop.refund(order)).toMatchObject({ status: 'FAILED' });
    expect(await shop.audit()).toEqual([]);
    expect(await provideAccount(order)).toMatchObject({ __typename: 'ProvideRefundAccountSuccess' });
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'REFUNDED' });
    expect(await shop.refund(order)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await shop.audit()).toEqual([]);
  });
});

describe('money and the end of an order', () => {
  it('goes back when it is paid after the order was cancelled', async () => {
    const order = await shop.place('KONBINI');
    await shop.deliver('OrderCancelled', order.cancelled);
    expect(await shop.pay(order)).toMatchObject({ body: { outcome: 'ACCEPTED' } });
    expect(await shop.payment(order)).toMatchObject({ status: 'REFUND_PENDING' });
    expect(await shop.events(order.orderId)).toEqual([
      'KonbiniSlipIssued',
      'PaymentVoided',
      'PaymentReceived',
      'RefundOpened',
    ]);
    expect(await shop.audit()).toEqual([]);
  });

  it('stays with an expired order, paid before or after the end, until the order asks for the refund', async () => {
    const before = await shop.place('KONBINI');
    await shop.pay(before);
    await shop.deliver('OrderExpired', before.expired);
    const after = await shop.place('KONBINI');
    await shop.deliver('OrderExpired', after.expired);
    await shop.pay(after);
    for (const order of [before, after]) {
      expect(await shop.payment(order)).toMatchObject({ status: 'PAID' });
      expect(await shop.events(order.orderId)).toContain('PaymentReceived');
      await shop.deliver('RefundRequested', order.refundRequested);
      await shop.deliver('RefundRequested', order.refundRequested);
      expect(await shop.payment(order)).toMatchObject({ status: 'REFUND_PENDING' });
      expect(await shop.refund(order)).toMatchObject({ status: 'NEEDS_BANK_ACCOUNT' });
    }
    expect(await shop.audit()).toEqual([]);
  });

  it('of a late payment that is confirmed spends the points that were held anew, and returns those on a refund', async () => {
    const customerId = newId('usr');
    await shop.grant(customerId, 800);
    const order = await shop.place('KONBINI', { customerId, points: 300 });
    await shop.deliver('OrderExpired', order.expired);
    expect(await shop.balance(customerId)).toEqual({ spendable: 800, held: 0, pending: 0 });
    await shop.pay(order);
    const holdKey = newId('hld');
    await shop.hold(holdKey, customerId, 300, order.orderId);
    expect(await shop.audit()).toEqual([]);
    await shop.deliver('OrderConfirmed', { ...order.confirmed, holdKey });
    expect(await shop.balance(customerId)).toEqual({ spendable: 500, held: 0, pending: 30 });
    expect(await shop.audit()).toEqual([]);
    const { version } = await shop.payment(order);
    await refundByStaff({ paymentId: order.paymentId, expectedVersion: version });
    expect(await shop.balance(customerId)).toEqual({ spendable: 800, held: 0, pending: 0 });
    await shop.deliver('OrderCancelled', { ...order.cancelled, holdKey });
    expect(await shop.balance(customerId)).toEqual({ spendable: 800, held: 0, pending: 0 });
    expect(await shop.audit()).toEqual([]);
  });

  it('that has not moved yet does not move after a refund was asked for', async () => {
    const order = await shop.place('CARD');
    await beginCapture(order);
    await shop.deliver('RefundRequested', order.refundRequested);
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'VOIDED' });
    expect(await shop.audit()).toEqual([]);
  });
});

describe('cash and points', () => {
  it('cash is certain at once and received at the door', async () => {
    const order = await shop.place('CASH_ON_DELIVERY');
    await shop.deliver('OrderConfirmed', order.confirmed);
    await shop.deliver('OrderShipped', order.shipped);
    expect(await shop.payment(order)).toMatchObject({ status: 'AUTHORIZED' });
    await shop.deliver('OrderDelivered', order.delivered);
    expect(await shop.payment(order)).toMatchObject({ status: 'PAID' });
    expect(await shop.events(order.orderId)).toEqual([
      'PaymentAuthorized',
      'PaymentReceived',
      'PointsAwarded',
    ]);
    expect(await shop.audit()).toEqual([]);
  });

  it('points that cover all are held, spent when the order is confirmed, and come back when it is cancelled', async () => {
    const customerId = newId('usr');
    await shop.grant(customerId, 1_000);
    const order = await shop.place('POINTS', { customerId, points: 1_000 });
    expect(await shop.balance(customerId)).toEqual({ spendable: 0, held: 1_000, pending: 0 });
    await shop.deliver('OrderConfirmed', order.confirmed);
    expect(await shop.balance(customerId)).toEqual({ spendable: 0, held: 0, pending: 0 });
    await shop.deliver('OrderCancelled', order.cancelled);
    await shop.deliver('OrderCancelled', order.cancelled);
    expect(await shop.balance(customerId)).toEqual({ spendable: 1_000, held: 0, pending: 0 });
    expect(await shop.events(order.orderId)).toEqual(['PaymentAuthorized', 'PaymentVoided']);
    expect(await shop.audit()).toEqual([]);
  });

  it('a new customer is welcomed with points, which end after a year', async () => {
    const userId = newId('usr');
    await shop.deliver('UserRegistered', { userId, registeredAt: shop.clock.now().toISOString() });
    expect(await shop.balance(userId)).toEqual({ spendable: 0, held: 0, pending: 500 });
    shop.clock.advance(POINTS_LIFE_DAYS * DAY_MS);
    expect(await shop.balance(userId)).toMatchObject({ spendable: 0, pending: 0 });
    await shop.poll();
    expect(await shop.audit()).toEqual([]);
    const token = await shop.signIn(userId, 'CUSTOMER');
    const entries = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User {
      points { spendable entries { nodes { kind points } } } } } }`;
    const { data } = await shop.ask(token, entries, { r: [{ __typename: 'User', id: userId }] });
    expect(data._entities[0].points).toEqual({
      spendable: 0,
      entries: {
        nodes: [
          { kind: 'EXPIRED', points: -500 },
          { kind: 'GRANTED', points: 500 },
        ],
      },
    });
  });

  it('a hold that orders forgot ends by itself, and an order confirmed before that still spends the points', async () => {
    const customerId = newId('usr');
    await shop.grant(customerId, 400);
    const order = await shop.place('POINTS', { customerId, points: 400 });
    shop.clock.advance(81 * HOUR_MS);
    await shop.poll();
    expect(await shop.balance(customerId)).toEqual({ spendable: 400, held: 0, pending: 0 });
    await shop.deliver('OrderConfirmed', order.confirmed);
    expect(await shop.balance(customerId)).toEqual({ spendable: 0, held: 0, pending: 0 });
    await shop.deliver('OrderCancelled', order.cancelled);
    expect(await shop.balance(customerId)).toEqual({ spendable: 400, held: 0, pending: 0 });
    expect(await shop.audit()).toEqual([]);
  });
});

it('does not promise twice, and awards an order once', async () => {
  const order = await shop.place('CARD');
  await shop.deliver('OrderConfirmed', order.confirmed);
  await shop.deliver('OrderConfirmed', order.confirmed);
  await shop.capture(order);
  await shop.deliver('OrderDelivered', order.delivered);
  await shop.deliver('OrderDelivered', order.delivered);
  expect(await shop.balance(order.customerId)).toEqual({ spendable: 30, held: 0, pending: 0 });
  expect(await shop.audit()).toEqual([]);
});
