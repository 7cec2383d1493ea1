import { migrate } from '@depachika/database/migrations/migrations.ts';
import { auditStock } from '@depachika/inventory/audit/stock-audit-reader.ts';
import { auditMoney } from '@depachika/payments/audit/audit.ts';
import type { TestDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DrivenShop, openDrivenShop } from '../driven-shop.ts';
import {
  KILLED_AT,
  RELEASED_CUSTOMERS,
  RELEASED_REFRESH_TOKEN,
  ROOT,
  releasedShop,
} from './released-shop.ts';

/** Without a server the second is the first once more: what is embedded is always tried. */
const PLACES = process.env.TEST_DATABASE_URL ? [true, false] : [true];

describe.each(PLACES)('a shop that the first release filled, upgraded (embedded: %s)', (embedded) => {
  let test: TestDatabase;
  let shop: DrivenShop;
  let before: Map<string, string[]>;

  beforeAll(async () => {
    test = await releasedShop({ embedded });
    before = await rowsKept(test);
    await migrate({ url: test.directUrl, root: ROOT });
    shop = await openDrivenShop(test, KILLED_AT);
    await shop.start();
  });

  afterAll(async () => {
    await shop.close();
    await test.close();
  });

  it('has its money and its stock right, but for the faults of the first release, which the audit names', async () => {
    expect(await wrongIn(shop)).toEqual(LEFT_WRONG);
  });

  it('has lost no order, payment, refund, account, address or point', async () => {
    const after = await rowsKept(test);
    for (const [table, rows] of before)
      expect(
        rows.filter((row) => !after.get(table)!.includes(row)),
        table,
      ).toEqual([]);
  });

  it('goes on with what was under way when it was killed, and stays right', async () => {
    await shop.settle();
    await shop.wait(60_000);
    await shop.settle();
    const pending = await shop
      .database('orders')
      .query(`SELECT id FROM orders.orders WHERE status = 'PENDING'`);
    expect(pending).toEqual([]);
    expect(await wrongIn(shop)).toEqual(LEFT_WRONG);
    expect([shop.deadLetters, shop.faults]).toEqual([[], []]);
  });

  it('still takes the money of a slip that it had refused once for another amount', async () => {
    const [slip] = await shop
      .database('payments')
      .query<{ code: string; yen: number; id: string; paymentId: string }>(
        `SELECT s.payment_code AS code, s.amount_yen AS yen, w.id, s.payment_id AS "paymentId"
       FROM payments.webhook_events AS w JOIN payments.slips AS s ON s.payment_id = w.payment_id
       WHERE w.outcome = 'WRONG_AMOUNT'`,
      );
    const { id, code: paymentCode, yen: amountYen, paymentId } = slip!;
    const paidAt = shop.clock.now().toISOString();
    expect(await shop.tell({ id, type: 'konbini.paid', paymentCode, amountYen, paidAt })).toBe(200);
    await shop.settle();
    const [payment] = await shop
      .database('payments')
      .query<{ status: string }>('SELECT status FROM payments.payments WHERE id = $1', [paymentId]);
    expect(payment!.status).toBe('PAID');
    expect(await wrongIn(shop)).toEqual(LEFT_WRONG);
  });

  it('lists its products in gojūon order', async () => {
    const shelves = await shop.database('products').query<{ name: string }>(
      `SELECT p.name_ja AS name FROM catalog.products AS p JOIN catalog.product_shelves AS s ON s.product_id = p.id
         GROUP BY p.id, s.name_key ORDER BY s.name_key`,
    );
    expect(shelves.map(({ name }) => name)).toEqual(['ヴァニラ', 'パイ', 'ハハの羊羹']);
  });

  it('keeps two accounts that share a mailbox, each with its own spelling and its orders', async () => {
    const accounts = await shop
      .database('users')
      .query<{ id: string; email: string }>(
        `SELECT id, email FROM users.users WHERE email LIKE 'hanako@%' ORDER BY id`,
      );
    expect(accounts).toEqual([
      { id: RELEASED_CUSTOMERS.typed, email: 'hanako@例え.jp' },
      { id: RELEASED_CUSTOMERS.encoded, email: 'hanako@xn--r8jz45g.jp' },
    ]);
  });

  it('keeps its sessions: a refresh token of the first release is good for one refresh', async () => {
    const refresh = (token: string) => shop.ask('users', '', REFRESH, { refreshToken: token });
    const outcome = await refresh(RELEASED_REFRESH_TOKEN);
    expect(outcome).toMatchObject({ __typename: 'RefreshSessionSuccess' });
    expect((await refresh(outcome.session.refreshToken)).__typename).toBe('RefreshSessionSuccess');
  });

  it('delivers to an address that says what its postal code says, and to no other until it is corrected', async () => {
    const addresses = await shop
      .database('users')
      .query<{ prefecture: string; municipality: string; hasPoint: boolean }>(
        `SELECT prefecture, municipality, latitude IS NOT NULL AS "hasPoint" FROM users.addresses
         WHERE owner_id = $1 ORDER BY id`,
        [RELEASED_CUSTOMERS.typed],
      );
    expect(addresses).toEqual([
      { prefecture: '東京都', municipality: '中央区', hasPoint: true },
      // Its prefecture was typed as 東京.
      { prefecture: '東京都', municipality: '中央区', hasPoint: true },
      { prefecture: '東京都', municipality: '千代田区', hasPoint: false },
      { prefecture: '北海道', municipality: '札幌市', hasPoint: false },
    ]);
  });
});

/** The first release awarded points for an order whose card was refused when it was to be captured. */
const LEFT_WRONG = [
  {
    code: 'AWARD_WITHOUT_MONEY',
    subject: 'ord_01m8ajpmh7ecxvk23rbyfpka8q',
    expected: 'money, or no points',
    found: '14 points',
  },
];

const REFRESH = `mutation ($input: RefreshSessionInput!) { outcome: refreshSession(input: $input) { __typename
  ... on RefreshSessionSuccess { session { refreshToken } } } }`;

/** What both audits find. */
async function wrongIn(shop: DrivenShop): Promise<unknown[]> {
  const money = await auditMoney(shop.database('payments'));
  const stock = await auditStock(shop.database('inventory'));
  return [...money.differences, ...stock.differences];
}

/** The columns of each table that no upgrade may change, as text. */
const KEPT: Readonly<Record<string, string>> = {
  'orders.orders': 'id, number, customer_id, status, total_yen, points_used, payment_id',
  'orders.order_lines': 'order_id, position, variant_id, quantity, unit_price_yen',
  'orders.order_history': 'order_id, version, from_status, to_status, occurred_at',
  'payments.payments': 'id, order_id, method, status, amount_yen',
  'payments.slips': 'payment_id, payment_code, amount_yen, paid_at',
  'payments.refunds': 'payment_id, amount_yen, bank_account',
  'payments.points_postings': 'transaction_id, account, points',
  'inventory.levels': 'id, on_hand, reserved',
  'delivery.shipments': 'id, order_id, status',
  'users.users': 'id, email, password_hash',
  'users.addresses': 'id, owner_id, municipality, street',
  'users.sessions': 'id, user_id, ended_at',
};

async function rowsKept(test: TestDatabase): Promise<Map<string, string[]>> {
  const database = test.database('looking');
  const tables = new Map<string, string[]>();
  for (const [table, columns] of Object.entries(KEPT)) {
    const rows = await database.query<{ row: string }>(
      `SELECT row(${columns})::text AS row FROM ${table} ORDER BY 1`,
    );
    tables.set(
      table,
      rows.map(({ row }) => row),
    );
  }
  return tables;
}
