import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPaymentsShop, type PaymentsShop } from '../testing/test-payments.ts';
import { auditMoney, moneyText } from './audit.ts';
import { MONEY_CHECKS } from './audit-checks.ts';

let database: TestDatabase;
let shop: PaymentsShop;
let card: Awaited<ReturnType<PaymentsShop['place']>>;
let slip: Awaited<ReturnType<PaymentsShop['place']>>;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
  shop = openPaymentsShop(database.database('payments'));
  const customerId = newId('usr');
  await shop.grant(customerId, 1_000);
  card = await shop.place('CARD', { customerId, points: 200 });
  slip = await shop.place('KONBINI', { customerId, points: 300 });
  await shop.pay(slip);
  await shop.deliver('OrderConfirmed', slip.confirmed);
});
afterAll(() => database.close());

it('finds books right that were kept by the shop', async () => {
  const report = await auditMoney(shop.database);
  expect(report).toMatchObject({ payments: 2, customersWithPoints: 1, differenceCount: 0, differences: [] });
  expect(moneyText(report)).toContain('Money is right: 2 payments');
});

it('names what the shop owes, and what it is owed', async () => {
  const { accounts } = await auditMoney(shop.database);
  expect(accounts).toMatchObject({ refundsOwed: 0, pointsOwed: 700, openSlips: 0 });
  expect(accounts).toMatchObject({ authorizedCards: 1, authorizedCardsYen: card.amountYen, cashAtDoors: 0 });
  expect(moneyText(await auditMoney(shop.database))).toMatch(
    /^The shop owes 0 yen in 0 refunds, .* and 700 points\.$/m,
  );
});

it('names refunds that nobody claimed, receipts that fit no order, and points to be taken back', async () => {
  const customerId = newId('usr');
  const home = await testDatabase({ domains: ['payments'] });
  const other = openPaymentsShop(home.database('payments'));
  const order = await other.place('KONBINI', { customerId, amountYen: 4_000 });
  await other.pay(order);
  await other.deliver('OrderConfirmed', order.confirmed);
  await other.deliver('OrderDelivered', order.delivered);
  const spent = await other.place('POINTS', { customerId, points: 40 });
  await other.deliver('OrderConfirmed', spent.confirmed);
  await other.deliver('RefundRequested', order.refundRequested);
  await other.pay(order, { id: newId('evt'), amountYen: 70 });
  other.clock.advance(45 * 86_400_000);
  await other.poll();
  const { accounts } = await auditMoney(other.database);
  expect(accounts).toMatchObject({
    ...{ refundsOwed: 1, refundsOwedYen: 4_000, refundsUnclaimed: 1 },
    ...{ undecidedReceipts: 1, undecidedReceiptsYen: 70 },
    ...{ pointsOwed: 0, pointsToTakeBack: 40 },
  });
  await home.close();
});

