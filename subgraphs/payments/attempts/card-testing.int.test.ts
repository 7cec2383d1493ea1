import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { newId } from '@depachika/ids/ids.ts';
import { Method } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { paymentsConfig } from '../config.ts';
import { HOUR_MS, OPENING, openPaymentsShop, type PaymentsShop, VISA } from '../testing/test-payments.ts';

let database: TestDatabase;
let shop: PaymentsShop;

const PER_ACCOUNT = 3;
const PER_CARD = 5;
const PER_NETWORK = 4;
const DECLINED = '4000000000000002';
const NO_MONEY = '4000000000009995';

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
});
beforeEach(async () => {
  // What failed in the test before is forgotten.
  const openedAt = new Date((shop?.clock.now() ?? OPENING).getTime() + 2 * HOUR_MS);
  shop = openPaymentsShop(database.database('payments'), openedAt, {
    CARD_FAILURES_PER_ACCOUNT: String(PER_ACCOUNT),
    CARD_FAILURES_PER_CARD: String(PER_CARD),
    CARD_FAILURES_PER_NETWORK: String(PER_NETWORK),
  });
});
afterAll(() => database.close());

it('an account whose cards failed too often tries no further one for an hour, and pays by other means', async () => {
  const customerId = newId('usr');
  for (const card of [DECLINED, NO_MONEY, DECLINED]) await shop.place('CARD', { customerId, card });
  expect(await tried(customerId, VISA)).toBe('TOO_MANY_ATTEMPTS');
  expect(await shop.payment(await shop.place('KONBINI', { customerId }))).toMatchObject({
    status: 'PENDING',
  });
  expect(await tried(newId('usr'), VISA)).toBe('prepared');
  shop.clock.advance(HOUR_MS);
  expect(await tried(customerId, VISA)).toBe('prepared');
});

it('an account tries no more cards at the same moment than one after the other', async () => {
  const customerId = newId('usr');
  const answers = await Promise.all(Array.from({ length: 12 }, () => tried(customerId, DECLINED)));
  expect(answers.filter((answer) => answer === 'prepared')).toHaveLength(PER_ACCOUNT);
});

it('a card that failed too often is tried for nobody, under any token, kept or new', async () => {
  const owner = newId('usr');
  const token = await shop.signIn(owner, 'CUSTOMER');
  const save = `mutation ($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) {
    ... on SavePaymentMethodSuccess { paymentMethod { id } } } }`;
  const cardToken = await shop.tokenOf(NO_MONEY, owner);
  const { data } = await shop.ask(token, save, { input: { cardToken } });
  for (let count = 0; count < PER_CARD; count += 1) await shop.place('CARD', { card: NO_MONEY });
  expect(await tried(newId('usr'), NO_MONEY)).toBe('TOO_MANY_ATTEMPTS');
  const { id: paymentMethodId } = data.savePaymentMethod.paymentMethod;
  expect(await prepare(owner, { paymentMethodId })).toBe('TOO_MANY_ATTEMPTS');
  expect(await tried(newId('usr'), VISA)).toBe('prepared');
});

it('a network where too many cards failed tries no further one, under any account, and others do', async () => {
  const from = async (network: string, card: string) => {
    const customerId = newId('usr');
    return prepare(customerId, { cardToken: await shop.tokenOf(card, customerId, network) });
  };
  for (const card of [DECLINED, NO_MONEY, DECLINED, NO_MONEY])
    expect(await from('203.0.113.7', card)).toBe('prepared');
  expect(await from('203.0.113.7', VISA)).toBe('TOO_MANY_ATTEMPTS');
  expect(await from('203.0.113.8', VISA)).toBe('prepared');
  const kept = await shop.database.query(`SELECT 1 FROM payments.card_tokens WHERE network LIKE '%203%113%'`);
  expect(kept).toEqual([]);
});

it('cards that pay are not counted', async () => {
  const customerId = newId('usr');
  for (let count = 0; count <= PER_CARD; count += 1) await shop.place('CARD', { customerId });
  expect(await tried(customerId, VISA)).toBe('prepared');
});

it('a preparation that is repeated at the limit is the same one', async () => {
  const customerId = newId('usr');
  for (let count = 1; count < PER_ACCOUNT; count += 1)
    await shop.place('CARD', { customerId, card: DECLINED });
  const last = { orderId: newId('ord'), cardToken: await shop.tokenOf(DECLINED, customerId) };
  expect(await prepare(customerId, last)).toBe('prepared');
  expect(await prepare(customerId, last)).toBe('prepared');
});

it.each([
  ['CARD_FAILURES_PER_ACCOUNT', '0'],
  ['CARD_FAILURES_PER_CARD', 'many'],
  ['CARD_FAILURES_PER_NETWORK', '1.5'],
])('%s cannot be %s', (name, value) => {
  expect(() => paymentsConfig({ [name]: value })).toThrow(name);
});

async function tried(customerId: string, card: string): Promise<string> {
  return prepare(customerId, { cardToken: await shop.tokenOf(card, customerId) });
}

async function prepare(customerId: string, wishes: object): Promise<string> {
  const { result } = await shop.orders.preparePayment({
    orderId: newId('ord'),
    customerId,
    amountYen: 3_000,
    method: Method.CARD,
    cutOffAt: timestampFromDate(new Date(shop.clock.now().getTime() + 48 * HOUR_MS)),
    ...wishes,
  });
  return result.case === 'refused' ? result.value.code : String(result.case);
}
