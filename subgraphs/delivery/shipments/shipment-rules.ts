import { type VersionConflict, versionConflict } from '@depachika/domain/problems.ts';

/** How far a parcel is; the same words as in the schema. */
export type ShipmentStatus =
  | 'CREATED'
  | 'PICKED_UP'
  | 'OUT_FOR_DELIVERY'
  | 'DELIVERED'
  | 'DELIVERY_FAILED'
  | 'RETURNED'
  | 'CANCELLED'
  | 'RESCHEDULED'
  | 'LOST'
  | 'DAMAGED';

/**
 * Steps that staff may book. A parcel is cancelled by its order's end alone, and only before it left; it is RESCHEDULED
 * when another slot is chosen for it. OUT_FOR_DELIVERY to itself is a new position.
 */
export const SHIPMENT_TRANSITIONS: Readonly<Record<ShipmentStatus, readonly ShipmentStatus[]>> = {
  CREATED: ['PICKED_UP'],
  PICKED_UP: ['OUT_FOR_DELIVERY', 'RETURNED', 'LOST', 'DAMAGED'],
  OUT_FOR_DELIVERY: ['OUT_FOR_DELIVERY', 'DELIVERED', 'DELIVERY_FAILED', 'LOST', 'DAMAGED'],
  DELIVERED: [],
  DELIVERY_FAILED: ['OUT_FOR_DELIVERY', 'RETURNED', 'LOST', 'DAMAGED'],
  RETURNED: [],
  CANCELLED: [],
  RESCHEDULED: ['OUT_FOR_DELIVERY', 'RETURNED', 'LOST', 'DAMAGED'],
  LOST: [],
  DAMAGED: [],
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

/** Statuses that no step leaves: an order's tracking ends when all of its parcels are there. */
export const FINAL_STATUSES: readonly ShipmentStatus[] = (
  Object.keys(SHIPMENT_TRANSITIONS) as ShipmentStatus[]
).filter((status) => SHIPMENT_TRANSITIONS[status].length === 0);

/** Whether another slot may be chosen: it could not be handed over, and waits for another try. */
export function isReschedulable(status: ShipmentStatus): boolean {
  return status === 'DELIVERY_FAILED' || status === 'RESCHEDULED';
}

/** Whether it will never come to the door: its place in the slot is free again. */
export function isGivenUp(status: ShipmentStatus): boolean {
  return status === 'RETURNED' || status === 'LOST' || status === 'DAMAGED';
}

/** Whether somebody carries it now: only then is where it was seen last worth showing. */
export function isOnTheRoad(status: ShipmentStatus): boolean {
  return status === 'PICKED_UP' || status === 'OUT_FOR_DELIVERY';
}
