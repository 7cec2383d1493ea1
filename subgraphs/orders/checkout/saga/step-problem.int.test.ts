import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { withLanguage } from '@depachika/messages/language.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop } from '../../testing/test-shop.ts';
import { placeOrder } from '../place-order.ts';

let store: TestDatabase;
let database: Database;

beforeAll(async () => {
  store = await testDatabase({ domains: ['orders'] });
  database = store.database('orders');
});
afterAll(() => store.close());

/** An attempt that was refused while it could not yet give everything back: who asks again is told what it remembers. */
async function refusedAttempt() {
  const shop = await openTestShop(database);
  const who = shop.customer();
  const input = shop.input(who, { payment: { method: 'CARD', cardToken: 'tok_unknown' } });
  shop.otherDomains.misbehave('inventory.releaseReservation', 'fails');
  await placeOrder(shop.services, who.userId, input);
  const key = [who.userId, input.idempotencyKey];
  return {
    askAgain: () => shop.ask(who.userId, PLACE, { input }),
    remembered: async () => (await database.query(`SELECT problem ${OF_KEY}`, key))[0]!.problem,
    remember: (problem: object) =>
      database.query(
        `UPDATE orders.place_order_sagas SET problem = $3 WHERE customer_id = $1 AND idempotency_key = $2`,
        [...key, JSON.stringify(problem)],
      ),
  };
}

const OF_KEY = `FROM orders.place_order_sagas WHERE customer_id = $1 AND idempotency_key = $2`;
const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename
  ... on InsufficientStock { shortages { variant { id } requested available } }
  ... on SlotNotAvailable { deliverySlotId reason } ... on InsufficientPoints { requested spendable }
  ... on PaymentMethodRefused { code message } } }`;

const variantId = newId('var');
const deliverySlotId = newId('slt');

describe('what an attempt remembers of its refusal', () => {
  it('is its kind and values, said to people only when somebody asks', async () => {
    const attempt = await refusedAttempt();
    expect(await attempt.remembered()).toEqual({
      kind: 'paymentMethodRefused',
      code: 'INVALID_CARD_TOKEN',
    });
    expect((await attempt.askAgain()).data?.placeOrder).toMatchObject({
      __typename: 'PaymentMethodRefused',
      code: 'INVALID_CARD_TOKEN',
    });
  });

  it.each(['explanation', 'message'])('is never a sentence: the row refuses one as %s', async (field) => {
    const attempt = await refusedAttempt();
    const problem = { kind: 'paymentMethodRefused', code: 'AMOUNT_TOO_LOW', [field]: '120円からです。' };
    await expect(attempt.remember(problem)).rejects.toMatchObject({ code: '23514' });
  });

  it.each([
    {
      __typename: 'InsufficientStock',
      shortages: [{ variant: { id: variantId }, requested: 2, available: 1 }],
    },
    { __typename: 'SlotNotAvailable', deliverySlotId, reason: 'FULL' },
    { __typename: 'InsufficientPoints', requested: 5, spendable: 3 },
    { __typename: 'PaymentMethodRefused', code: 'INVALID_CARD_TOKEN' },
  ])('is understood in a row that holds $__typename by that name', async (row) => {
    const attempt = await refusedAttempt();
    await attempt.remember(row);
    expect((await attempt.askAgain()).data?.placeOrder).toMatchObject(row);
  });

  it.each(['message', 'explanation'])(
    'is refused by the table when it holds a sentence as %s',
    async (name) => {
      const attempt = await refusedAttempt();
      const problem = { kind: 'paymentMethodRefused', code: 'INVALID_CARD_TOKEN' };
      await expect(attempt.remember({ ...problem, [name]: 'カード情報が無効です。' })).rejects.toThrow();
      expect(await attempt.remembered()).toEqual(problem);
    },
  );

  it.each([
    'INVALID_CARD_TOKEN',
    'UNKNOWN_PAYMENT_METHOD',
    'CARD_EXPIRED',
    'TOO_MANY_ATTEMPTS',
    'CODE_OF_TOMORROW',
  ])('is said in words made of %s when it is shown', async (code) => {
    const attempt = await refusedAttempt();
    await attempt.remember({ kind: 'paymentMethodRefused', code });
    const told = (await withLanguage('en', attempt.askAgain)).data?.placeOrder as {
      code: string;
      message: string;
    };
    expect(told.code).toBe(code);
    expect(told.message).toMatch(/^[A-Z][a-z]/);
  });
});
