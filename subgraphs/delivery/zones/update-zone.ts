import type { Database } from '@depachika/database/database.ts';
import { type NotFound, notFound } from '@depachika/domain/problems.ts';
import { changedZone, type ZoneChange } from './zone.ts';
import { lockZone, saveZone } from './zone-store.ts';

export type UpdateZoneResult = ReturnType<typeof changedZone> | NotFound;

/** Changes the terms of a zone; orders that are placed already keep theirs. */
export function updateZone(
  { database }: { readonly database: Database },
  { id, ...wanted }: ZoneChange & { readonly id: string },
): Promise<UpdateZoneResult> {
  return database.transaction<UpdateZoneResult>({ name: 'delivery.updateZone' }, async (tx) => {
    const zone = await lockZone(tx, id);
    if (!zone) return notFound(id);
    const change = changedZone(zone, wanted);
    if (change.kind === 'changed') await saveZone(tx, change.zone);
    return change;
  });
}
