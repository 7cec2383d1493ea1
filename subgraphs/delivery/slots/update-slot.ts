import type { Database } from '@depachika/database/database.ts';
import { type NotFound, notFound } from '@depachika/domain/problems.ts';
import { changedSlot, type SlotChange } from './slot-rules.ts';
import { lockSlot, saveSlot } from './slot-store.ts';

export type UpdateSlotResult = ReturnType<typeof changedSlot> | NotFound;

/** Opens or closes a slot, or changes how many deliveries it takes. */
export function updateSlot(
  { database }: { readonly database: Database },
  { id, ...wanted }: SlotChange & { readonly id: string },
): Promise<UpdateSlotResult> {
  return database.transaction<UpdateSlotResult>({ name: 'delivery.updateSlot' }, async (tx) => {
    const slot = await lockSlot(tx, id);
    if (!slot) return notFound(id);
    const change = changedSlot(slot, wanted);
    if (change.kind === 'changed') await saveSlot(tx, change.slot);
    return change;
  });
}
