import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPaymentsShop, type PaymentsShop, SECRET } from '../testing/test-payments.ts';
import { SIGNATURE_HEADER, SIGNATURE_TOLERANCE_MS, signWebhook } from './webhook-signature.ts';

let database: TestDatabase;
let shop: PaymentsShop;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
  shop = openPaymentsShop(database.database('payments'));
});
afterAll(() => database.close());

const BODY = '{"id":"evt","type":"konbini.paid"}';

it.each([
  ['none', () => ({})],
  ['two', () => ({ [SIGNATURE_HEADER]: [signed(BODY), signed(BODY)] })],
  ['one in another form', () => header('v1=abc')],
  ['one with another secret', () => header(signWebhook(BODY, `${SECRET}2`, shop.clock.now()))],
  ['one of another body', () => header(signed(`${BODY} `))],
  ['one that says another time', () => header(signed(BODY).replace(/^t=\d/, 't=2'))],
  ['one that is too old', () => header(signed(BODY, -SIGNATURE_TOLERANCE_MS - 1_000))],
  ['one from the future', () => header(signed(BODY, SIGNATURE_TOLERANCE_MS + 1_000))],
])('refuses a notification whose signature is %s', async (_, headers) => {
  const before = shop.database.statementCount();
  const answer = await shop.tell(BODY, headers() as Record<string, string>);
  expect(answer).toMatchObject({ status: 401, body: { outcome: 'SIGNATURE_REFUSED' } });
  expect(shop.database.statementCount()).toBe(before);
});

it('takes a signature of up to five minutes around its time', async () => {
  for (const aside of [-SIGNATURE_TOLERANCE_MS, SIGNATURE_TOLERANCE_MS]) {
    expect(await shop.tell(BODY, header(signed(BODY, aside)))).toMatchObject({ status: 400 });
  }
});

const paid = {
  id: 'x',
  type: 'konbini.paid',
  paymentCode: '1',
  amountYen: 1,
  paidAt: '2026-11-22T03:00:00Z',
};

it.each([
  ['not JSON', '{'],
  ['not an object', '[]'],
  ['nothing', 'null'],
  ['without id', { ...paid, id: undefined }],
  ['with an id that no database keeps', { ...paid, id: 'a\u0000b' }],
  ['of another type', { ...paid, type: 'konbini.lost' }],
  ['without code', { ...paid, paymentCode: '' }],
  ['with a fraction of a yen', { ...paid, amountYen: 1.5 }],
  ['with an amount as text', { ...paid, amountYen: '1' }],
  ['with a time that is none', { ...paid, paidAt: 'yesterday' }],
  ['with a time in another form', { ...paid, paidAt: 'Sun Nov 22 2026' }],
  ['of a charge without reference', { id: 'x', type: 'charge.authorized', idempotencyKey: 'pay/AUTHORIZE' }],
])('refuses a notification that is %s', async (_, notification) => {
  const body = Array.isArray(notification) ? JSON.stringify(notification) : notification;
  expect(await shop.tell(body)).toMatchObject({ status: 400, body: { outcome: 'INVALID_NOTIFICATION' } });
});

it('keeps money that fits no slip, or not its amount, for staff to see, and leaves the payment as it is', async () => {
  const order = await shop.place('KONBINI');
  const unknown = newId('evt');
  const wrong = newId('evt');
  expect(await shop.pay(order, { id: unknown, paymentCode: '0000' })).toEqual({
    status: 422,
    body: { outcome: 'UNKNOWN_SLIP' },
  });
  expect(await shop.pay(order, { id: wrong, amountYen: 2_999 })).toEqual({
    status: 422,
    body: { outcome: 'WRONG_AMOUNT' },
  });
  const noted = await shop.database.query(
    'SELECT outcome, payment_id FROM payments.webhook_events WHERE id = ANY($1::text[]) ORDER BY outcome',
    [[unknown, wrong]],
  );
  expect(noted).toEqual([
    { outcome: 'UNKNOWN_SLIP', payment_id: null },
    { outcome: 'WRONG_AMOUNT', payment_id: order.paymentId },
  ]);
  expect(await shop.payment(order)).toMatchObject({ status: 'PENDING' });
  expect(await shop.audit()).toEqual([]);
});

it('answers a charge that it does not know with 422, and a repeated one with what it knows', async () => {
  const charge = { type: 'charge.authorized', reference: 'ch_1' };
  expect(await shop.tell({ ...charge, id: newId('evt'), idempotencyKey: 'pay_x/AUTHORIZE' })).toMatchObject({
    status: 422,
    body: { outcome: 'UNKNOWN_CHARGE' },
  });
});

it('believes no charge of a card for a slip, which is then still paid', async () => {
  const order = await shop.place('KONBINI');
  const charge = {
    type: 'charge.authorized',
    idempotencyKey: `${order.paymentId}/AUTHORIZE`,
    reference: 'ch_1',
  };
  expect(await shop.tell({ ...charge, id: newId('evt') })).toMatchObject({
    status: 422,
    body: { outcome: 'UNKNOWN_CHARGE' },
  });
  expect(await shop.payment(order)).toMatchObject({ status: 'PENDING' });
  expect(await shop.pay(order)).toMatchObject({ status: 200, body: { outcome: 'ACCEPTED' } });
});

it('passes over fields that it does not know, whatever is in them', async () => {
  const order = await shop.place('KONBINI');
  expect(await shop.pay(order, { register: 'a\0b', cashier: '\ud800' })).toMatchObject({ status: 200 });
});

it('takes money within the grace after the deadline, and later still: the order decides what it is for', async () => {
  for (const hours of [24.4, 30]) {
    const order = await shop.place('KONBINI');
    shop.clock.advance(hours * 3_600_000);
    expect(await shop.pay(order)).toEqual({ status: 200, body: { outcome: 'ACCEPTED' } });
    expect(await shop.events(order.orderId)).toContain('PaymentReceived');
  }
});

function signed(body: string, asideMs = 0): string {
  return signWebhook(body, SECRET, new Date(shop.clock.now().getTime() + asideMs));
}

function header(value: string) {
  return { [SIGNATURE_HEADER]: value };
}
