import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { WALKED, walkBothWays, walkedOf } from '@depachika/testing/walk-both-ways.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderUnavailable } from '../provider/provider.ts';
import { CLOSED_ACCOUNT } from '../provider/sandbox.ts';
import { HOUR_MS, openPaymentsShop, type PaymentsShop } from '../testing/test-payments.ts';
import { REFUND_ACCOUNT_DAYS } from './refund.ts';

const DAY_MS = 24 * HOUR_MS;

let database: TestDatabase;
let shop: PaymentsShop;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
  shop = openPaymentsShop(database.database('payments'));
});
afterAll(() => database.close());

type Order = Awaited<ReturnType<PaymentsShop['place']>>;

const ACCOUNT = {
  bankCode: '0001',
  branchCode: '001',
  accountType: 'ORDINARY',
  accountNumber: '1234567',
  holderKana: 'シミズ ハナコ',
};
const PROVIDE = `mutation ($input: ProvideRefundAccountInput!) { provideRefundAccount(input: $input) { __typename
  ... on ProvideRefundAccountSuccess { refund { status refusalCode bankAccountNeededBy } }
  ... on InvalidInput { fields { field } } } }`;
const REFUND = `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename
  ... on RefundPaymentSuccess { payment { status refund { status bankAccountNeededBy } } }
  ... on NotRefundable { status } } }`;
const OWED = `query ($after: String) { refundsOwed(first: 100, after: $after) {
  nodes { amountYen status refusalCode payment { id } } pageInfo { hasNextPage endCursor } } }`;

async function provide(order: Order, changes = {}, role: 'CUSTOMER' | 'ADMIN' = 'CUSTOMER') {
  const token = await shop.signIn(role === 'CUSTOMER' ? order.customerId : newId('usr'), role);
  const input = { paymentId: order.paymentId, ...ACCOUNT, ...changes };
  return (await shop.ask(token, PROVIDE, { input })).data.provideRefundAccount;
}

async function refundByStaff(order: Order) {
  const { version: expectedVersion } = await shop.payment(order);
  const token = await shop.signIn(newId('usr'), 'ADMIN');
  const input = { paymentId: order.paymentId, expectedVersion, reason: '商品不良' };
  return (await shop.ask(token, REFUND, { input })).data.refundPayment;
}

/** Paid at the register, and cancelled: its money waits for an account. */
async function cancelled(): Promise<Order> {
  const order = await shop.place('KONBINI');
  await shop.pay(order);
  await shop.deliver('OrderCancelled', order.cancelled);
  return order;
}

async function owedFor({ paymentId }: Order) {
  const token = await shop.signIn(newId('usr'), 'ADMIN');
  const { data } = await shop.ask(token, OWED);
  return data.refundsOwed.nodes
    .filter(({ payment }: { payment: { id: string } }) => payment.id === paymentId)
    .map(({ payment: _, ...refund }: { payment: object }) => refund);
}

async function accountUsed({ paymentId }: Order) {
  return await shop.database.query(
    `SELECT bank_account->>'holderKana' AS holder FROM payments.sandbox_transfers
     WHERE split_part(idempotency_key, '/', 1) = $1`,
    [paymentId],
  );
}

describe('a refund that nobody claimed within 45 days', () => {
  it('is opened once more by the customer, who gives the account later', async () => {
    const order = await cancelled();
    shop.clock.advance(REFUND_ACCOUNT_DAYS * DAY_MS);
    await shop.poll();
    expect(await owedFor(order)).toEqual([{ amountYen: 3_000, status: 'FAILED', refusalCode: null }]);
    expect(await provide(order)).toMatchObject({ refund: { status: 'PENDING' } });
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'REFUNDED' });
    expect(await owedFor(order)).toEqual([]);
    expect(await shop.audit()).toEqual([]);
  });

  it('is opened once more by staff, with another 45 days', async () => {
    const order = await cancelled();
    shop.clock.advance(REFUND_ACCOUNT_DAYS * DAY_MS);
    await shop.poll();
    const in45Days = new Date(shop.clock.now().getTime() + REFUND_ACCOUNT_DAYS * DAY_MS);
    expect(await refundByStaff(order)).toMatchObject({
      __typename: 'RefundPaymentSuccess',
      payment: { refund: { status: 'NEEDS_BANK_ACCOUNT', bankAccountNeededBy: in45Days.toISOString() } },
    });
    await shop.poll();
    expect(await shop.refund(order)).toMatchObject({ status: 'NEEDS_BANK_ACCOUNT' });
    expect(await refundByStaff(order)).toMatchObject({ __typename: 'NotRefundable' });
    expect(await provide(order, {}, 'ADMIN')).toMatchObject({ refund: { status: 'PENDING' } });
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'REFUNDED' });
    expect(await shop.audit()).toEqual([]);
  });
});

