import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slipNumbers } from '../provider/sandbox.ts';
import { SIGNATURE_HEADER, signWebhook } from '../provider/webhook-signature.ts';
import { HOUR_MS, OTHER_SECRET, openPaymentsShop, type PaymentsShop } from '../testing/test-payments.ts';

let database: TestDatabase;
let shop: PaymentsShop;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
  shop = openPaymentsShop(database.database('payments'));
});
afterAll(() => database.close());

type Order = Awaited<ReturnType<PaymentsShop['prepare']>>;

const LIST = `query ($after: String, $first: Int, $undecided: Boolean) {
  providerNotifications(first: $first, after: $after, undecided: $undecided) {
    nodes { id type outcome paymentCode amountYen payment { id } times note } pageInfo { hasNextPage endCursor } } }`;
const DECIDE = `mutation ($input: DecideNotificationInput!) { decideNotification(input: $input) { __typename
  ... on DecideNotificationSuccess { notification { outcome note payment { refund { id } refunds { amountYen status } } } }
  ... on NotificationNotOpen { outcome } ... on NothingToReturn { outcome } ... on InvalidInput { field } } }`;
const PROVIDE = `mutation ($input: ProvideRefundAccountInput!) { provideRefundAccount(input: $input) { __typename
  ... on ProvideRefundAccountSuccess { refund { amountYen status } } } }`;
const ACCOUNT = {
  bankCode: '0001',
  branchCode: '001',
  accountType: 'ORDINARY',
  accountNumber: '1234567',
  holderKana: 'シミズ ハナコ',
};

async function kept(id: string) {
  const staff = await shop.signIn(newId('usr'), 'ADMIN');
  for (let after: string | null = null; ; ) {
    const { data }: Awaited<ReturnType<PaymentsShop['ask']>> = await shop.ask(staff, LIST, {
      first: 3,
      after,
      undecided: true,
    });
    const { nodes, pageInfo } = data.providerNotifications;
    const found = nodes.find((node: { id: string }) => node.id === id);
    if (found || !pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}

async function decide(id: string, decision: 'REFUND' | 'SETTLED', note = '電話で確認') {
  const staff = await shop.signIn(newId('usr'), 'ADMIN');
  const { data } = await shop.ask(staff, DECIDE, { input: { id, decision, note } });
  return data.decideNotification;
}

async function provideAccount(order: Order) {
  const token = await shop.signIn(order.customerId, 'CUSTOMER');
  const input = { paymentId: order.paymentId, ...ACCOUNT };
  return (await shop.ask(token, PROVIDE, { input })).data.provideRefundAccount;
}

describe('a notification', () => {
  it('with a wrong amount is judged anew when it comes again with the right one', async () => {
    const order = await shop.place('KONBINI');
    const id = newId('evt');
    expect(await shop.pay(order, { id, amountYen: 1 })).toMatchObject({
      status: 422,
      body: { outcome: 'WRONG_AMOUNT' },
    });
    expect(await kept(id)).toMatchObject({
      outcome: 'WRONG_AMOUNT',
      amountYen: 1,
      payment: { id: order.paymentId },
    });
    expect(await shop.pay(order, { id, amountYen: 1 })).toMatchObject({ status: 422 });
    expect(await shop.pay(order, { id })).toEqual({ status: 200, body: { outcome: 'ACCEPTED' } });
    expect(await shop.pay(order, { id, amountYen: 1 })).toEqual({
      status: 200,
      body: { outcome: 'ALREADY_KNOWN' },
    });
    expect(await shop.payment(order)).toMatchObject({ status: 'PAID' });
    expect(await kept(id)).toBeUndefined();
    expect(await shop.audit()).toEqual([]);
  });

  it('of a slip that is not stored yet is accepted by itself once it is', async () => {
    const order = await shop.prepare('KONBINI');
    await shop.deliver('OrderPlaced', order.placed);
    const { paymentCode } = slipNumbers(`${order.paymentId}/ISSUE_SLIP`, 'LAWSON');
    const id = newId('evt');
    const paid = { id, paymentCode, amountYen: order.amountYen };
    expect(await shop.pay(order, paid)).toMatchObject({ status: 422, body: { outcome: 'UNKNOWN_SLIP' } });
    expect(await kept(id)).toMatchObject({ outcome: 'UNKNOWN_SLIP', paymentCode, payment: null });
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'PAID' });
    expect(await shop.events(order.orderId)).toEqual(['KonbiniSlipIssued', 'PaymentReceived']);
    expect(await shop.pay(order, paid)).toMatchObject({ status: 200, body: { outcome: 'ALREADY_KNOWN' } });
    expect(await shop.audit()).toEqual([]);
  });

  it('that came in the moment in which its slip was stored is found by the background job', async () => {
    const order = await shop.place('KONBINI');
    const slip = await shop.slip(order);
    await shop.pay(order, { id: 'evt_moment', paymentCode: 'none-yet' });
    await shop.database.query(
      `UPDATE payments.webhook_events SET payment_code = $1, amount_yen = $2,
         body = body || jsonb_build_object('paymentCode', $1::text) WHERE id = 'evt_moment'`,
      [slip?.payment_code, slip?.amount_yen],
    );
    expect((await shop.audit()).map(({ code }) => code)).toEqual(['NOTIFICATION_UNJUDGED']);
    await shop.poll();
    expect(await shop.payment(order)).toMatchObject({ status: 'PAID' });
    expect(await shop.audit()).toEqual([]);
  });

  it('has one effect however it is told: lost, doubled, in any order, at the same time', async () => {
    const order = await shop.place('KONBINI');
    const id = newId('evt');
    const answers = await Promise.all([
      shop.pay(order, { id, amountYen: 1 }),
      shop.pay(order, { id }),
      shop.pay(order, { id }),
      shop.pay(order, { id, amountYen: 1 }),
    ]);
    expect(answers.filter(({ body }) => body.outcome === 'ACCEPTED')).toHaveLength(1);
    expect(await shop.events(order.orderId)).toEqual(['KonbiniSlipIssued', 'PaymentReceived']);
    expect(await shop.audit()).toEqual([]);
  });

  it('of a charge whose payment had ended without it is kept for staff', async () => {
    const order = await shop.place('CARD', { card: '4000000000000002' });
    const id = newId('evt');
    const idempotencyKey = `${order.paymentId}/AUTHORIZE`;
    const charge = { id, type: 'charge.authorized', idempotencyKey, reference: 'ch_surprise' };
    expect(await shop.tell(charge)).toMatchObject({ status: 422, body: { outcome: 'UNEXPECTED_CHARGE' } });
    expect(await kept(id)).toMatchObject({
      outcome: 'UNEXPECTED_CHARGE',
      payment: { id: order.paymentId },
      paymentCode: null,
    });
    expect(await decide(id, 'REFUND')).toMatchObject({ __typename: 'NothingToReturn' });
    expect(await decide(id, 'SETTLED')).toMatchObject({ notification: { outcome: 'SETTLED' } });
    expect(await shop.payment(order)).toMatchObject({ status: 'FAILED' });
  });

  it('signed with either secret is taken while the secret is changed', async () => {
    const order = await shop.place('KONBINI');
    const slip = await shop.slip(order);
    const body = JSON.stringify({
      id: newId('evt'),
      type: 'konbini.paid',
      paymentCode: slip?.payment_code,
      amountYen: slip?.amount_yen,
      paidAt: shop.clock.now().toISOString(),
    });
    const header = { [SIGNATURE_HEADER]: signWebhook(body, OTHER_SECRET, shop.clock.now()) };
    expect(await shop.tell(body, header)).toMatchObject({ status: 200, body: { outcome: 'ACCEPTED' } });
  });
});

