import type { Cache } from '@depachika/cache/cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import { type ChangedField, changedFields, recordChanges } from '@depachika/domain/changes.ts';
import { type InvalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { type ClosedDay, closedDaySubject } from './closed-day.ts';
import { type ClosingInput, checkOpening, type OpeningInput, readClosing } from './closed-day-input.ts';
import { countBooked, findUnknownZone, removeClosedDays, saveClosedDays } from './closed-day-store.ts';
import { publicHolidays } from './public-holidays.ts';

interface CalendarDependencies {
  readonly database: Database;
  /** Tells who keeps the calendar that it has changed. */
  readonly cache: Pick<Cache, 'drop'>;
  readonly clock: Clock;
}

export type CloseDaysResult =
  | { readonly kind: 'closed'; readonly days: readonly ClosedDay[]; readonly booked: number }
  | InvalidInput
  | NotFound;
export type OpenDaysResult =
  | { readonly kind: 'opened'; readonly days: readonly ClosedDay[] }
  | InvalidInput
  | NotFound;

/** Closes days for new orders, in some zones or everywhere. What is booked on them stays booked, and is counted. */
export async function closeDays(
  { database, cache, clock }: CalendarDependencies,
  input: ClosingInput,
  actor: Actor,
): Promise<CloseDaysResult> {
  const now = clock.now();
  const read = readClosing(input, publicHolidays, now);
  if (read.kind === 'invalidInput') return read;
  const result = await database.transaction<CloseDaysResult>({ name: 'delivery.closeDays' }, async (tx) => {
    const unknown = await findUnknownZone(tx, input.zoneIds ?? []);
    if (unknown !== undefined) return notFound(unknown);
    const changed = await saveClosedDays(tx, read.days);
    const days = changed.map(({ after }) => after);
    const edits = changed.map(({ before, after }) => ({
      day: after,
      fields: changedFields(
        { closed: before !== undefined, ...reasonOf(before) },
        { closed: true, ...reasonOf(after) },
        FIELDS,
      ),
    }));
    await keepChanges(tx, edits, { operation: 'closeDays', actor, changedAt: now });
    return { kind: 'closed', days, booked: await countBooked(tx, days) };
  });
  if (result.kind === 'closed') await cache.drop([CALENDAR_TAG]);
  return result;
}

/** Opens days again: slots that staff did not close by themselves can be booked. */
export async function openDays(
  { database, cache, clock }: CalendarDependencies,
  input: OpeningInput,
  actor: Actor,
): Promise<OpenDaysResult> {
  const now = clock.now();
  const wrong = checkOpening(input, now);
  if (wrong) return wrong;
  const zoneIds = input.zoneIds?.length ? input.zoneIds : [];
  const result = await database.transaction<OpenDaysResult>({ name: 'delivery.openDays' }, async (tx) => {
    const unknown = await findUnknownZone(tx, zoneIds);
    if (unknown !== undefined) return notFound(unknown);
    const days = await removeClosedDays(tx, input, zoneIds.length > 0 ? zoneIds : [null]);
    const edits = days.map((day) => ({
      day,
      fields: changedFields(
        { closed: true, ...reasonOf(day) },
        { closed: false, ...reasonOf(undefined) },
        FIELDS,
      ),
    }));
    await keepChanges(tx, edits, { operation: 'openDays', actor, changedAt: now });
    return { kind: 'opened', days };
  });
  if (result.kind === 'opened') await cache.drop([CALENDAR_TAG]);
  return result;
}

const CALENDAR_TAG = 'calendar';

const FIELDS = ['closed', 'reasonJa', 'reasonEn'] as const;

function reasonOf(day: ClosedDay | undefined) {
  return { reasonJa: day?.reasonJa ?? null, reasonEn: day?.reasonEn ?? null };
}

async function keepChanges(
  tx: Transaction,
  edits: readonly { readonly day: ClosedDay; readonly fields: readonly ChangedField[] }[],
  edit: { readonly operation: string; readonly actor: Actor; readonly changedAt: Date },
): Promise<void> {
  await recordChanges(
    tx,
    'delivery',
    edits.map(({ day, fields }) => ({ ...edit, subject: closedDaySubject(day), fields })),
  );
}
