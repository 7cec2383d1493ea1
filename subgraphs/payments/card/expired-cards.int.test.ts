import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { newId } from '@depachika/ids/ids.ts';
import { Method } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOUR_MS, openPaymentsShop, type PaymentsShop, VISA } from '../testing/test-payments.ts';

let database: TestDatabase;
let shop: PaymentsShop;

/** The last moment of the month that tests' cards are good to. */
const LAST_MOMENT = new Date('2030-12-31T14:59:59.999Z');
const SAVE = `mutation ($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) {
  ... on SavePaymentMethodSuccess { paymentMethod { id expired } } } }`;
const CARDS = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { paymentMethods { expired } } } }`;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
  shop = openPaymentsShop(database.database('payments'), LAST_MOMENT);
});
afterAll(() => database.close());

it('a card that is kept is good to the end of its month in Japan, and is then marked and refused', async () => {
  const customerId = newId('usr');
  const token = await shop.signIn(customerId, 'CUSTOMER');
  const cardToken = await shop.tokenOf(VISA, customerId);
  const another = await shop.tokenOf(VISA, customerId);
  const saved = await shop.ask(token, SAVE, { input: { cardToken } });
  const { id: paymentMethodId, expired } = saved.data.savePaymentMethod.paymentMethod;
  expect(expired).toBe(false);
  const prepare = async (card: object) => {
    const { result } = await shop.orders.preparePayment({
      orderId: newId('ord'),
      customerId,
      amountYen: 3_000,
      method: Method.CARD,
      cutOffAt: timestampFromDate(new Date(shop.clock.now().getTime() + 48 * HOUR_MS)),
      ...card,
    });
    return result.case === 'refused' ? result.value.code : result.case;
  };
  expect(await prepare({ paymentMethodId })).toBe('prepared');
  shop.clock.advance(1);
  expect(await prepare({ paymentMethodId })).toBe('CARD_EXPIRED');
  expect(await prepare({ cardToken: another })).toBe('CARD_EXPIRED');
  const { data } = await shop.ask(token, CARDS, { r: [{ __typename: 'User', id: customerId }] });
  expect(data._entities[0].paymentMethods).toEqual([{ expired: true }]);
});
