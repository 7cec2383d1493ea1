import { serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { PaymentService } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPaymentsShop, type PaymentsShop, VISA } from '../testing/test-payments.ts';

let database: TestDatabase;
let shop: PaymentsShop;
let order: Awaited<ReturnType<PaymentsShop['place']>>;
let methodId: string;
const tokens: Record<string, string> = { stranger: 'anonymous' };

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
  shop = openPaymentsShop(database.database('payments'));
  order = await shop.place('KONBINI');
  await shop.pay(order);
  await shop.deliver('OrderCancelled', order.cancelled);
  await shop.grant(order.customerId, 100);
  tokens.owner = await shop.signIn(order.customerId, 'CUSTOMER');
  tokens.other = await shop.signIn(newId('usr'), 'CUSTOMER');
  tokens.staff = await shop.signIn(newId('usr'), 'STAFF');
  tokens.admin = await shop.signIn(newId('usr'), 'ADMIN');
  const cardToken = await shop.tokenOf(VISA, order.customerId);
  const saved = await shop.ask(tokens.owner, SAVE, { input: { cardToken } });
  methodId = saved.data.savePaymentMethod.paymentMethod.id;
});
afterAll(() => database.close());

const SAVE = `mutation ($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) { __typename
  ... on SavePaymentMethodSuccess { paymentMethod { id label } } ... on InvalidInput { field } } }`;
const REMOVE = `mutation ($input: RemovePaymentMethodInput!) { removePaymentMethod(input: $input) { __typename } }`;
const REFUND = `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename } }`;
const PAYMENT = `query ($id: ID!) { payment(id: $id) { id amountYen slip { paymentCode } refund { status } } }`;
const ENTITIES = `query ($r: [_Any!]!) { _entities(representations: $r) { __typename
  ... on Payment { id slip { paymentCode } } ... on PaymentMethod { id label }
  ... on User { id points { spendable entries { nodes { points } } } paymentMethods { id } }
  ... on Order { id payments { id } } } }`;

describe.each([
  { who: 'owner', reads: true },
  { who: 'other', reads: false },
  { who: 'stranger', reads: false },
  { who: 'staff', reads: true },
])('$who', ({ who, reads }) => {
  const entity = async (representation: { __typename: string; id: string }) => {
    const { data } = await shop.ask(tokens[who]!, ENTITIES, { r: [representation] });
    return data?._entities[0];
  };

  it(`${reads ? 'reads' : 'does not read'} the payment by its id`, async () => {
    const { data } = await shop.ask(tokens[who]!, PAYMENT, { id: order.paymentId });
    expect(data?.payment?.id).toBe(reads ? order.paymentId : undefined);
  });

  it(`${reads ? 'reads' : 'does not read'} the payment, the card, the points and cards of the user by reference`, async () => {
    const payment = await entity({ __typename: 'Payment', id: order.paymentId });
    expect(payment?.id).toBe(reads ? order.paymentId : undefined);
    const card = await entity({ __typename: 'PaymentMethod', id: methodId });
    expect(card?.label).toBe(reads ? 'VISA 4242' : undefined);
    const user = await entity({ __typename: 'User', id: order.customerId });
    expect(user?.points.spendable).toBe(reads ? 100 : undefined);
    expect(user?.paymentMethods).toEqual(reads ? [{ id: methodId }] : undefined);
  });

  it(`${reads ? 'finds' : 'finds no'} payments of the order`, async () => {
    const found = await entity({ __typename: 'Order', id: order.orderId });
    expect(found.payments).toEqual(reads ? [{ id: order.paymentId }] : []);
  });
});

