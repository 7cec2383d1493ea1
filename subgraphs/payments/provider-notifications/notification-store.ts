import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { RowsBetween } from '@depachika/graphql/connection.ts';
import type { Notification } from '../provider/webhook-notification.ts';
import { firstOutcome, isUndecidedSql, type NotificationOutcome } from './notification-outcome.ts';

/** A notification as it is kept. */
export interface KeptNotification {
  readonly id: string;
  readonly type: Notification['type'];
  readonly outcome: NotificationOutcome;
  readonly paymentId: string | null;
  readonly paymentCode: string | null;
  /** Whole yen. */
  readonly amountYen: number | null;
  readonly receivedAt: Date;
  /** How often it was told. */
  readonly times: number;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly note: string | null;
}

type KeptRow = KeptNotification & Record<string, unknown>;

const COLUMNS = `e.id, e.type, e.outcome, e.payment_id AS "paymentId", e.payment_code AS "paymentCode",
  e.amount_yen AS "amountYen", e.received_at AS "receivedAt", e.times, e.decided_at AS "decidedAt",
  e.decided_by AS "decidedBy", e.note`;

/** Keeps a notification that comes, and locks it. @returns what was made of it before, or as yet of a new one */
export async function keepNotification(
  tx: Transaction,
  notification: Notification,
  now: Date,
): Promise<NotificationOutcome> {
  const [kept] = await tx.query<{ outcome: NotificationOutcome }>(
    `INSERT INTO payments.webhook_events AS e (id, type, outcome, body, received_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (id) DO UPDATE SET times = e.times + 1 RETURNING e.outcome`,
    [notification.id, notification.type, firstOutcome(notification), JSON.stringify(notification), now],
  );
  return kept!.outcome;
}

/** Notes what became of a notification, as it was told last. */
export async function storeJudgement(
  tx: Transaction,
  notification: Notification,
  { outcome, paymentId }: { readonly outcome: NotificationOutcome; readonly paymentId?: string | undefined },
): Promise<void> {
  const money = notification.type === 'konbini.paid' ? notification : undefined;
  await tx.query(
    `UPDATE payments.webhook_events SET type = $2, outcome = $3, payment_id = $4, body = $5, payment_code = $6,
       amount_yen = $7 WHERE id = $1`,
    [
      notification.id,
      notification.type,
      outcome,
      paymentId ?? null,
      JSON.stringify(notification),
      money?.paymentCode ?? null,
      money?.amountYen ?? null,
    ],
  );
}

/** Locks what was told of slips that are there by now, the earliest first; leaves what another one is judging. */
export async function lockWithSlips(
  tx: Transaction,
  { paymentIds, limit }: { readonly paymentIds?: readonly string[]; readonly limit: number },
): Promise<Notification[]> {
  const rows = await tx.query<{ body: Notification }>(
    `SELECT e.body FROM payments.webhook_events AS e JOIN payments.slips AS s ON s.payment_code = e.payment_code
     WHERE e.outcome = 'UNKNOWN_SLIP' AND ($1::text[] IS NULL OR s.payment_id = ANY($1))
     ORDER BY e.received_at, e.id LIMIT $2 FOR UPDATE OF e SKIP LOCKED`,
    [paymentIds ?? null, limit],
  );
  return rows.map(({ body }) => body);
}

/** Whether {@link lockWithSlips} would find something; what is told of is there at once, so that the clock decides nothing. */
export function isSlipOfNotificationThereSql(now: string): string {
  return `EXISTS (${unjudgedSinceSql(now)})`;
}

/** SQL: when they were told. */
export function unjudgedSinceSql(now: string): string {
  return `SELECT e.received_at AS since
    FROM payments.webhook_events AS e JOIN payments.slips AS s ON s.payment_code = e.payment_code
    WHERE e.outcome = 'UNKNOWN_SLIP' AND e.received_at <= ${now}`;
}

/** Locks a notification for a decision. */
export async function lockNotification(tx: Transaction, id: string): Promise<KeptNotification | undefined> {
  const [row] = await tx.query<KeptRow>(
    `SELECT ${COLUMNS} FROM payments.webhook_events AS e WHERE e.id = $1 FOR UPDATE`,
    [id],
  );
  return row;
}

export interface Decision {
  readonly outcome: 'REFUND_OPENED' | 'SETTLED';
  readonly note: string;
  readonly decidedBy: string;
}

export async function storeDecision(
  tx: Transaction,
  id: string,
  { outcome, note, decidedBy }: Decision,
  now: Date,
): Promise<KeptNotification> {
  const [row] = await tx.query<KeptRow>(
    `UPDATE payments.webhook_events AS e SET outcome = $2, note = $3, decided_by = $4, decided_at = $5
     WHERE e.id = $1 RETURNING ${COLUMNS}`,
    [id, outcome, note, decidedBy, now],
  );
  return row!;
}

/** Earliest first, between instants in epoch milliseconds, and ids. */
export interface NotificationPage extends RowsBetween<NotificationKey> {
  /** Only those that staff have to decide on. */
  readonly undecided: boolean;
}

type NotificationKey = readonly [receivedAtMs: number, id: string];

/** In the order in which the page reads. */
export async function notificationPage(
  sql: Sql,
  { limit, after, before, backward, undecided }: NotificationPage,
): Promise<KeptNotification[]> {
  const towards = backward ? 'DESC' : 'ASC';
  return await sql.query<KeptRow>(
    `SELECT ${COLUMNS} FROM payments.webhook_events AS e
     WHERE ($1::timestamptz IS NULL OR (e.received_at, e.id) > ($1, $2::text))
       AND ($3::timestamptz IS NULL OR (e.received_at, e.id) < ($3, $4::text))
       ${undecided ? `AND ${isUndecidedSql('e.outcome')}` : ''}
     ORDER BY e.received_at ${towards}, e.id ${towards} LIMIT $5`,
    [...placeOf(after), ...placeOf(before), limit],
  );
}

function placeOf(key: NotificationKey | undefined): [Date | null, string | null] {
  return key ? [new Date(key[0]), key[1]] : [null, null];
}

/** With the provider's own words. */
export async function notificationWithBody(
  sql: Sql,
  id: string,
): Promise<(KeptNotification & { readonly body: unknown }) | undefined> {
  const [row] = await sql.query<KeptRow & { body: unknown }>(
    `SELECT ${COLUMNS}, e.body FROM payments.webhook_events AS e WHERE e.id = $1`,
    [id],
  );
  return row;
}
