import type { Cache } from '@depachika/cache/cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import { type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { isId } from '@depachika/ids/ids.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import { changedZone, MAX_LOCATIONS, type ZoneChange } from './zone.ts';
import { lockZone, saveZone } from './zone-store.ts';

export type UpdateZoneResult = ReturnType<typeof changedZone> | NotFound;

export interface UpdateZoneDependencies {
  readonly database: Database;
  /** Tells who keeps zones that they have changed. */
  readonly cache: Pick<Cache, 'drop'>;
  readonly clock: Clock;
  readonly inventory: Pick<RpcClient<typeof InventoryService>, 'getLocations'>;
}

/** Changes the terms of a zone; orders that are placed already keep theirs. */
export async function updateZone(
  { database, cache, clock, inventory }: UpdateZoneDependencies,
  { id, ...wanted }: ZoneChange & { readonly id: string },
  actor: Actor,
): Promise<UpdateZoneResult> {
  const unknown = await unknownLocation(inventory, wanted.locationIds ?? []);
  if (unknown !== undefined) return notFound(unknown);
  const result = await database.transaction<UpdateZoneResult>({ name: 'delivery.updateZone' }, async (tx) => {
    const zone = await lockZone(tx, id);
    if (!zone) return notFound(id);
    const change = changedZone(zone, wanted);
    if (change.kind !== 'changed') return change;
    await saveZone(tx, change.zone);
    await recordChange(tx, 'delivery', {
      subject: id,
      operation: 'updateDeliveryZone',
      actor,
      fields: changedFields(zone, change.zone, ['minOrderYen', 'locationIds']),
      changedAt: clock.now(),
    });
    return change;
  });
  if (result.kind === 'changed') await cache.drop([ZONES_TAG]);
  return result;
}

const ZONES_TAG = 'zones';

/** A location that nobody keeps stock at would leave a zone without goods. Lists that are too long are refused by the rule. */
async function unknownLocation(
  inventory: UpdateZoneDependencies['inventory'],
  locationIds: readonly string[],
): Promise<string | undefined> {
  if (locationIds.length === 0 || locationIds.length > MAX_LOCATIONS) return undefined;
  const odd = locationIds.find((id) => !isId('loc', id));
  if (odd !== undefined) return odd;
  const known = await inventory.getLocations({ locationIds: [...locationIds] });
  return locationIds.find((id) => !known.locationIds.includes(id));
}
