import type { Caller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPaymentsShop, type PaymentsShop, VISA } from '../testing/test-payments.ts';

let database: TestDatabase;
let shop: PaymentsShop;
beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
  shop = openPaymentsShop(database.database('payments'));
});
afterAll(() => database.close());

const SAVE = 'mutation ($token: String!) { savePaymentMethod(input: { cardToken: $token }) { __typename } }';
const REMOVE = 'mutation ($id: ID!) { removePaymentMethod(input: { id: $id }) { __typename } }';
const USER = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { id points { spendable } } } }`;
const ORDER = `query ($r: [_Any!]!) { _entities(representations: $r) {
  ... on Order { payments { id nextAction { __typename } slip { paymentCode } } } } }`;

describe('a guest', () => {
  it('has a card read for one order, and keeps none', async () => {
    const userId = newId('usr');
    const guest = await shop.signIn(userId, 'GUEST');
    const token = await shop.tokenOf(VISA, userId);
    expect(token).toMatch(/./);
    const codes = async (query: string, variables: object) =>
      (await shop.ask(guest, query, variables as Record<string, unknown>)).errors?.map(
        ({ extensions }) => extensions.code,
      );
    expect(await codes(SAVE, { token })).toEqual(['FORBIDDEN']);
    expect(await codes(REMOVE, { id: newId('pym') })).toEqual(['FORBIDDEN']);
  });

  it('sees no points', async () => {
    const userId = newId('usr');
    await shop.grant(userId, 100);
    const asked = { r: [{ __typename: 'User', id: userId }] };
    const refused = await shop.ask(await shop.signIn(userId, 'GUEST'), USER, asked);
    expect(refused.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    expect(refused.data._entities[0].points).toBeNull();
    const { data } = await shop.ask(await shop.signIn(userId, 'CUSTOMER'), USER, asked);
    expect(data._entities[0].points.spendable).toBe(100);
  });
});

describe('whoever opened the link of an order', () => {
  it('reads how it is paid, and no payment of another order of the same guest', async () => {
    const order = await shop.place('KONBINI');
    const reader: Caller = {
      kind: 'orderReader',
      sessionId: newId('ses'),
      userId: order.customerId,
      orderId: order.orderId,
    };
    const token = shop.callAs(reader);
    const paymentsOf = async (id: string) =>
      (await shop.ask(token, ORDER, { r: [{ __typename: 'Order', id }] })).data._entities[0].payments;
    const [payment] = await paymentsOf(order.orderId);
    expect(payment.id).toBe(order.paymentId);
    expect(payment.nextAction).toBeNull();
    const other = await shop.place('KONBINI');
    await database
      .database('payments')
      .query('UPDATE payments.payments SET customer_id = $2 WHERE id = $1', [
        other.paymentId,
        order.customerId,
      ]);
    expect(await paymentsOf(other.orderId)).toEqual([]);
    const user = await shop.ask(token, USER, { r: [{ __typename: 'User', id: order.customerId }] });
    expect(user.data._entities[0]).toBeNull();
    expect((await shop.ask(token, SAVE, { token: 'x' })).errors?.[0]?.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
  });
});
