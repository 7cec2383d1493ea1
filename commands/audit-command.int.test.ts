import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Database } from '@depachika/database/database.ts';
import { addBulkPayments } from '@depachika/payments/audit/bulk-payments.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let home: TestDatabase;
let database: Database;

beforeAll(async () => {
  home = await testDatabase({ domains: ['payments'] });
  database = home.database('payments');
  await addBulkPayments(database, 100);
});
afterAll(() => home.close());

it('says that the books are right, and exits with 0', async () => {
  const { ended } = auditMoney();
  expect(await ended).toMatchObject({
    exit: 0,
    out: expect.stringContaining('Money is right: 100 payments'),
  });
});

it('says what is wrong, and exits with 1', async () => {
  await database.query(`UPDATE payments.payments SET amount_yen = amount_yen + 1 WHERE id LIKE '%04'`);
  const { ended } = auditMoney(['--json']);
  const { exit, out } = await ended;
  expect(exit).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ differenceCount: 1, differences: [{ code: 'CHARGE_DIFFERS' }] });
});

it('exits with 2 when there is nothing to audit', async () => {
  const empty = await testDatabase({ domains: [] });
  const { ended } = auditMoney([], empty.url);
  expect(await ended).toMatchObject({ exit: 2, err: expect.stringContaining('no payments') });
  await empty.close();
});

describe.runIf(process.env.TEST_DATABASE_URL)('on PostgreSQL (TEST_DATABASE_URL)', () => {
  beforeAll(async () => {
    await database.query('ALTER TABLE payments.points_balances RENAME TO kept_balances');
    await database.query(
      `CREATE VIEW payments.points_balances AS
       SELECT kept.* FROM payments.kept_balances AS kept CROSS JOIN (SELECT pg_sleep(600)) AS endless`,
    );
  });

  const running = () =>
    database.query(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'depachika payments audit'
         AND datname = current_database() AND state = 'active'`,
    );

  it('cancels its statement at Ctrl-C', async () => {
    const { child, ended } = auditMoney();
    await expect.poll(running).toHaveLength(1);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ exit: 130, out: '' });
    expect(await running()).toEqual([]);
  });

  it('leaves no statement behind when it is killed', async () => {
    const { child, ended } = auditMoney();
    await expect.poll(running).toHaveLength(1);
    child.kill('SIGKILL');
    await ended;
    await expect.poll(running).toEqual([]);
  });
});

interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

function auditMoney(
  args: readonly string[] = [],
  url = home.url,
): { child: ChildProcess; ended: Promise<Ended> } {
  const command = fileURLToPath(new URL('operate/audit-money.ts', import.meta.url));
  const child = spawn(process.execPath, [command, ...args], { env: { ...process.env, DATABASE_URL: url } });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  return { child, ended: new Promise((resolve) => child.on('close', (exit) => resolve({ exit, ...said }))) };
}
