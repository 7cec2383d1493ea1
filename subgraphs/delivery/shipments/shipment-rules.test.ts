import { describe, expect, it } from 'vitest';
import {
  decideProgress,
  FINAL_STATUSES,
  isGivenUp,
  isOnTheRoad,
  isReschedulable,
  SHIPMENT_TRANSITIONS,
  type ShipmentStatus,
} from './shipment-rules.ts';

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
  'RESCHEDULED OUT_FOR_DELIVERY',
  'RESCHEDULED RETURNED',
  ...['PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERY_FAILED', 'RESCHEDULED'].flatMap((from) => [
    `${from} LOST`,
    `${from} DAMAGED`,
  ]),
];

describe('a parcel', () => {
  it('ends where no step leads on', () => {
    expect(FINAL_STATUSES).toEqual(['DELIVERED', 'RETURNED', 'CANCELLED', 'LOST', 'DAMAGED']);
  });

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

  it('may get another slot only while it waits for another try', () => {
    expect(ALL.filter(isReschedulable)).toEqual(['DELIVERY_FAILED', 'RESCHEDULED']);
  });

  it('that came back, is lost or damaged will never come to the door', () => {
    expect(ALL.filter(isGivenUp)).toEqual(['RETURNED', 'LOST', 'DAMAGED']);
  });

  it('is on the road between the store and the door', () => {
    expect(ALL.filter(isOnTheRoad)).toEqual(['PICKED_UP', 'OUT_FOR_DELIVERY']);
  });
});
