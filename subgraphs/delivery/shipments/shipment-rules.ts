import { type VersionConflict, versionConflict } from '@depachika/domain/problems.ts';

/** How far a parcel is; the same words as in the schema. */
export type ShipmentStatus =
  | 'CREATED'
  | 'PICKED_UP'
  | 'OUT_FOR_DELIVERY'
  | 'DELIVERED'
  | 'DELIVERY_FAILED'
  | 'RETURNED'
  | 'CANCELLED';

/**
 * Steps that staff may book. A parcel is cancelled by its order's end alone, and only before it left. OUT_FOR_DELIVERY to
 * itself is a new position.
 */
export const SHIPMENT_TRANSITIONS: Readonly<Record<ShipmentStatus, readonly ShipmentStatus[]>> = {
  CREATED: ['PICKED_UP'],
  PICKED_UP: ['OUT_FOR_DELIVERY', 'RETURNED'],
  OUT_FOR_DELIVERY: ['OUT_FOR_DELIVERY', 'DELIVERED', 'DELIVERY_FAILED'],
  DELIVERED: [],
  DELIVERY_FAILED: ['OUT_FOR_DELIVERY', 'RETURNED'],
  RETURNED: [],
  CANCELLED: [],
};

export interface ShipmentState {
  readonly status: ShipmentStatus;
  readonly version: number;
}

export type ProgressDecision =
  | { readonly kind: 'allowed' }
  | VersionConflict
  | {
      readonly kind: 'illegalShipmentTransition';
      readonly from: ShipmentStatus;
      readonly to: ShipmentStatus;
      readonly allowed: readonly ShipmentStatus[];
    };

/** Whether a parcel may go on to `to`, for somebody who saw it at `expectedVersion`. */
export function decideProgress(
  { status, version }: ShipmentState,
  { to, expectedVersion }: { readonly to: ShipmentStatus; readonly expectedVersion: number },
): ProgressDecision {
  if (version !== expectedVersion) return versionConflict({ expectedVersion, currentVersion: version });
  const allowed = SHIPMENT_TRANSITIONS[status];
  return allowed.includes(to)
    ? { kind: 'allowed' }
    : { kind: 'illegalShipmentTransition', from: status, to, allowed };
}

/** Whether somebody carries it now: only then is where it was seen last worth showing. */
export function isOnTheRoad(status: ShipmentStatus): boolean {
  return status === 'PICKED_UP' || status === 'OUT_FOR_DELIVERY';
}
