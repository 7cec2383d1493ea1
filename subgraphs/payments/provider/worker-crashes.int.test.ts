import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPaymentsShop, type PaymentsShop } from '../testing/test-payments.ts';
import { CLOSED_ACCOUNT, slipNumbers } from './sandbox.ts';

let database: TestDatabase;
let shop: PaymentsShop;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
  shop = openPaymentsShop(database.database('payments'));
});
afterAll(() => database.close());

type Order = Awaited<ReturnType<PaymentsShop['prepare']>>;

const PROVIDE = `mutation ($input: ProvideRefundAccountInput!) { provideRefundAccount(input: $input) { __typename } }`;
const DECIDE = `mutation ($input: DecideNotificationInput!) { decideNotification(input: $input) { __typename } }`;

const STEPS = ['payments.worker.taken', 'payments.worker.answered', 'payments.worker.stored'];
const SENDING = 'payments.refund.sending';

const KINDS = [
  {
    kind: 'a refund to a bank account',
    ends: 'REFUNDED',
    steps: [...STEPS, SENDING],
    async due() {
      const order = await cancelled();
      await giveAccount(order);
      return order;
    },
  },
  {
    kind: 'a refund that the bank refuses',
    ends: 'REFUND_PENDING',
    steps: [...STEPS, SENDING],
    async due() {
      const order = await cancelled();
      await giveAccount(order, CLOSED_ACCOUNT);
      return order;
    },
  },
  {
    kind: 'a refund of money that came twice',
    ends: 'PAID',
    steps: [...STEPS, SENDING],
    async due() {
      const order = await shop.place('KONBINI');
      await shop.pay(order);
      shop.clock.advance(1_000);
      const id = newId('evt');
      await shop.pay(order, { id });
      const staff = await shop.signIn(newId('usr'), 'ADMIN');
      await shop.ask(staff, DECIDE, { input: { id, decision: 'REFUND', note: '二重払い' } });
      await giveAccount(order);
      return order;
    },
  },
  {
    kind: 'a slip whose money is told of before the shop knows it',
    ends: 'PAID',
    steps: STEPS,
    async due() {
      const order = await shop.prepare('KONBINI');
      await shop.deliver('OrderPlaced', order.placed);
      await payBeforeStored(order);
      return order;
    },
  },
];

it.each(KINDS.flatMap((kind) => kind.steps.map((step) => ({ ...kind, step }))))(
  'dying at $step of $kind leaves everything to the next one, with the same end',
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
    expect(await transfersOf(order)).toBeLessThanOrEqual(1);
    expect(await shop.audit()).toEqual([]);
  },
);

it('dying before a transfer is sent leaves the account as it was: nobody knows whether it was', async () => {
  const order = await cancelled();
  await giveAccount(order);
  await expect(shop.work({ crashPoints: diesAt(SENDING) })).rejects.toThrow(SENDING);
  expect(await giveAccount(order, '7654321')).toBe('RefundNotWaiting');
});

it('dying between issuing and storing a slip loses no money, also when the order is cancelled meanwhile', async () => {
  const order = await shop.prepare('KONBINI');
  await shop.deliver('OrderPlaced', order.placed);
  const dies = diesAt('payments.worker.answered');
  await expect(shop.work({ crashPoints: dies })).rejects.toThrow('payments.worker.answered');
  await shop.deliver('OrderCancelled', order.cancelled);
  await payBeforeStored(order);
  shop.clock.advance(31_000);
  await shop.work();
  expect(await shop.payment(order)).toMatchObject({ status: 'REFUND_PENDING' });
  expect(await shop.refund(order)).toMatchObject({ status: 'NEEDS_BANK_ACCOUNT' });
  expect(await shop.audit()).toEqual([]);
});

async function cancelled(): Promise<Order> {
  const order = await shop.place('KONBINI');
  await shop.pay(order);
  await shop.deliver('OrderCancelled', order.cancelled);
  return order;
}

async function giveAccount({ paymentId, customerId }: Order, accountNumber = '1234567'): Promise<string> {
  const token = await shop.signIn(customerId, 'CUSTOMER');
  const codes = { bankCode: '0001', branchCode: '001', accountType: 'ORDINARY' };
  const input = { paymentId, ...codes, accountNumber, holderKana: 'シミズ ハナコ' };
  return (await shop.ask(token, PROVIDE, { input })).data.provideRefundAccount.__typename;
}

/** The provider has issued the slip, and its money is told of, before the shop knows the slip. */
async function payBeforeStored({ paymentId, amountYen }: Order): Promise<void> {
  const { paymentCode } = slipNumbers(`${paymentId}/ISSUE_SLIP`, 'LAWSON');
  const { body } = await shop.pay({ paymentId }, { paymentCode, amountYen });
  expect(body.outcome).toBe('UNKNOWN_SLIP');
}

async function transfersOf({ paymentId }: Order): Promise<number> {
  const rows = await shop.database.query(
    `SELECT idempotency_key FROM payments.sandbox_transfers WHERE split_part(idempotency_key, '/', 1) = $1`,
    [paymentId],
  );
  return rows.length;
}

function diesAt(step: string) {
  return {
    reach: (name: string) => {
      if (name === step) throw new Error(`died at ${name}`);
    },
  };
}
