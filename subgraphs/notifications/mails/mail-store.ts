import { claimDueRows } from '@depachika/background/due-rows.ts';
import type { Database, Row, Sql, Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { MailRecord, MailState, NewMail } from './mail.ts';
import { LEASE_MS, type NextState } from './mail-rules.ts';

const COLUMNS = `id, kind, subject, order_id AS "orderId", customer_id AS "customerId", facts, state, reason, attempts,
  due_at AS "dueAt", created_at AS "createdAt"`;

/** Since when mails are written: the first start of all. */
export async function beginMails(database: Database, now: Date): Promise<void> {
  await database.query(
    `INSERT INTO notifications.mail_starts (name, since) VALUES ('mails', $1) ON CONFLICT (name) DO NOTHING`,
    [now],
  );
}

export async function mailsSince(sql: Sql): Promise<Date | undefined> {
  const [row] = await sql.query<{ since: Date }>('SELECT since FROM notifications.mail_starts');
  return row?.since;
}

/** What is owed already is not owed twice. */
export async function oweMails(tx: Transaction, mails: readonly NewMail[], now: Date): Promise<void> {
  for (const mail of mails) {
    await tx.query(
      `INSERT INTO notifications.mails (id, kind, subject, order_id, customer_id, facts, state, due_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'WAITING', $7, $8) ON CONFLICT (kind, subject) DO NOTHING`,
      [
        ...[newId('mai'), mail.kind, mail.subject, mail.orderId, mail.customerId],
        ...[JSON.stringify(mail.facts), mail.dueAt, now],
      ],
    );
  }
}

/** SQL: mails that may be sent, and mails of which somebody has not said in time what became of them. */
export const MAILS_DUE = `EXISTS (SELECT FROM notifications.mails WHERE state = 'WAITING' AND due_at <= $1)`;
export const MAILS_LOST = `EXISTS (SELECT FROM notifications.mails WHERE state = 'SENDING' AND due_at <= $1)`;

/** SQL: since when mails wait that should have been sent. */
export function waitingSinceSql(instant: string): string {
  return `SELECT created_at AS since FROM notifications.mails WHERE state = 'WAITING' AND due_at <= ${instant}`;
}

/** Takes mails in hand: until the lease ends nobody else does. A process that dies now leaves them to be sent later. */
export function claimMails(database: Database, now: Date, limit: number): Promise<MailRecord[]> {
  return claimDueRows<MailRecord>(
    database,
    {
      table: 'notifications.mails',
      key: 'id',
      due: `state = 'WAITING' AND due_at <= $1`,
      orderBy: 'due_at',
      limit,
      set: 'attempts = attempts + 1, due_at = $2',
      returning: COLUMNS,
    },
    [now, new Date(now.getTime() + LEASE_MS)],
  );
}

/** Written down before the mail server hears of it. @returns false when somebody else has it in hand by now */
export async function noteSending(database: Database, mail: MailRecord, now: Date): Promise<boolean> {
  const rows = await database.query(
    `UPDATE notifications.mails SET state = 'SENDING', reason = '', due_at = $3
     WHERE id = $1 AND attempts = $2 AND state = 'WAITING' RETURNING id`,
    [mail.id, mail.attempts, new Date(now.getTime() + LEASE_MS)],
  );
  return rows.length > 0;
}

/** Writes down what became of it. An answer that comes after the mail counted as a doubt ends the doubt. */
export async function noteOutcome(
  database: Database,
  mail: MailRecord,
  { state, reason, dueAt }: NextState,
  now: Date,
): Promise<void> {
  await database.query(
    `UPDATE notifications.mails SET state = $3, reason = $4, due_at = coalesce($5, due_at), ended_at = $6
     WHERE id = $1 AND attempts = $2 AND state IN ('WAITING', 'SENDING', 'DOUBT')`,
    [mail.id, mail.attempts, state, reason, dueAt ?? null, endOf(state, now)],
  );
}

/** Mails in whose middle a process died: nobody knows whether they went out. */
export async function doubtLost(database: Database, now: Date): Promise<MailRecord[]> {
  return database.query<MailRecord & Row>(
    `UPDATE notifications.mails SET state = 'DOUBT', reason = 'NO_NOTE'
     WHERE state = 'SENDING' AND due_at <= $1 RETURNING ${COLUMNS}`,
    [now],
  );
}

/** Oldest first. */
export function undecidedMails(database: Sql, limit: number): Promise<MailRecord[]> {
  return database.query<MailRecord & Row>(
    `SELECT ${COLUMNS} FROM notifications.mails WHERE state IN ('DOUBT', 'REFUSED') ORDER BY created_at, id LIMIT $1`,
    [limit],
  );
}

export async function countUndecided(database: Sql): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM notifications.mails WHERE state IN ('DOUBT', 'REFUSED')`,
  );
  return row!.count;
}

export async function lockMail(tx: Transaction, id: string): Promise<MailRecord | undefined> {
  const [mail] = await tx.query<MailRecord & Row>(
    `SELECT ${COLUMNS} FROM notifications.mails WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return mail;
}

/** What staff decided of it. */
export async function decideMail(
  tx: Transaction,
  id: string,
  state: 'WAITING' | 'DISMISSED',
  now: Date,
): Promise<MailRecord> {
  const [mail] = await tx.query<MailRecord & Row>(
    `UPDATE notifications.mails SET state = $2, due_at = $3, ended_at = $4, reason = ''
     WHERE id = $1 RETURNING ${COLUMNS}`,
    [id, state, now, endOf(state, now)],
  );
  return mail!;
}

/** Of somebody whose account is gone: nothing is sent to them but that it is, and no mail of theirs stays to be read. */
export async function forgetReader(tx: Transaction, customerId: string, now: Date): Promise<void> {
  await tx.query(
    `UPDATE notifications.mails SET state = 'DROPPED', reason = 'ACCOUNT_DELETED', ended_at = $2
     WHERE customer_id = $1 AND kind <> 'ACCOUNT_DELETED_TOLD' AND state IN ('WAITING', 'DOUBT', 'REFUSED')`,
    [customerId, now],
  );
  await tx.query('DELETE FROM notifications.local_mails WHERE customer_id = $1', [customerId]);
}

function endOf(state: MailState, now: Date): Date | null {
  return state === 'SENT' || state === 'DROPPED' || state === 'DISMISSED' ? now : null;
}
