import { describe, expect, it } from 'vitest';
import { decideProgress, isOnTheRoad, SHIPMENT_TRANSITIONS, type ShipmentStatus } from './shipment-rules.ts';

const ALL = Object.keys(SHIPMENT_TRANSITIONS) as ShipmentStatus[];
const POSSIBLE = [
  'CREATED PICKED_UP',
  'PICKED_UP OUT_FOR_DELIVERY',
  'PICKED_UP RETURNED',
  'OUT_FOR_DELIVERY OUT_FOR_DELIVERY',
  'OUT_FOR_DELIVERY DELIVERED',
  'OUT_FOR_DELIVERY DELIVERY_FAILED',
  'DELIVERY_FAILED OUT_FOR_DELIVERY',
  'DELIVERY_FAILED RETURNED',
];

describe('a parcel', () => {
  it.each(ALL.flatMap((from) => ALL.map((to) => [from, to] as const)))('from %s to %s', (from, to) => {
    const decision = decideProgress({ status: from, version: 3 }, { to, expectedVersion: 3 });
    if (POSSIBLE.includes(`${from} ${to}`)) expect(decision).toEqual({ kind: 'allowed' });
    else
      expect(decision).toEqual({
        kind: 'illegalShipmentTransition',
        from,
        to,
        allowed: SHIPMENT_TRANSITIONS[from],
      });
  });

  it('moves only for whoever saw its last version', () => {
    const late = { to: 'PICKED_UP', expectedVersion: 2 } as const;
    expect(decideProgress({ status: 'CREATED', version: 3 }, late)).toEqual({
      kind: 'versionConflict',
      expectedVersion: 2,
      currentVersion: 3,
    });
  });

  it('is on the road between the store and the door', () => {
    expect(ALL.filter(isOnTheRoad)).toEqual(['PICKED_UP', 'OUT_FOR_DELIVERY']);
  });
});
