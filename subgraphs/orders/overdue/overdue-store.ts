import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { RowsBetween } from '@depachika/graphql/connection.ts';
import type { LockedOrder } from '../order/order.ts';
import { SELECT_LOCKED } from '../order/order-store.ts';
import {
  OVERDUE_REASONS,
  type OverdueReason,
  type OverdueTerms,
  WAITS_FOR_SLOT,
  WAITS_FOR_STAFF,
} from './overdue-rules.ts';

/** An order that is late, and since when. */
export interface OverdueOrder {
  readonly orderId: string;
  readonly reason: OverdueReason;
  readonly since: Date;
}

/** Between instants since when, in epoch milliseconds, and ids. */
export interface OverduePage extends RowsBetween<OverdueKey> {
  readonly reason: OverdueReason | undefined;
}

type OverdueKey = readonly [sinceMs: number, id: string];

/** The longest overdue first, up to `limit`, in the order in which the page reads. */
export async function overdueOrders(
  sql: Sql,
  terms: OverdueTerms,
  { limit, after, before, backward, reason }: OverduePage,
): Promise<OverdueOrder[]> {
  const towards = backward ? 'DESC' : 'ASC';
  return await sql.query<OverdueOrder & Record<string, unknown>>(
    `SELECT id AS "orderId", reason, since FROM (${OVERDUE}) AS overdue
     WHERE ($3::text IS NULL OR reason = $3) AND ($4::timestamptz IS NULL OR (since, id) > ($4, $5::text))
       AND ($6::timestamptz IS NULL OR (since, id) < ($6, $7::text))
     ORDER BY since ${towards}, id ${towards} LIMIT $8`,
    [...termsOf(terms), reason ?? null, ...placeOf(after), ...placeOf(before), limit],
  );
}

function placeOf(key: OverdueKey | undefined): [Date | null, string | null] {
  return key ? [new Date(key[0]), key[1]] : [null, null];
}

/** How many there are, by reason; every reason is there. */
export async function countOverdue(
  sql: Sql,
  terms: OverdueTerms,
): Promise<{ reason: OverdueReason; value: number }[]> {
  const rows = await sql.query<{ reason: OverdueReason; value: number }>(
    `SELECT reason, count(*)::int AS value FROM (${OVERDUE}) AS overdue GROUP BY reason`,
    termsOf(terms),
  );
  const counts = new Map(rows.map(({ reason, value }) => [reason, value]));
  return OVERDUE_REASONS.map((reason) => ({ reason, value: counts.get(reason) ?? 0 }));
}

/** Locks what did not leave the shop though its slot ended before this; what somebody else works on is left for later. */
export async function lockMissed(
  tx: Transaction,
  slotEndedBefore: Date,
  limit: number,
): Promise<LockedOrder[]> {
  return await tx.query<LockedOrder & Record<string, unknown>>(
    `${SELECT_LOCKED} WHERE ${missed('$1')} ORDER BY o.slot->>'endsAt', o.id LIMIT $2 FOR UPDATE OF o SKIP LOCKED`,
    [slotEndedBefore, limit],
  );
}

/** Whether {@link lockMissed} would find something. */
export function isMissedSql(slotEndedBefore: string): string {
  return `EXISTS (${missedSinceSql(slotEndedBefore)})`;
}

/** SQL: when their slots ended. */
export function missedSinceSql(slotEndedBefore: string): string {
  return `SELECT (o.slot->>'endsAt')::timestamptz AS since FROM orders.orders AS o WHERE ${missed(slotEndedBefore)}`;
}

function missed(slotEndedBefore: string): string {
  return `o.status IN (${statusesThatWaitFor('NOT_SHIPPED')}) AND o.slot->>'endsAt' < ${asText(slotEndedBefore)}`;
}

/** An instant as snapshots of slots hold it: the index is on these texts. */
function asText(instant: string): string {
  return `to_char(${instant}::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

function statusesThatWaitFor(reason: OverdueReason): string {
  return Object.entries(WAITS_FOR_SLOT)
    .flatMap(([status, waits]) => (waits === reason ? `'${status}'` : []))
    .join(', ');
}

function termsOf({ now, returnRequestedBefore }: OverdueTerms): Date[] {
  return [now, returnRequestedBefore];
}

const REASON_OF_STATUS = Object.entries(WAITS_FOR_SLOT)
  .map(([status, reason]) => `WHEN '${status}' THEN '${reason}'`)
  .join(' ');

/** `$1` is now; returns that were asked for before `$2` are late, since as long after that as `$2` is before now. */
const OVERDUE = `
  SELECT o.id, CASE o.status ${REASON_OF_STATUS} END AS reason, (o.slot->>'endsAt')::timestamptz AS since
  FROM orders.orders AS o
  WHERE o.status IN (${Object.keys(WAITS_FOR_SLOT)
    .map((status) => `'${status}'`)
    .join(', ')}) AND o.slot->>'endsAt' < ${asText('$1')}
  UNION ALL
  SELECT o.id, '${WAITS_FOR_STAFF.RETURN_REQUESTED}', requested.at + ($1::timestamptz - $2::timestamptz)
  FROM orders.orders AS o CROSS JOIN LATERAL (
    SELECT max(h.occurred_at) AS at FROM orders.order_history AS h
    WHERE h.order_id = o.id AND h.to_status = 'RETURN_REQUESTED') AS requested
  WHERE o.status = 'RETURN_REQUESTED' AND requested.at < $2`;
