import type { Sql } from '@depachika/database/database.ts';
import type { BankAccount } from '../refund/bank-account.ts';
import type { CardBehaviour } from './sandbox-cards.ts';

/*
 * What the sandbox knows, apart from the shop's own books: cards, charges, slips and transfers. A call repeated under
 * its key finds what the first one wrote.
 */

export interface SandboxCard {
  readonly token: string;
  readonly brand: string;
  readonly last4: string;
  readonly behaviour: CardBehaviour;
}

export async function insertCard(sql: Sql, card: SandboxCard, now: Date): Promise<void> {
  await sql.query(
    `INSERT INTO payments.sandbox_cards (token, brand, last4, behaviour, created_at) VALUES ($1, $2, $3, $4, $5)`,
    [card.token, card.brand, card.last4, card.behaviour, now],
  );
}

export type Charge = {
  reference: string;
  status: 'AUTHORIZED' | 'DECLINED' | 'CHALLENGED' | 'PENDING' | 'CAPTURED' | 'VOIDED' | 'REFUNDED';
  code: string | null;
  /** When a late answer is there, or a challenge ends. */
  answerAt: Date | null;
  /** True when this very call made it. */
  fresh: boolean;
  behaviour: CardBehaviour;
};

export interface NewCharge {
  readonly idempotencyKey: string;
  readonly reference: string;
  readonly token: string;
  readonly amountYen: number;
  /** When a card that answers late has its answer. */
  readonly lateAnswerAt: Date;
  /** Until when a card that asks its holder waits for them. */
  readonly challengeUntil: Date;
}

/** One statement: the charge as the card's behaviour makes it, or as it was made before. Undefined: no such card. */
export async function openCharge(sql: Sql, charge: NewCharge, now: Date): Promise<Charge | undefined> {
  const [opened] = await sql.query<Charge>(
    `INSERT INTO payments.sandbox_charges AS c
       (idempotency_key, reference, token, amount_yen, status, code, answer_at, created_at)
     SELECT $1, $2, k.token, $4,
       CASE WHEN k.behaviour LIKE 'DECLINE:%' THEN 'DECLINED' WHEN k.behaviour = 'ANSWER_LATE' THEN 'PENDING'
            WHEN k.behaviour = 'CHALLENGE' THEN 'CHALLENGED' ELSE 'AUTHORIZED' END,
       CASE WHEN k.behaviour LIKE 'DECLINE:%' THEN substr(k.behaviour, 9) END,
       CASE k.behaviour WHEN 'ANSWER_LATE' THEN $6::timestamptz WHEN 'CHALLENGE' THEN $7::timestamptz END, $5
     FROM payments.sandbox_cards AS k WHERE k.token = $3
     ON CONFLICT (idempotency_key) DO UPDATE SET idempotency_key = excluded.idempotency_key
     RETURNING c.reference, c.status, c.code, c.answer_at AS "answerAt", (c.reference = $2) AS fresh,
       (SELECT behaviour FROM payments.sandbox_cards WHERE token = c.token) AS behaviour`,
    [
      charge.idempotencyKey,
      charge.reference,
      charge.token,
      charge.amountYen,
      now,
      charge.lateAnswerAt,
      charge.challengeUntil,
    ],
  );
  return opened;
}

/** Tries to capture, as the card's behaviour lets it. @returns undefined when there is nothing to capture */
export async function captureCharge(
  sql: Sql,
  reference: string,
): Promise<Pick<Charge, 'status' | 'behaviour'> | undefined> {
  const [charge] = await sql.query<Pick<Charge, 'status' | 'behaviour'>>(
    `UPDATE payments.sandbox_charges AS c SET capture_tries = capture_tries + 1,
       status = CASE WHEN c.status = 'CAPTURED' THEN c.status
                     WHEN k.behaviour = 'REFUSE_CAPTURE' THEN c.status
                     WHEN k.behaviour = 'FAIL_FIRST_CAPTURE' AND capture_tries = 0 THEN c.status
                     ELSE 'CAPTURED' END
     FROM payments.sandbox_cards AS k
     WHERE c.reference = $1 AND c.status IN ('PENDING', 'AUTHORIZED', 'CAPTURED') AND k.token = c.token
     RETURNING c.status, k.behaviour`,
    [reference],
  );
  return charge;
}