const planted: readonly (readonly [code: string, sql: string, subject: () => string])[] = [
  [
    'TRANSACTION_UNBALANCED',
    `INSERT INTO payments.points_transactions (id, customer_id, kind, created_at) VALUES ('ptx_planted', $1, 'GRANTED', now())`,
    () => 'ptx_planted',
  ],
  [
    'BALANCE_DIFFERS',
    'UPDATE payments.points_balances SET pending = pending + 1 WHERE customer_id = $1',
    () => card.customerId,
  ],
  [
    'LOTS_DIFFER',
    'UPDATE payments.points_lots SET remaining = remaining - 1 WHERE customer_id = $1',
    () => card.customerId,
  ],
  [
    'HOLDS_DIFFER',
    `UPDATE payments.points_holds SET status = 'RELEASED' WHERE customer_id = $1 AND status = 'HELD'`,
    () => card.customerId,
  ],
  ['AWARDS_DIFFER', 'DELETE FROM payments.points_awards WHERE customer_id = $1', () => card.customerId],
  [
    'DEBTS_DIFFER',
    `UPDATE payments.points_awards SET status = 'CLAWED_BACK', debt = 1 WHERE customer_id = $1`,
    () => card.customerId,
  ],
  [
    'CLAWBACK_DIFFERS',
    `UPDATE payments.points_awards SET status = 'CLAWED_BACK', debt = points - 1 WHERE customer_id = $1`,
    () => slip.orderId,
  ],
  [
    'AWARD_OF_REFUNDED_ORDER',
    `UPDATE payments.payments SET status = 'REFUNDED' WHERE customer_id = $1 AND method = 'KONBINI'`,
    () => slip.orderId,
  ],
  [
    'HOLD_SHARES_DIFFER',
    `UPDATE payments.points_holds SET lots = '[]' WHERE customer_id = $1 AND status = 'SPENT'`,
    () => slip.orderId,
  ],
  [
    'POINTS_OF_CANCELLED_ORDER',
    `UPDATE payments.payments SET order_end = 'CANCELLED' WHERE customer_id = $1 AND method = 'KONBINI'`,
    () => slip.orderId,
  ],
  [
    'CHARGE_DIFFERS',
    `UPDATE payments.payments SET status = 'PAID' WHERE customer_id = $1 AND method = 'CARD'`,
    () => card.paymentId,
  ],
  [
    'CHARGE_WITHOUT_PAYMENT',
    `INSERT INTO payments.sandbox_charges (idempotency_key, reference, token, amount_yen, status, created_at)
     VALUES ('pay_lost/AUTHORIZE', 'ch_lost', $1, 1, 'AUTHORIZED', now())`,
    () => 'pay_lost/AUTHORIZE',
  ],
  [
    'SLIP_DIFFERS',
    `UPDATE payments.slips SET amount_yen = amount_yen + 1
     WHERE payment_id IN (SELECT id FROM payments.payments WHERE customer_id = $1)`,
    () => slip.paymentId,
  ],
  [
    'SLIP_STILL_PAYABLE',
    `UPDATE payments.payments SET status = 'VOIDED' WHERE customer_id = $1 AND method = 'KONBINI'`,
    () => slip.paymentId,
  ],
  [
    'RECEIPT_DIFFERS',
    `DELETE FROM payments.webhook_events
     WHERE payment_id IN (SELECT id FROM payments.payments WHERE customer_id = $1)`,
    () => slip.paymentId,
  ],
  [
    'NOTIFICATION_UNJUDGED',
    `WITH unpaid AS (
       UPDATE payments.slips AS s SET paid_at = NULL FROM payments.payments AS p
       WHERE p.id = s.payment_id AND p.customer_id = $1 RETURNING s.payment_code, s.amount_yen
     )
     INSERT INTO payments.webhook_events (id, type, outcome, body, payment_code, amount_yen, received_at)
     SELECT 'evt_planted', 'konbini.paid', 'UNKNOWN_SLIP', '{}', payment_code, amount_yen, now() FROM unpaid`,
    () => 'evt_planted',
  ],
  [
    'SURPLUS_DIFFERS',
    `INSERT INTO payments.webhook_events (id, type, outcome, body, payment_id, amount_yen, received_at)
     SELECT 'evt_planted', 'konbini.paid', 'REFUND_OPENED', '{}', id, 1, now() FROM payments.payments
     WHERE customer_id = $1 AND method = 'KONBINI'`,
    () => 'evt_planted',
  ],
  [
    'REFUND_DIFFERS',
    `UPDATE payments.payments SET status = 'REFUND_PENDING' WHERE customer_id = $1 AND method = 'KONBINI'`,
    () => slip.paymentId,
  ],
  [
    'TRANSFER_DIFFERS',
    `INSERT INTO payments.sandbox_transfers (idempotency_key, amount_yen, created_at)
     SELECT id || '/REFUND', amount_yen, now() FROM payments.payments WHERE customer_id = $1 AND method = 'KONBINI'`,
    () => `${slip.paymentId}/REFUND`,
  ],
  [
    'REFUND_FORGOTTEN',
    `INSERT INTO payments.refunds (id, payment_id, amount_yen, status, reason, transfer_key, created_at)
     SELECT 'ref_planted', id, amount_yen, 'PENDING', 'planted', id || '/REFUND', now()
     FROM payments.payments WHERE customer_id = $1 AND method = 'KONBINI'`,
    () => 'ref_planted',
  ],
  [
    'PAID_TWICE',
    `INSERT INTO payments.sandbox_charges (idempotency_key, reference, token, amount_yen, status, created_at)
     SELECT id || '/AUTHORIZE', 'ch_second', $1, amount_yen, 'CAPTURED', now()
     FROM payments.payments WHERE method = 'KONBINI'`,
    () => slip.orderId,
  ],
  [
    'ATTEMPTS_DIFFER',
    `UPDATE payments.payments SET attempt = 2 WHERE customer_id = $1 AND method = 'KONBINI'`,
    () => slip.orderId,
  ],
  [
    'SHIPPED_UNPAID',
    `UPDATE payments.payments SET shipped_at = now() WHERE customer_id = $1`,
    () => card.paymentId,
  ],
  [
    'AWARD_WITHOUT_MONEY',
    `INSERT INTO payments.points_awards (order_id, customer_id, points, status, created_at)
     SELECT order_id, customer_id, 30, 'AWARDED', now() FROM payments.payments
     WHERE customer_id = $1 AND method = 'CARD'`,
    () => card.orderId,
  ],
];

it.each(planted)('finds a planted %s', async (code, sql, subject) => {
  const plant = shop.database.transaction({ name: 'test.plant' }, async (tx) => {
    await tx.query(sql, [card.customerId]);
    const check = MONEY_CHECKS.find((candidate) => candidate.code === code)!;
    // Undone by the throw, so that each difference is planted alone.
    throw Object.assign(new Error('undo'), { rows: await tx.query(check.sql) });
  });
  await expect(plant).rejects.toMatchObject({ rows: [{ subject: subject() }] });
});

it('plants a difference for every check', () => {
  expect(planted.map(([code]) => code)).toEqual(MONEY_CHECKS.map(({ code }) => code));
});

it('reports what it finds, in words too', async () => {
  await shop.database.query('UPDATE payments.points_balances SET pending = pending + 1');
  const report = await auditMoney(shop.database);
  expect(report.differenceCount).toBe(2);
  expect(report.differences.map(({ code }) => code)).toEqual(['BALANCE_DIFFERS', 'AWARDS_DIFFER']);
  expect(moneyText(report)).toContain('Money is WRONG in 2 places');
});

it('the books refuse to be rewritten or to stand unbalanced', async () => {
  await expect(
    shop.database.query('UPDATE payments.points_postings SET points = points + 1'),
  ).rejects.toThrow();
  await expect(shop.database.query('DELETE FROM payments.points_postings')).rejects.toThrow();
  const unbalanced = shop.database.transaction({ name: 'test.unbalanced' }, async (tx) => {
    await tx.query(
      `INSERT INTO payments.points_postings (transaction_id, account, customer_id, points)
       SELECT id, 'LAPSED', customer_id, 5 FROM payments.points_transactions LIMIT 1`,
    );
  });
  await expect(unbalanced).rejects.toThrow();
});
