import type { ShipmentStatus } from '@depachika/delivery/shipments/shipment-rules.ts';
import type { Point } from '@depachika/delivery/zones/point.ts';

/** The store in Nihonbashi that every demo parcel leaves from. */
export const demoStore: Point = { latitude: 35.6851, longitude: 139.7734 };

/** Positions that a driver sends on the way. */
const STOPS = 6;

export interface DriveStep extends Point {
  readonly status: ShipmentStatus;
  readonly note: string;
}

/** A parcel as the driver finds it. */
export interface Parcel {
  readonly status: ShipmentStatus;
  readonly destination: Point;
  /** Where an interrupted drive goes on. */
  readonly lastSeen: Point | null;
}

/** What is left to do for a parcel, in order; nothing for one that is not waiting or on the road. */
export function stepsToDoor({ status, destination, lastSeen }: Parcel): DriveStep[] {
  const arrival: DriveStep = { ...destination, status: 'DELIVERED', note: 'Handed over' };
  switch (status) {
    case 'CREATED':
      return [
        { ...demoStore, status: 'PICKED_UP', note: 'Left the store' },
        ...way(demoStore, destination),
        arrival,
      ];
    case 'PICKED_UP':
      return [...way(lastSeen ?? demoStore, destination), arrival];
    case 'OUT_FOR_DELIVERY':
      return [...way(lastSeen ?? demoStore, destination).slice(1), arrival];
    default:
      return [];
  }
}

/** Points on the way, a little beside the straight line in turns, as streets are; the ends are left out. */
function way(from: Point, to: Point): DriveStep[] {
  const ahead = { latitude: to.latitude - from.latitude, longitude: to.longitude - from.longitude };
  return Array.from({ length: STOPS }, (_, stop) => {
    const share = (stop + 1) / (STOPS + 1);
    const aside = (stop % 2 === 0 ? 1 : -1) * 0.04;
    return {
      latitude: rounded(from.latitude + share * ahead.latitude + aside * ahead.longitude),
      longitude: rounded(from.longitude + share * ahead.longitude - aside * ahead.latitude),
      status: 'OUT_FOR_DELIVERY',
      note: stop === 0 ? 'On its way' : '',
    };
  });
}

/** To some 10 cm. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
