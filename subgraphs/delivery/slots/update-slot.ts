import type { Database } from '@depachika/database/database.ts';
import type { InvalidInput } from '../shipments/record-progress.ts';
import { lockSlot, type Slot, saveSlot } from './slot-store.ts';

export interface SlotChange {
  readonly id: string;
  readonly expectedVersion: number;
  readonly capacity: number | undefined;
  readonly closed: boolean | undefined;
}

export type SlotChangeResult =
  | { readonly kind: 'done'; readonly slot: Slot }
  | InvalidInput
  | { readonly kind: 'notFound'; readonly id: string }
  | { readonly kind: 'conflict'; readonly expectedVersion: number; readonly currentVersion: number };

const MAX_CAPACITY = 1000;

/** Opens or closes a slot, or changes how many deliveries it takes: never fewer than are taken. */
export function updateSlot(
  { database }: { readonly database: Database },
  { id, expectedVersion, capacity, closed }: SlotChange,
): Promise<SlotChangeResult> {
  return database.transaction<SlotChangeResult>({ name: 'delivery.updateSlot' }, async (tx) => {
    const slot = await lockSlot(tx, id);
    if (!slot) return { kind: 'notFound', id };
    if (slot.version !== expectedVersion) {
      return { kind: 'conflict', expectedVersion, currentVersion: slot.version };
    }
    if (capacity !== undefined && (capacity < slot.taken || capacity > MAX_CAPACITY)) {
      return { kind: 'invalidInput', field: 'capacity', allowed: `from ${slot.taken} to ${MAX_CAPACITY}` };
    }
    const changed = { ...slot, capacity: capacity ?? slot.capacity, closed: closed ?? slot.closed };
    await saveSlot(tx, changed);
    return { kind: 'done', slot: { ...changed, version: slot.version + 1 } };
  });
}
