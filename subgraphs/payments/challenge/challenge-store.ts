import type { Sql } from '@depachika/database/database.ts';

/** What the sandbox asks the holder of a card. */
export interface Challenge {
  readonly reference: string;
  /** CHALLENGED while it waits for an answer. */
  readonly status: string;
  readonly amountYen: number;
  /** Brand and last four digits. */
  readonly cardLabel: string;
  readonly until: Date;
  /** The payment that waits for the answer. */
  readonly paymentId: string;
}

const COLUMNS = `c.reference, c.status, c.amount_yen AS "amountYen", k.brand || ' ' || k.last4 AS "cardLabel",
  c.answer_at AS until, split_part(c.idempotency_key, '/', 1) AS "paymentId"`;

/** Undefined when the sandbox has asked nobody under this reference. */
export async function findChallenge(sql: Sql, reference: string): Promise<Challenge | undefined> {
  const [challenge] = await sql.query<Challenge & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM payments.sandbox_charges AS c JOIN payments.sandbox_cards AS k ON k.token = c.token
     WHERE c.reference = $1 AND k.behaviour = 'CHALLENGE'`,
    [reference],
  );
  return challenge;
}

/** Takes the holder's answer, once and in time. @returns undefined when it can no longer be taken */
export async function answerChallenge(
  sql: Sql,
  { reference, succeeded }: { readonly reference: string; readonly succeeded: boolean },
  now: Date,
): Promise<Challenge | undefined> {
  const [challenge] = await sql.query<Challenge & Record<string, unknown>>(
    `UPDATE payments.sandbox_charges AS c
     SET status = CASE WHEN $2 THEN 'AUTHORIZED' ELSE 'DECLINED' END,
       code = CASE WHEN $2 THEN NULL ELSE 'AUTHENTICATION_FAILED' END
     FROM payments.sandbox_cards AS k
     WHERE k.token = c.token AND c.reference = $1 AND c.status = 'CHALLENGED' AND c.answer_at > $3
     RETURNING ${COLUMNS}`,
    [reference, succeeded, now],
  );
  return challenge;
}
