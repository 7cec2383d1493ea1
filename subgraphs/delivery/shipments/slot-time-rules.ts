import type { ShipmentStatus } from './shipment-rules.ts';

/** How long before the start of its slot a parcel may take a step, in milliseconds. Other steps may come at any time. */
export type SlotLeads = Readonly<Record<'PICKED_UP' | 'OUT_FOR_DELIVERY' | 'DELIVERED', number>>;

/** A step before its time: somebody expects the parcel in its slot, and what is in it is fresh for that day. */
export interface TooEarly {
  readonly kind: 'tooEarly';
  readonly to: ShipmentStatus;
  readonly possibleFrom: Date;
}

/** @returns undefined when the step may be booked now */
export function tooEarly(
  { from, to }: { readonly from: ShipmentStatus; readonly to: ShipmentStatus },
  { startsAt, leads, now }: { readonly startsAt: Date; readonly leads: SlotLeads; readonly now: Date },
): TooEarly | undefined {
  // A new position is no step: the parcel was let go before.
  if (from === to || !isTimed(to)) return undefined;
  const possibleFrom = new Date(startsAt.getTime() - leads[to]);
  return now < possibleFrom ? { kind: 'tooEarly', to, possibleFrom } : undefined;
}

function isTimed(status: ShipmentStatus): status is keyof SlotLeads {
  return status === 'PICKED_UP' || status === 'OUT_FOR_DELIVERY' || status === 'DELIVERED';
}
