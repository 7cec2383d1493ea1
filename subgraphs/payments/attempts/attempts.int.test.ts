import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { KonbiniChain, Method } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, openPaymentsShop, type PaymentsShop } from '../testing/test-payments.ts';

let database: TestDatabase;
let shop: PaymentsShop;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
});
beforeEach(() => {
  shop = openPaymentsShop(database.database('payments'));
});
afterEach(async () => expect(await shop.audit()).toEqual([]));
afterAll(() => database.close());

const DECLINED = '4000000000000002';
const LATE = '4000000000000259';

describe('another attempt to pay an order', () => {
  it('is a payment of its own, and is paid after a decline', async () => {
    const first = await shop.place('CARD', { card: DECLINED });
    const second = await shop.retry(first, 'CARD');
    expect(second.paymentId).not.toBe(first.paymentId);
    expect(await shop.payment(first)).toMatchObject({ status: 'FAILED' });
    expect(await shop.payment(second)).toMatchObject({ status: 'AUTHORIZED' });
    expect(await shop.events(first.orderId)).toEqual(['PaymentFailed', 'PaymentAuthorized']);
  });

  it('says in each event which payment and which attempt it is about', async () => {
    const first = await shop.place('CARD', { card: DECLINED });
    const second = await shop.retry(first, 'KONBINI');
    const rows = await shop.database.query<{ said: unknown }>(
      `SELECT jsonb_build_array(event->'data'->'paymentId', event->'data'->'attempt') AS said
       FROM payments.outbox_events WHERE key = $1 ORDER BY position`,
      [first.orderId],
    );
    expect(rows.map(({ said }) => said)).toEqual([
      [first.paymentId, 1],
      [second.paymentId, 2],
    ]);
  });

  it('ends an earlier one that waits at the register, whose money then goes back', async () => {
    const first = await shop.place('KONBINI');
    const second = await shop.retry(first, 'CARD');
    expect(await shop.payment(first)).toMatchObject({ status: 'VOIDED' });
    expect(await shop.pay(first)).toMatchObject({ body: { outcome: 'ACCEPTED' } });
    expect(await shop.payment(first)).toMatchObject({ status: 'REFUND_PENDING' });
    expect(await shop.payment(second)).toMatchObject({ status: 'AUTHORIZED' });
  });

  it('ends an earlier card that has not answered, whose late authorisation is given up and never told of', async () => {
    const first = await shop.place('CARD', { card: LATE });
    const second = await shop.retry(first, 'CARD', { card: DECLINED });
    shop.clock.advance(6_000);
    await shop.poll();
    await shop.work();
    expect(await shop.payment(first)).toMatchObject({ status: 'VOIDED' });
    expect(await shop.payment(second)).toMatchObject({ status: 'FAILED' });
    expect(await shop.charge(first)).toBe('VOIDED');
    expect(await shop.events(first.orderId)).toEqual(['PaymentVoided', 'PaymentFailed']);
  });

  it('is refused while an earlier one is certain, which stays as it is', async () => {
    const authorized = await shop.place('CARD');
    const paid = await shop.place('KONBINI');
    await shop.pay(paid);
    for (const order of [authorized, paid])
      expect(await prepared(order, { attempt: 2 })).toBe('ALREADY_PAID');
    expect(await shop.payment(authorized)).toMatchObject({ status: 'AUTHORIZED' });
    expect(await shop.payment(paid)).toMatchObject({ status: 'PAID' });
  });

  it('may be the fifth, and not the sixth', async () => {
    let order = await shop.place('CARD', { card: DECLINED });
    for (let attempt = 2; attempt <= 5; attempt += 1)
      order = await shop.retry(order, 'CARD', { card: DECLINED });
    expect(await prepared(order, { attempt: 6 })).toBe('TOO_MANY_ATTEMPTS');
  });

  it('follows the last one, without a hole', async () => {
    const order = await shop.place('CARD', { card: DECLINED });
    await expect(prepared(order, { attempt: 3 })).rejects.toThrow();
  });

  it('that is refused leaves the earlier one as it is', async () => {
    const slip = await shop.place('KONBINI');
    const refused = { attempt: 2, method: Method.CARD, cardToken: 'tok_unknown' };
    expect(await prepared(slip, refused)).toBe('INVALID_CARD_TOKEN');
    expect(await shop.payment(slip)).toMatchObject({ status: 'PENDING' });
    await shop.pay(slip);
    expect(await shop.payment(slip)).toMatchObject({ status: 'PAID' });
  });

  it('may be prepared anew with another choice until it is begun, and is the same one afterwards', async () => {
    const first = await shop.place('CARD', { card: DECLINED });
    const wishes = { orderId: first.orderId, customerId: first.customerId, attempt: 2 };
    const byCard = await shop.prepare('CARD', wishes);
    const bySlip = await shop.prepare('KONBINI', wishes);
    expect(bySlip.paymentId).toBe(byCard.paymentId);
    await shop.deliver('PaymentRetried', bySlip.retried);
    await shop.work();
    expect(await shop.slip(bySlip)).toMatchObject({ amount_yen: 3_000 });
    expect(await prepared(first, { attempt: 2 })).toBe(bySlip.paymentId);
    expect(await shop.payment(bySlip)).toMatchObject({ status: 'PENDING' });
  });

  it('is prepared once, however often it is asked for at the same time', async () => {
    const first = await shop.place('CARD', { card: DECLINED });
    const ids = await Promise.all([1, 2, 3].map(() => prepared(first, { attempt: 2 })));
    expect(new Set(ids).size).toBe(1);
  });
});