/** @returns the charge's status afterwards */
export async function voidCharge(sql: Sql, reference: string): Promise<Charge['status'] | undefined> {
  // PENDING too: the shop may hear of a late answer and give it up before the sandbox knows that it has been told.
  const [charge] = await sql.query<Pick<Charge, 'status'>>(
    `UPDATE payments.sandbox_charges
     SET status = CASE WHEN status IN ('PENDING', 'CHALLENGED', 'AUTHORIZED') THEN 'VOIDED' ELSE status END
     WHERE reference = $1 RETURNING status`,
    [reference],
  );
  return charge?.status;
}

export interface LateAnswer {
  readonly idempotencyKey: string;
  readonly reference: string;
}

/** Authorisations that were answered late and are due now, each until {@link markTold}. */
export async function lateAnswers(sql: Sql, now: Date, limit: number): Promise<LateAnswer[]> {
  return await sql.query<LateAnswer & Record<string, unknown>>(
    `SELECT idempotency_key AS "idempotencyKey", reference FROM payments.sandbox_charges
     WHERE ${answered('$1')} ORDER BY answer_at LIMIT $2`,
    [now, limit],
  );
}

/** Whether {@link lateAnswers} would find something. */
export function isLateAnswerDueSql(now: string): string {
  return `EXISTS (${answeredSinceSql(now)})`;
}

/** SQL: since when the sandbox knows them. */
export function answeredSinceSql(now: string): string {
  return `SELECT answer_at AS since FROM payments.sandbox_charges WHERE ${answered(now)}`;
}

function answered(now: string): string {
  return `status = 'PENDING' AND answer_at <= ${now}`;
}

export async function markTold(sql: Sql, idempotencyKey: string): Promise<void> {
  await sql.query(
    `UPDATE payments.sandbox_charges SET status = 'AUTHORIZED' WHERE idempotency_key = $1 AND status = 'PENDING'`,
    [idempotencyKey],
  );
}

export interface SandboxSlip {
  readonly idempotencyKey: string;
  readonly chain: string;
  readonly paymentCode: string;
  readonly confirmationNumber: string | null;
  readonly amountYen: number;
  readonly deadlineAt: Date;
}

/** @returns the numbers of the slip that stands under this key */
export async function issueSlip(
  sql: Sql,
  slip: SandboxSlip,
  now: Date,
): Promise<Pick<SandboxSlip, 'paymentCode' | 'confirmationNumber'>> {
  const { idempotencyKey, chain, paymentCode, confirmationNumber, amountYen, deadlineAt } = slip;
  const [issued] = await sql.query<Pick<SandboxSlip, 'paymentCode' | 'confirmationNumber'>>(
    `INSERT INTO payments.sandbox_slips
       (idempotency_key, chain, payment_code, confirmation_number, amount_yen, deadline_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (idempotency_key) DO UPDATE SET idempotency_key = excluded.idempotency_key
     RETURNING payment_code AS "paymentCode", confirmation_number AS "confirmationNumber"`,
    [idempotencyKey, chain, paymentCode, confirmationNumber, amountYen, deadlineAt, now],
  );
  return issued!;
}

/** Cancels the slip that stands under this key, or that would be issued under it. */
export async function cancelSlip(sql: Sql, slip: SandboxSlip, now: Date): Promise<void> {
  const { idempotencyKey, chain, paymentCode, confirmationNumber, amountYen, deadlineAt } = slip;
  await sql.query(
    `INSERT INTO payments.sandbox_slips AS s
       (idempotency_key, chain, payment_code, confirmation_number, amount_yen, deadline_at, cancelled_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
     ON CONFLICT (idempotency_key) DO UPDATE SET cancelled_at = coalesce(s.cancelled_at, excluded.cancelled_at)`,
    [idempotencyKey, chain, paymentCode, confirmationNumber, amountYen, deadlineAt, now],
  );
}

export interface Transfer {
  readonly idempotencyKey: string;
  readonly amountYen: number;
  /** Of the captured charge; absent for bank transfers. */
  readonly reference?: string | undefined;
  readonly bankAccount?: BankAccount | undefined;
}

/** Returns a captured charge, or transfers to a bank account. */
export async function transferBack(sql: Sql, transfer: Transfer, now: Date): Promise<void> {
  const { idempotencyKey, amountYen, bankAccount, reference } = transfer;
  await sql.query(
    `WITH returned AS (
       UPDATE payments.sandbox_charges SET status = 'REFUNDED' WHERE reference = $4 AND status = 'CAPTURED'
     )
     INSERT INTO payments.sandbox_transfers (idempotency_key, amount_yen, bank_account, created_at)
     VALUES ($1, $2, $3, $5) ON CONFLICT (idempotency_key) DO NOTHING`,
    [idempotencyKey, amountYen, bankAccount ? JSON.stringify(bankAccount) : null, reference ?? null, now],
  );
}