describe('a bank account', () => {
  it('is corrected until the transfer is sent, and not after that', async () => {
    const order = await cancelled();
    expect(await provide(order, { holderKana: 'マチガイ' })).toMatchObject({ refund: { status: 'PENDING' } });
    expect(await provide(order)).toMatchObject({ refund: { status: 'PENDING' } });
    await shop.work();
    expect(await accountUsed(order)).toEqual([{ holder: 'シミズ ハナコ' }]);
    expect(await provide(order)).toMatchObject({ __typename: 'RefundNotWaiting' });
    expect(await shop.audit()).toEqual([]);
  });

  it('is not corrected while nobody knows whether the money went there', async () => {
    const order = await cancelled();
    await provide(order);
    const away = { ...shop.provider, refund: () => Promise.reject(new ProviderUnavailable('away')) };
    await shop.work({ provider: away });
    expect(await provide(order, { holderKana: 'ベツノヒト' })).toMatchObject({
      __typename: 'RefundNotWaiting',
    });
    shop.clock.advance(2_000);
    await shop.work();
    expect(await accountUsed(order)).toEqual([{ holder: 'シミズ ハナコ' }]);
    expect(await shop.audit()).toEqual([]);
  });

  it('that the bank refuses is asked for again, and nothing is tried for ever', async () => {
    const order = await cancelled();
    await provide(order, { accountNumber: CLOSED_ACCOUNT });
    await shop.work();
    expect(await owedFor(order)).toEqual([
      { amountYen: 3_000, status: 'NEEDS_BANK_ACCOUNT', refusalCode: 'ACCOUNT_CLOSED' },
    ]);
    expect(await shop.audit()).toEqual([]);
    const asked: string[] = [];
    const provider = {
      ...shop.provider,
      refund: (call: Parameters<typeof shop.provider.refund>[0]) => {
        asked.push(call.idempotencyKey);
        return shop.provider.refund(call);
      },
    };
    shop.clock.advance(DAY_MS);
    await shop.work({ provider });
    expect(asked).toEqual([]);
    await provide(order, { accountNumber: CLOSED_ACCOUNT });
    await shop.work({ provider });
    await provide(order);
    await shop.work({ provider });
    const { paymentId } = order;
    expect(asked).toEqual([`${paymentId}/REFUND/2`, `${paymentId}/REFUND/3`]);
    expect(await shop.payment(order)).toMatchObject({ status: 'REFUNDED' });
    expect(await accountUsed(order)).toHaveLength(1);
    expect(await shop.audit()).toEqual([]);
  });

  it('is asked for when a card cannot take the money back', async () => {
    const order = await shop.place('CARD');
    await shop.deliver('OrderShipped', order.shipped);
    await shop.work();
    await refundByStaff(order);
    expect(await provide(order)).toMatchObject({ __typename: 'RefundNotWaiting' });
    const refusing = {
      ...shop.provider,
      refund: async () => ({ kind: 'refused' as const, code: 'CARD_CLOSED' }),
    };
    await shop.work({ provider: refusing });
    expect(await owedFor(order)).toEqual([
      { amountYen: 3_000, status: 'NEEDS_BANK_ACCOUNT', refusalCode: 'CARD_CLOSED' },
    ]);
    expect(await shop.audit()).toEqual([]);
    await provide(order);
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'REFUNDED' });
    expect(await shop.audit()).toEqual([]);
  });

  it('is read as people type it, and every wrong field is named', async () => {
    const order = await cancelled();
    const wrong = { bankCode: '１', branchCode: '', accountNumber: '12', holderKana: '清水' };
    expect(await provide(order, wrong)).toMatchObject({
      fields: ['bankCode', 'branchCode', 'accountNumber', 'holderKana'].map((field) => ({ field })),
    });
    const typed = { bankCode: '０００１', accountNumber: '１２３４５６７', holderKana: 'しみず　Hanako２' };
    expect(await provide(order, typed)).toMatchObject({ refund: { status: 'PENDING' } });
    await shop.work();
    expect(await accountUsed(order)).toEqual([{ holder: 'シミズ HANAKO2' }]);
  });

  it('of another customer’s refund is not there, and of several at once one is used', async () => {
    const order = await cancelled();
    expect(await provide({ ...order, customerId: newId('usr') })).toMatchObject({ __typename: 'NotFound' });
    await Promise.all([
      provide(order, { holderKana: 'ア' }),
      provide(order, { holderKana: 'イ' }),
      shop.work(),
      provide(order, { holderKana: 'ウ' }),
      shop.work(),
    ]);
    await shop.work();
    expect(await accountUsed(order)).toHaveLength(1);
    expect(await shop.payment(order)).toMatchObject({ status: 'REFUNDED' });
    expect(await shop.audit()).toEqual([]);
  });
});