it.each([
  ['stranger', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
  ['owner', 'FORBIDDEN', 'FORBIDDEN'],
  ['staff', undefined, 'FORBIDDEN'],
  ['admin', undefined, undefined],
])('%s lists all payments: %s; refunds: %s', async (who, list, refund) => {
  const code = async (query: string, variables?: Record<string, unknown>) =>
    (await shop.ask(tokens[who]!, query, variables)).errors?.[0]?.extensions.code;
  expect(await code('{ payments(first: 5, status: REFUND_PENDING) { nodes { id } } }')).toBe(list);
  const input = { paymentId: 'pay_none', expectedVersion: 1, reason: '確認' };
  expect(await code(REFUND, { input })).toBe(refund);
});

it('removes only a card of one’s own', async () => {
  const remove = async (who: string, id: string) =>
    (await shop.ask(tokens[who]!, REMOVE, { input: { id } })).data?.removePaymentMethod.__typename;
  const cardToken = await shop.tokenOf(VISA, order.customerId);
  const saved = await shop.ask(tokens.owner!, SAVE, { input: { cardToken } });
  const { id } = saved.data.savePaymentMethod.paymentMethod;
  expect(await remove('other', id)).toBe('NotFound');
  expect(await remove('staff', id)).toBe('NotFound');
  expect(await remove('stranger', id)).toBeUndefined();
  expect(await remove('owner', id)).toBe('RemovePaymentMethodSuccess');
});

it('keeps a card once, only with a fresh token of its owner, and no more than 20', async () => {
  const customerId = newId('usr');
  const mine = await shop.signIn(customerId, 'CUSTOMER');
  const save = async (token: string, cardToken: string) =>
    (await shop.ask(token, SAVE, { input: { cardToken } })).data.savePaymentMethod.__typename;
  const cardToken = await shop.tokenOf(VISA, customerId);
  expect(await save(tokens.other!, cardToken)).toBe('InvalidInput');
  const both = await Promise.all([save(mine, cardToken), save(mine, cardToken)]);
  expect(both.sort()).toEqual(['InvalidInput', 'SavePaymentMethodSuccess']);
  const further = await Promise.all(Array.from({ length: 24 }, () => shop.tokenOf(VISA, customerId)));
  const outcomes = await Promise.all(further.map((token) => save(mine, token)));
  expect(outcomes.filter((outcome) => outcome === 'SavePaymentMethodSuccess')).toHaveLength(19);
});

it('stores no card number anywhere', async () => {
  await shop.tokenOf('5555555555554444', newId('usr'));
  const tables = await shop.database.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'payments'`,
  );
  for (const { name } of tables) {
    const hits = await shop.database.query(
      `SELECT 1 FROM payments."${name}" AS t WHERE t::text LIKE '%5555555555554444%' OR t::text LIKE '%4242424242424242%'`,
    );
    expect([name, hits.length]).toEqual([name, 0]);
  }
});

it('answers other domains only', async () => {
  const request = { key: newId('ord') };
  const as = (caller: Parameters<typeof shop.rpc.connector>[0]) =>
    shop.rpc.connector(caller).client(PaymentService).releasePoints(request);
  const user = { kind: 'user', userId: order.customerId, sessionId: 's', roles: [], scopes: [] } as const;
  await expect(as(user)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(as({ kind: 'anonymous' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  expect(await as(serviceCaller('orders'))).toMatchObject({ released: false });
});

it.each([2, 40])('reads %i orders, users and payments with as many statements', async (count) => {
  const placed = await Promise.all(Array.from({ length: count }, () => shop.prepare('KONBINI')));
  const statements = async (representations: object[], fields: string) => {
    const before = shop.database.statementCount();
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ${fields} } }`;
    const { errors } = await shop.ask(tokens.staff!, query, { r: representations });
    expect(errors).toBeUndefined();
    return shop.database.statementCount() - before;
  };
  const all = (type: string, id: (one: (typeof placed)[number]) => string) =>
    placed.map((one) => ({ __typename: type, id: id(one) }));
  const details = '{ id slip { paymentCode } refund { status } }';
  expect(
    await statements(
      all('Order', ({ orderId }) => orderId),
      `... on Order { payments ${details} }`,
    ),
  ).toBe(3);
  expect(
    await statements(
      all('Payment', ({ paymentId }) => paymentId),
      `... on Payment ${details}`,
    ),
  ).toBe(3);
  expect(
    await statements(
      all('User', ({ customerId }) => customerId),
      '... on User { points { spendable held pending entries { nodes { id } } } paymentMethods { id } }',
    ),
  ).toBe(3);
});

it.each([0, 101])('refuses a page of %i, naming the field and what is allowed', async (first) => {
  const { errors } = await shop.ask(tokens.staff!, `{ payments(first: ${first}) { nodes { id } } }`);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
});
