import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { BankAccount } from './bank-account.ts';
import { accountNeededBy, type Refund } from './refund.ts';

const COLUMNS = `r.id, r.payment_id AS "paymentId", r.amount_yen AS "amountYen", r.status, r.reason,
  r.notification_id AS "notificationId", r.bank_account_needed_by AS "bankAccountNeededBy",
  r.transfer_key AS "transferKey", r.refusals, r.refusal_code AS "refusalCode", r.sent_at AS "sentAt",
  r.created_at AS "createdAt"`;

type RefundRow = Refund & Record<string, unknown>;

/** Opens refunds; a payment, and what came beside it, has one each. */
export async function insertRefunds(tx: Transaction, refunds: readonly Refund[]): Promise<void> {
  if (refunds.length === 0) return;
  await tx.query(
    `INSERT INTO payments.refunds (id, payment_id, amount_yen, status, reason, notification_id,
       bank_account_needed_by, transfer_key, created_at)
     SELECT r.id, r."paymentId", r."amountYen", r.status, r.reason, r."notificationId", r."bankAccountNeededBy",
       r."transferKey", r."createdAt"
     FROM jsonb_to_recordset($1::jsonb) AS r(id text, "paymentId" text, "amountYen" int, status text, reason text,
       "notificationId" text, "bankAccountNeededBy" timestamptz, "transferKey" text, "createdAt" timestamptz)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(refunds)],
  );
}

export async function setRefundReason(tx: Transaction, paymentId: string, reason: string): Promise<void> {
  await tx.query(
    `UPDATE payments.refunds SET reason = $2 WHERE payment_id = $1 AND notification_id IS NULL`,
    [paymentId, reason],
  );
}

/** Locks all refunds of these payments, in the order of their ids. The payments are locked before. */
export async function lockRefunds(tx: Transaction, paymentIds: readonly string[]): Promise<Refund[]> {
  return await tx.query<RefundRow>(
    `SELECT ${COLUMNS} FROM payments.refunds AS r WHERE r.payment_id = ANY($1::text[]) ORDER BY r.id FOR UPDATE`,
    [paymentIds],
  );
}

/** Notes where the money of these refunds goes back to, and that it is to go. */
export async function setBankAccount(
  tx: Transaction,
  refundIds: readonly string[],
  account: BankAccount,
): Promise<void> {
  await tx.query(
    `UPDATE payments.refunds SET status = 'PENDING', bank_account = $2, finished_at = NULL
     WHERE id = ANY($1::text[])`,
    [refundIds, JSON.stringify(account)],
  );
}

/** A transfer that is to be made, or to be asked for again. */
export interface Transfer {
  readonly refund: Refund;
  /** Where it goes that cannot go back to a card. */
  readonly bankAccount: BankAccount | null;
}

/** Takes the transfers of these payments: their accounts cannot be corrected any more. */
export async function takeTransfers(sql: Sql, paymentIds: readonly string[], now: Date): Promise<Transfer[]> {
  if (paymentIds.length === 0) return [];
  const rows = await sql.query<RefundRow & { bank_account: BankAccount | null }>(
    `UPDATE payments.refunds AS r SET sent_at = coalesce(r.sent_at, $2)
     WHERE r.payment_id = ANY($1::text[]) AND r.status = 'PENDING' RETURNING ${COLUMNS}, r.bank_account`,
    [paymentIds, now],
  );
  return rows.map(({ bank_account: bankAccount, ...refund }) => ({ refund, bankAccount }));
}

/** The money of these refunds went back. */
export async function finishRefunds(tx: Transaction, refundIds: readonly string[], now: Date): Promise<void> {
  if (refundIds.length === 0) return;
  await tx.query(
    `UPDATE payments.refunds SET status = 'SUCCEEDED', finished_at = $2 WHERE id = ANY($1::text[])`,
    [refundIds, now],
  );
}

/** Stores refunds whose transfer was refused, unless another answer was stored meanwhile. */
export async function storeRefusals(tx: Transaction, refused: readonly Refund[]): Promise<void> {
  if (refused.length === 0) return;
  await tx.query(
    `UPDATE payments.refunds AS r SET status = c.status, bank_account_needed_by = c."bankAccountNeededBy",
       refusals = c.refusals, refusal_code = c."refusalCode", sent_at = NULL, transfer_key = c."transferKey"
     FROM jsonb_to_recordset($1::jsonb) AS c(id text, status text, "bankAccountNeededBy" timestamptz, refusals int,
       "refusalCode" text, "transferKey" text)
     WHERE r.id = c.id AND r.status = 'PENDING' AND r.refusals = c.refusals - 1`,
    [JSON.stringify(refused)],
  );
}

/** Of these payments, those with a transfer that nobody has taken yet. */
export async function withUnsentTransfers(
  tx: Transaction,
  paymentIds: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.query<{ payment_id: string }>(
    `SELECT DISTINCT payment_id FROM payments.refunds
     WHERE payment_id = ANY($1::text[]) AND status = 'PENDING' AND sent_at IS NULL`,
    [paymentIds],
  );
  return new Set(rows.map((row) => row.payment_id));
}

/** Asks once more for the account of refunds that nobody claimed in time. @returns their ids */
export async function reopenRefunds(tx: Transaction, paymentId: string, now: Date): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE payments.refunds SET status = 'NEEDS_BANK_ACCOUNT', bank_account_needed_by = $2, finished_at = NULL
     WHERE payment_id = $1 AND status = 'FAILED' RETURNING id`,
    [paymentId, accountNeededBy(now)],
  );
  return rows.map(({ id }) => id);
}

/** Puts refunds to rest whose bank account did not come in time. @returns how many */
export async function failRefunds(sql: Sql, now: Date, limit: number): Promise<number> {
  const rows = await sql.query(
    `UPDATE payments.refunds SET status = 'FAILED', finished_at = $1
     WHERE id IN (SELECT id FROM payments.refunds WHERE ${overdue('$1')}
       ORDER BY bank_account_needed_by LIMIT $2) AND ${overdue('$1')} RETURNING id`,
    [now, limit],
  );
  return rows.length;
}

/** Whether {@link failRefunds} would find something. */
export function isRefundOverdueSql(now: string): string {
  return `EXISTS (${overdueSinceSql(now)})`;
}

/** SQL: by when their bank accounts were needed. */
export function overdueSinceSql(now: string): string {
  return `SELECT bank_account_needed_by AS since FROM payments.refunds WHERE ${overdue(now)}`;
}

function overdue(now: string): string {
  return `status = 'NEEDS_BANK_ACCOUNT' AND bank_account_needed_by <= ${now}`;
}