describe('lists of money', () => {
  it.each(['payments', 'refundsOwed', 'providerNotifications'])(
    'read the same from either end, while more comes too: %s',
    async (list) => {
      await cancelled();
      const staff = await shop.signIn(newId('usr'), 'ADMIN');
      const all = list === 'providerNotifications' ? ', undecided: false' : '';
      const page = async (args: string) =>
        (await shop.ask(staff, `{ ${list}(${args}${all}) { ${WALKED} } }`)).data[list];
      const ids = (await page('first: 100')).nodes.map(({ id }: { id: string }) => id);
      let more = 1;
      const walked = await walkBothWays(page, Math.ceil(ids.length / 4), async () => {
        if (more > 0) await cancelled();
        more -= 1;
      });
      expect(walkedOf(walked, ids)).toEqual([ids, ids]);
    },
  );

  it('read the same from either end: what became of a customer’s points', async () => {
    const customerId = newId('usr');
    const token = await shop.signIn(customerId, 'CUSTOMER');
    for (let gift = 0; gift < 5; gift += 1) await shop.grant(customerId, 100);
    const page = async (args: string) => {
      const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { points { entries(${args}) { ${WALKED} } } } } }`;
      const { data } = await shop.ask(token, query, { r: [{ __typename: 'User', id: customerId }] });
      return data._entities[0].points.entries;
    };
    const { forwards, backwards } = await walkBothWays(page, 2);
    expect(forwards).toHaveLength(5);
    expect(forwards).toEqual(forwards.toSorted().reverse());
    expect(backwards).toEqual(forwards);
  });
});

describe('what the shop owes', () => {
  it('is a list for staff alone, page by page, the earliest first', async () => {
    const orders = [await cancelled(), await cancelled(), await cancelled()];
    const staff = await shop.signIn(newId('usr'), 'ADMIN');
    const page = (after: string | null) =>
      shop.ask(
        staff,
        `query ($after: String) { refundsOwed(first: 1, after: $after) { nodes { payment { id } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const { data }: Awaited<ReturnType<typeof page>> = await page(after);
      const { nodes, pageInfo } = data.refundsOwed;
      seen.push(...nodes.map(({ payment }: { payment: { id: string } }) => payment.id));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(seen.slice(-3)).toEqual(orders.map(({ paymentId }) => paymentId));
    const customer = await shop.signIn(orders[0]!.customerId, 'CUSTOMER');
    const refused = await shop.ask(customer, OWED);
    expect(refused.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

it('an order that is confirmed at the moment of its refund is promised no points', async () => {
  const order = await shop.place('KONBINI');
  await shop.pay(order);
  await refundByStaff(order);
  await shop.deliver('OrderConfirmed', order.confirmed);
  await shop.deliver('OrderDelivered', order.delivered);
  expect(await shop.balance(order.customerId)).toMatchObject({ spendable: 0, pending: 0 });
  expect(await shop.audit()).toEqual([]);
});
