import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { ClosedDay } from './closed-day.ts';
import type { DateSpan } from './closed-day-input.ts';

/** The days on which nothing is delivered somewhere, in the order of their dates. */
export async function findClosedDays(sql: Sql, { from, to }: DateSpan): Promise<ClosedDay[]> {
  return sql.query<ClosedDay & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM delivery.closed_days d WHERE date BETWEEN $1 AND $2 ORDER BY date, zone_id`,
    [from, to],
  );
}

/** Closes days; one that is closed already has the new reason. @returns those that are different now, before and after */
export async function saveClosedDays(
  tx: Transaction,
  days: readonly ClosedDay[],
): Promise<{ readonly before: ClosedDay | undefined; readonly after: ClosedDay }[]> {
  // One row for all: two who close days at once do so one after the other.
  await tx.query('LOCK TABLE delivery.closed_days IN SHARE ROW EXCLUSIVE MODE');
  const dates = days.map(({ date }) => date).sort();
  const known = await findClosedDays(tx, { from: dates[0] ?? '', to: dates.at(-1) ?? '' });
  const before = new Map(known.map((day) => [keyOf(day), day]));
  const changed = days
    .map((after) => ({ before: before.get(keyOf(after)), after }))
    .filter(
      (day) => day.before?.reasonJa !== day.after.reasonJa || day.before?.reasonEn !== day.after.reasonEn,
    );
  await tx.query(
    `INSERT INTO delivery.closed_days (date, zone_id, reason_ja, reason_en)
     SELECT date, coalesce("zoneId", ''), "reasonJa", "reasonEn" FROM jsonb_to_recordset($1::jsonb)
       AS day (date text, "zoneId" text, "reasonJa" text, "reasonEn" text)
     ON CONFLICT (date, zone_id) DO UPDATE SET reason_ja = excluded.reason_ja, reason_en = excluded.reason_en`,
    [JSON.stringify(changed.map(({ after }) => after))],
  );
  return changed;
}

/** Opens days again. @param zoneIds null for what is closed everywhere. @returns those that were closed */
export async function removeClosedDays(
  tx: Transaction,
  { from, to }: DateSpan,
  zoneIds: readonly (string | null)[],
): Promise<ClosedDay[]> {
  const removed = await tx.query<ClosedDay & Record<string, unknown>>(
    `DELETE FROM delivery.closed_days d WHERE date BETWEEN $1 AND $2 AND zone_id = ANY($3::text[])
     RETURNING ${COLUMNS}`,
    [from, to, zoneIds.map((id) => id ?? '')],
  );
  return removed.sort((one, other) => (one.date < other.date ? -1 : 1));
}

/** How many deliveries are booked, or held, on these days. */
export async function countBooked(sql: Sql, days: readonly ClosedDay[]): Promise<number> {
  const rows = await sql.query<{ taken: number }>(
    `SELECT coalesce(sum(s.taken), 0)::int AS taken FROM delivery.slots s
     WHERE EXISTS (SELECT FROM jsonb_to_recordset($1::jsonb) AS day (date text, "zoneId" text)
       WHERE day.date = s.date AND coalesce(day."zoneId", s.zone_id) = s.zone_id)`,
    [JSON.stringify(days)],
  );
  return rows[0]!.taken;
}

/** @returns one of these zones that is none, if any */
export async function findUnknownZone(sql: Sql, ids: readonly string[]): Promise<string | undefined> {
  const rows = await sql.query<{ id: string }>(
    `SELECT wanted.id FROM unnest($1::text[]) AS wanted (id)
     WHERE NOT EXISTS (SELECT FROM delivery.zones z WHERE z.id = wanted.id) LIMIT 1`,
    [ids],
  );
  return rows[0]?.id;
}

const COLUMNS = `d.date, nullif(d.zone_id, '') AS "zoneId", d.reason_ja AS "reasonJa", d.reason_en AS "reasonEn"`;

function keyOf({ date, zoneId }: ClosedDay): string {
  return `${date} ${zoneId ?? ''}`;
}
