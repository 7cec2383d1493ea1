import type { Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';

export interface NewSlip {
  readonly paymentId: string;
  readonly paymentCode: string;
  readonly confirmationNumber?: string | undefined;
}

/** Keeps slips that the provider issued, one per payment. @returns ids of those that are new, by payment */
export async function insertSlips(tx: Transaction, slips: readonly NewSlip[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; payment_id: string }>(
    `INSERT INTO payments.slips (id, payment_id, chain, payment_code, confirmation_number, amount_yen, deadline_at)
     SELECT s.id, s.payment_id, p.konbini_chain, s.payment_code, s.confirmation_number, p.amount_yen, p.deadline_at
     FROM jsonb_to_recordset($1::jsonb)
       AS s(id text, payment_id text, payment_code text, confirmation_number text)
     JOIN payments.payments AS p ON p.id = s.payment_id
     ON CONFLICT (payment_id) DO NOTHING RETURNING id, payment_id`,
    [
      JSON.stringify(
        slips.map(({ paymentId, paymentCode, confirmationNumber }) => ({
          id: newId('slp'),
          payment_id: paymentId,
          payment_code: paymentCode,
          confirmation_number: confirmationNumber,
        })),
      ),
    ],
  );
  return new Map(rows.map((row) => [row.payment_id, row.id]));
}

export interface LockedSlip {
  readonly paymentId: string;
  readonly orderId: string;
  readonly amountYen: number;
  readonly paidAt: Date | null;
}

/** Locks the slip with this code, and its payment; undefined when there is none. */
export async function lockSlip(tx: Transaction, paymentCode: string): Promise<LockedSlip | undefined> {
  const [slip] = await tx.query<LockedSlip & Record<string, unknown>>(
    `SELECT s.payment_id AS "paymentId", p.order_id AS "orderId", s.amount_yen AS "amountYen", s.paid_at AS "paidAt"
     FROM payments.slips AS s JOIN payments.payments AS p ON p.id = s.payment_id
     WHERE s.payment_code = $1 FOR UPDATE`,
    [paymentCode],
  );
  return slip;
}

export async function markSlipPaid(tx: Transaction, paymentId: string, paidAt: Date): Promise<void> {
  await tx.query(`UPDATE payments.slips SET paid_at = $2 WHERE payment_id = $1`, [paymentId, paidAt]);
}