describe('money that comes twice', () => {
  async function paidTwice() {
    const order = await shop.place('KONBINI');
    await shop.pay(order);
    shop.clock.advance(HOUR_MS);
    const id = newId('evt');
    expect(await shop.pay(order, { id })).toEqual({ status: 200, body: { outcome: 'PAID_TWICE' } });
    return { order, id };
  }

  it('for one slip is kept for staff, whose decision sends it back to the customer, and no order hears of it', async () => {
    const { order, id } = await paidTwice();
    expect(await kept(id)).toMatchObject({ outcome: 'PAID_TWICE', amountYen: 3_000 });
    expect(await decide(id, 'REFUND')).toMatchObject({
      notification: {
        outcome: 'REFUND_OPENED',
        note: '電話で確認',
        payment: { refund: null, refunds: [{ amountYen: 3_000, status: 'NEEDS_BANK_ACCOUNT' }] },
      },
    });
    expect(await shop.audit()).toEqual([]);
    expect(await provideAccount(order)).toMatchObject({ refund: { amountYen: 3_000, status: 'PENDING' } });
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'PAID' });
    expect(await shop.events(order.orderId)).toEqual(['KonbiniSlipIssued', 'PaymentReceived']);
    expect(await shop.pay(order, { id })).toMatchObject({ body: { outcome: 'ALREADY_KNOWN' } });
    expect(await decide(id, 'REFUND')).toMatchObject({
      __typename: 'NotificationNotOpen',
      outcome: 'REFUND_OPENED',
    });
    expect(await shop.audit()).toEqual([]);
  });

  it('goes back beside the payment itself, to one account, each once', async () => {
    const { order, id } = await paidTwice();
    await decide(id, 'REFUND');
    await shop.deliver('OrderCancelled', order.cancelled);
    await provideAccount(order);
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'REFUNDED' });
    const sent = await shop.database.query(
      `SELECT amount_yen FROM payments.sandbox_transfers WHERE split_part(idempotency_key, '/', 1) = $1`,
      [order.paymentId],
    );
    expect(sent).toEqual([{ amount_yen: 3_000 }, { amount_yen: 3_000 }]);
    expect(await shop.audit()).toEqual([]);
  });

  it('is decided once when two of the staff decide at the same time', async () => {
    const { id } = await paidTwice();
    const decisions = await Promise.all([decide(id, 'REFUND'), decide(id, 'SETTLED'), decide(id, 'REFUND')]);
    const kinds = decisions.map(({ __typename }) => __typename).sort();
    expect(kinds).toEqual(['DecideNotificationSuccess', 'NotificationNotOpen', 'NotificationNotOpen']);
    expect(await shop.audit()).toEqual([]);
  });

  it('is decided by staff alone, with a note', async () => {
    const { order, id } = await paidTwice();
    expect(await decide(id, 'SETTLED', ' ')).toMatchObject({ __typename: 'InvalidInput', field: 'note' });
    expect(await decide('evt_none', 'SETTLED')).toMatchObject({ __typename: 'NotFound' });
    const customer = await shop.signIn(order.customerId, 'CUSTOMER');
    const input = { id, decision: 'SETTLED', note: 'x' };
    for (const answer of [await shop.ask(customer, DECIDE, { input }), await shop.ask(customer, LIST)])
      expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('for a slip that nobody knows can be settled, not sent back', async () => {
    const order = await shop.place('KONBINI');
    const id = newId('evt');
    await shop.pay(order, { id, paymentCode: 'unknown' });
    expect(await decide(id, 'REFUND')).toMatchObject({
      __typename: 'NothingToReturn',
      outcome: 'UNKNOWN_SLIP',
    });
    expect(await decide(id, 'SETTLED')).toMatchObject({ __typename: 'DecideNotificationSuccess' });
  });
});