describe('the end of an order', () => {
  it.each(['OrderCancelled', 'OrderExpired'] as const)(
    'by %s ends every attempt, one that was prepared and never begun too, and lets no other be prepared',
    async (event) => {
      const first = await shop.place('KONBINI');
      const wishes = { orderId: first.orderId, customerId: first.customerId, attempt: 2 };
      const second = await shop.prepare('CARD', wishes);
      await shop.deliver(event, event === 'OrderCancelled' ? first.cancelled : first.expired);
      expect(await shop.payment(second)).toMatchObject({ status: 'VOIDED' });
      expect(await prepared(first, { attempt: 2 })).toBe('ABANDONED');
      expect(await prepared(first, { attempt: 3 })).toBe('ABANDONED');
    },
  );

  it('sends back what was captured in its last attempt, and leaves the declined one as it was', async () => {
    const first = await shop.place('CARD', { card: DECLINED });
    const second = await shop.retry(first, 'KONBINI');
    await shop.pay(second);
    await shop.deliver('OrderCancelled', second.cancelled);
    expect(await shop.payment(first)).toMatchObject({ status: 'FAILED' });
    expect(await shop.payment(second)).toMatchObject({ status: 'REFUND_PENDING' });
  });

  it('that names no payment, as events did before there were attempts, is about the last one', async () => {
    const first = await shop.place('CARD', { card: DECLINED });
    const second = await shop.retry(first, 'CARD');
    const { paymentId: _, ...shipped } = second.shipped;
    await shop.deliver('OrderShipped', shipped);
    await shop.work();
    expect(await shop.payment(second)).toMatchObject({ status: 'PAID' });
  });
});

it('the database refuses a second live attempt and a sixth one', async () => {
  const order = await shop.place('CARD');
  const copy = (attempt: number, status: string) =>
    shop.database.query(
      `INSERT INTO payments.payments (id, order_id, attempt, customer_id, method, status, amount_yen, created_at, updated_at)
       SELECT id || $2, order_id, $2::int, customer_id, method, $3, amount_yen, created_at, updated_at
       FROM payments.payments WHERE id = $1`,
      [order.paymentId, String(attempt), status],
    );
  for (const status of ['PREPARED', 'PENDING', 'ACTION_NEEDED', 'AUTHORIZED', 'PAID'])
    await expect(copy(2, status)).rejects.toThrow(/payments_live_attempt/);
  await expect(copy(6, 'FAILED')).rejects.toThrow(/payments_attempt/);
  await expect(copy(1, 'FAILED')).rejects.toThrow(/order_id_attempt/);
});

/** Asks for an attempt. @returns the payment's id, or the code of the refusal */
async function prepared(
  { orderId, customerId }: { readonly orderId: string; readonly customerId: string },
  changes: object,
): Promise<string> {
  const inHours = (hours: number) =>
    timestampFromDate(new Date(shop.clock.now().getTime() + hours * HOUR_MS));
  const { result } = await shop.orders.preparePayment({
    orderId,
    customerId,
    amountYen: 3_000,
    method: Method.KONBINI,
    konbiniChain: KonbiniChain.LAWSON,
    deadlineAt: inHours(24),
    cutOffAt: inHours(72),
    ...changes,
  });
  if (result.case === 'prepared') return result.value.paymentId;
  if (result.case !== 'refused') throw new Error('PreparePayment answered nothing');
  return result.value.code;
}
