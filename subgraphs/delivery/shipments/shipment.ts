import type { Point } from '../zones/point.ts';
import type { ShipmentStatus } from './shipment-rules.ts';

/** A parcel of an order. */
export interface Shipment {
  readonly id: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly slotId: string;
  readonly slotStartsAt: Date;
  readonly trackingNumber: string;
  readonly status: ShipmentStatus;
  /** Where it is to be brought; null when that was erased, or was never told. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Where it was seen last. */
  readonly lastLatitude: number | null;
  readonly lastLongitude: number | null;
  readonly version: number;
}

export interface NewShipment {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly customerId: string;
  readonly slotId: string;
  /** Undefined when nobody told: the order itself knows. */
  readonly destination: Point | undefined;
}

/** The next step of a parcel. */
export interface Step {
  readonly to: ShipmentStatus;
  readonly note: string;
  readonly point?: Point | undefined;
}

/** Something that happened to a parcel. */
export interface TrackingEvent {
  readonly id: string;
  readonly shipmentId: string;
  readonly orderId: string;
  /** Goes up by one with every event of the order. */
  readonly orderVersion: number;
  readonly from: ShipmentStatus | null;
  readonly status: ShipmentStatus;
  readonly note: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Who did it, as it is kept. */
  readonly actor: string;
  readonly occurredAt: Date;
}

/** The same, for somebody who follows an order's parcels. */
export interface TrackingStep extends TrackingEvent {
  /** Nothing can follow: all parcels of the order have come to an end. */
  readonly isLast: boolean;
}

/** How the tracking of an order stands. */
export interface TrackingStanding {
  readonly ownerId: string;
  /** 0 while it has no parcel. */
  readonly version: number;
  /** All of its parcels, one at least, have come to an end. */
  readonly hasEnded: boolean;
}
