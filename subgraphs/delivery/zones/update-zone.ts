import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import { type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { changedZone, type ZoneChange } from './zone.ts';
import { lockZone, saveZone } from './zone-store.ts';

export type UpdateZoneResult = ReturnType<typeof changedZone> | NotFound;

/** Changes the terms of a zone; orders that are placed already keep theirs. */
export function updateZone(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  { id, ...wanted }: ZoneChange & { readonly id: string },
  actor: Actor,
): Promise<UpdateZoneResult> {
  return database.transaction<UpdateZoneResult>({ name: 'delivery.updateZone' }, async (tx) => {
    const zone = await lockZone(tx, id);
    if (!zone) return notFound(id);
    const change = changedZone(zone, wanted);
    if (change.kind !== 'changed') return change;
    await saveZone(tx, change.zone);
    await recordChange(tx, 'delivery', {
      subject: id,
      operation: 'updateDeliveryZone',
      actor,
      fields: changedFields(zone, change.zone, ['minOrderYen']),
      changedAt: clock.now(),
    });
    return change;
  });
}
