import {
  type InvalidInput,
  invalidInput,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { messages } from '../messages/messages.ts';

/** Where the shop delivers, and on which terms. */
export interface Zone {
  readonly id: string;
  readonly code: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly precedence: number;
  readonly feeYen: number;
  readonly sameDay: boolean;
  readonly cutOffMinutes: number;
  readonly slotCapacity: number;
  /** The least that the goods of one order cost, whole yen; 0 sets no limit. */
  readonly minOrderYen: number;
  readonly version: number;
  /** Where its goods come from; any location when there are none. */
  readonly locationIds: readonly string[];
}

/** A change of a zone by staff. */
export interface ZoneChange {
  readonly expectedVersion: number;
  readonly minOrderYen: number | undefined;
  readonly locationIds: readonly string[] | undefined;
}

const MAX_MIN_ORDER_YEN = 1_000_000;
/** Locations of one zone. */
export const MAX_LOCATIONS = 100;

/** The zone's next version. */
export function changedZone(
  zone: Zone,
  { expectedVersion, minOrderYen = zone.minOrderYen, locationIds = zone.locationIds }: ZoneChange,
): { readonly kind: 'changed'; readonly zone: Zone } | VersionConflict | InvalidInput {
  if (zone.version !== expectedVersion)
    return versionConflict({ expectedVersion, currentVersion: zone.version });
  if (minOrderYen < 0 || minOrderYen > MAX_MIN_ORDER_YEN)
    return invalidInput('minOrderYen', allowed.range({ from: 0, to: MAX_MIN_ORDER_YEN }));
  if (locationIds.length > MAX_LOCATIONS || new Set(locationIds).size < locationIds.length)
    return invalidInput('locationIds', messages.allowed.locations(MAX_LOCATIONS));
  return { kind: 'changed', zone: { ...zone, minOrderYen, locationIds, version: zone.version + 1 } };
}
