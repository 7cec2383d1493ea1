import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { BankAccount } from './bank-account.ts';
import type { Refund } from './refund.ts';

export interface NewRefund extends Refund {
  readonly reason: string;
}

/** Opens refunds, one per payment. */
export async function insertRefunds(tx: Transaction, refunds: readonly NewRefund[]): Promise<void> {
  if (refunds.length === 0) return;
  await tx.query(
    `INSERT INTO payments.refunds (id, payment_id, amount_yen, status, reason, bank_account_needed_by, created_at)
     SELECT r.id, r."paymentId", r."amountYen", r.status, r.reason, r."bankAccountNeededBy", r."createdAt"
     FROM jsonb_to_recordset($1::jsonb) AS r(id text, "paymentId" text, "amountYen" int, status text, reason text,
       "bankAccountNeededBy" timestamptz, "createdAt" timestamptz)
     ON CONFLICT (payment_id) DO NOTHING`,
    [JSON.stringify(refunds)],
  );
}

export async function setRefundReason(tx: Transaction, paymentId: string, reason: string): Promise<void> {
  await tx.query(`UPDATE payments.refunds SET reason = $2 WHERE payment_id = $1`, [paymentId, reason]);
}

/** Notes where the money goes back to. @returns false when no refund of this customer's payment waits for it */
export async function setBankAccount(
  tx: Transaction,
  { paymentId, customerId }: { readonly paymentId: string; readonly customerId: string },
  account: BankAccount,
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE payments.refunds AS r SET status = 'PENDING', bank_account = $3 FROM payments.payments AS p
     WHERE r.payment_id = $1 AND p.id = r.payment_id AND p.customer_id = $2 AND r.status = 'NEEDS_BANK_ACCOUNT'
     RETURNING r.id`,
    [paymentId, customerId, JSON.stringify(account)],
  );
  return rows.length === 1;
}

/** The money of these payments went back. */
export async function finishRefunds(
  tx: Transaction,
  paymentIds: readonly string[],
  now: Date,
): Promise<void> {
  if (paymentIds.length === 0) return;
  await tx.query(
    `UPDATE payments.refunds SET status = 'SUCCEEDED', finished_at = $2 WHERE payment_id = ANY($1::text[])`,
    [paymentIds, now],
  );
}

/** Ends refunds whose bank account never came. @returns how many */
export async function failRefunds(sql: Sql, now: Date, limit: number): Promise<number> {
  const rows = await sql.query(
    `UPDATE payments.refunds SET status = 'FAILED', finished_at = $1
     WHERE id IN (SELECT id FROM payments.refunds WHERE ${overdue('$1')}
       ORDER BY bank_account_needed_by LIMIT $2) RETURNING id`,
    [now, limit],
  );
  return rows.length;
}

/** Whether {@link failRefunds} would find something. */
export function isRefundOverdueSql(now: string): string {
  return `EXISTS (SELECT FROM payments.refunds WHERE ${overdue(now)})`;
}

function overdue(now: string): string {
  return `status = 'NEEDS_BANK_ACCOUNT' AND bank_account_needed_by <= ${now}`;
}
