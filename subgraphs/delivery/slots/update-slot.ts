import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import { type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { changedSlot, type SlotChange } from './slot-rules.ts';
import { lockSlot, saveSlot } from './slot-store.ts';

export type UpdateSlotResult = ReturnType<typeof changedSlot> | NotFound;

/** Opens or closes a slot, or changes how many deliveries it takes. */
export function updateSlot(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  { id, ...wanted }: SlotChange & { readonly id: string },
  actor: Actor,
): Promise<UpdateSlotResult> {
  return database.transaction<UpdateSlotResult>({ name: 'delivery.updateSlot' }, async (tx) => {
    const slot = await lockSlot(tx, id);
    if (!slot) return notFound(id);
    const change = changedSlot(slot, wanted);
    if (change.kind !== 'changed') return change;
    await saveSlot(tx, change.slot);
    await recordChange(tx, 'delivery', {
      subject: id,
      operation: 'updateDeliverySlot',
      actor,
      fields: changedFields(slot, change.slot, ['capacity', 'closed']),
      changedAt: clock.now(),
    });
    return change;
  });
}
