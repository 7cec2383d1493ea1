import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import { changedFields, recordChanges } from '@depachika/domain/changes.ts';
import { type InvalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { lockZone } from '../zones/zone-store.ts';
import {
  changedSlots,
  checkSlotsChange,
  daysOf,
  type RefusedSlot,
  type SlotsChange,
} from './bulk-slot-rules.ts';
import { type Slot, slotWindows } from './slot-rules.ts';
import { addSlots, lockSlotsOfZone, saveSlots } from './slot-store.ts';

export type UpdateSlotsResult =
  | { readonly kind: 'done'; readonly slots: readonly Slot[]; readonly refused: readonly RefusedSlot[] }
  | InvalidInput
  | NotFound;

/**
 * Opens, closes or resizes many slots of a zone that have not started. Holds wait for it or it for them: never has a
 * slot fewer places than are taken.
 */
export async function updateSlots(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  change: SlotsChange,
  actor: Actor,
): Promise<UpdateSlotsResult> {
  const now = clock.now();
  const wrong = checkSlotsChange(change, now);
  if (wrong) return wrong;
  return database.transaction<UpdateSlotsResult>({ name: 'delivery.updateSlots' }, async (tx) => {
    if (!(await openDates(tx, change))) return notFound(change.zoneId);
    const slots = await lockSlotsOfZone(tx, change, now);
    const { changed, refused } = changedSlots(slots, change);
    await saveSlots(
      tx,
      changed.map(({ after }) => after),
    );
    await recordChanges(
      tx,
      'delivery',
      changed.map(({ before, after }) => ({
        subject: before.id,
        operation: 'updateDeliverySlots',
        actor,
        fields: changedFields(before, after, ['capacity', 'closed']),
        changedAt: now,
      })),
    );
    return { kind: 'done', slots: changed.map(({ after }) => after), refused };
  });
}

/** Gives the dates the slots that they do not have yet. @returns false when there is no such zone */
async function openDates(tx: Transaction, change: SlotsChange): Promise<boolean> {
  const zone = await lockZone(tx, change.zoneId);
  if (!zone) return false;
  const windows = slotWindows(zone, change.from, daysOf(change)).map((window) => ({ ...window, zone }));
  await addSlots(tx, windows);
  return true;
}
