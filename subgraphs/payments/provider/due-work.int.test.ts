import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFUND_ACCOUNT_DAYS } from '../refund/refund.ts';
import { HOUR_MS, openPaymentsShop, type PaymentsShop, VISA } from '../testing/test-payments.ts';
import { ProviderUnavailable } from './provider.ts';

let database: TestDatabase;
let shop: PaymentsShop;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
  shop = openPaymentsShop(database.database('payments'));
});
afterAll(() => database.close());

const ACCOUNT = {
  bankCode: '0001',
  branchCode: '001',
  accountType: 'ORDINARY',
  accountNumber: '1234567',
  holderKana: 'シミズ ハナコ',
};
const PROVIDE = `mutation ($input: ProvideRefundAccountInput!) { provideRefundAccount(input: $input) { __typename } }`;

/** Every job of which something is due, with how much and since how many seconds. */
async function due(): Promise<Record<string, [due: number, seconds: number]>> {
  const [counts, ages] = await Promise.all(shop.subgraph.gauges!.map((gauge) => gauge.read()));
  return Object.fromEntries(
    counts!.flatMap(({ labels, value }, index) =>
      value > 0 ? [[labels.job, [value, Math.round(ages![index]!.value)]]] : [],
    ),
  );
}

describe('work that payments should have done', () => {
  it('is nothing at first, and every job says so', async () => {
    expect(await due()).toEqual({});
    const [counts] = await Promise.all(shop.subgraph.gauges!.map((gauge) => gauge.read()));
    const jobs = counts!.map(({ labels }) => labels.job);
    expect(jobs).toEqual(expect.arrayContaining(['provider_authorize', 'provider_refund', 'expire_hold']));
    expect(new Set(jobs).size).toBe(jobs.length);
  });

  it('is a call to the provider for as long as it is wanted, however often it was tried', async () => {
    const order = await shop.prepare('CARD', { card: VISA });
    await shop.deliver('OrderPlaced', order.placed);
    expect(await due()).toEqual({ provider_authorize: [1, 0] });
    const away = { ...shop.provider, authorize: () => Promise.reject(new ProviderUnavailable('away')) };
    for (let tries = 0; tries < 4; tries += 1) {
      shop.clock.advance(HOUR_MS / 4);
      await shop.work({ provider: away });
    }
    expect(await due()).toEqual({ provider_authorize: [1, 3600] });
    shop.clock.advance(HOUR_MS);
    await shop.work();
    expect(await due()).toEqual({});
  });

  it('is as old as the last wish for it, where it was done before', async () => {
    const order = await shop.place('KONBINI');
    await shop.pay(order);
    await shop.deliver('OrderCancelled', order.cancelled);
    await shop.work();
    shop.clock.advance(HOUR_MS);
    const token = await shop.signIn(order.customerId, 'CUSTOMER');
    await shop.ask(token, PROVIDE, { input: { paymentId: order.paymentId, ...ACCOUNT } });
    expect(await due()).toEqual({ provider_refund: [1, 0] });
    await shop.work();
    expect(await due()).toEqual({});
  });

  it('is a refund that nobody gave an account for in time', async () => {
    const order = await shop.place('KONBINI');
    await shop.pay(order);
    await shop.deliver('OrderCancelled', order.cancelled);
    await shop.work();
    shop.clock.advance((REFUND_ACCOUNT_DAYS * 24 + 2) * HOUR_MS);
    expect(await due()).toEqual({ fail_refund: [1, 7200] });
    await shop.poll();
    expect(await due()).toEqual({});
  });
});
