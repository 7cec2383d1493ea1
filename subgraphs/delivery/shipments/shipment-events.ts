import type { NewEvent } from '@depachika/events/outbox/outbox.ts';
import { EVENT_TYPES, type EventData, type EventType } from '@depachika/schema/generated/events.ts';
import type { Slot } from '../slots/slot-rules.ts';
import type { NewShipment, Shipment } from './shipment.ts';
import type { ShipmentStatus } from './shipment-rules.ts';

/** The order has a parcel and its slot for good. */
export function shipmentCreated(
  shipmentId: string,
  { orderId, customerId, slotId }: Pick<NewShipment, 'orderId' | 'customerId' | 'slotId'>,
  createdAt: Date,
): NewEvent {
  const data = { shipmentId, orderId, customerId, slotId, createdAt: createdAt.toISOString() };
  return event(EVENT_TYPES.ShipmentCreatedV1, { subject: shipmentId, orderId, version: 1, data });
}

/** The parcel moved on. @param slot the one that was chosen for it, when that is what happened */
export function shipmentStatusChanged(
  { id, orderId, customerId, status, version }: Shipment,
  from: ShipmentStatus,
  changedAt: Date,
  slot?: Slot,
): NewEvent {
  const data = {
    shipmentId: id,
    orderId,
    customerId,
    from,
    to: status,
    changedAt: changedAt.toISOString(),
    ...(slot && { slot: bookedSlot(slot) }),
  };
  return event(EVENT_TYPES.ShipmentStatusChangedV1, { subject: id, orderId, version, data });
}

/** The order was confirmed after its hold had ended. */
export function slotConfirmationFailed(orderId: string, failedAt: Date): NewEvent {
  const data = { orderId, failedAt: failedAt.toISOString() };
  return event(EVENT_TYPES.SlotConfirmationFailedV1, { subject: orderId, orderId, version: 1, data });
}

function bookedSlot({ id, date, startsAt, endsAt, cutOffAt }: Slot) {
  return {
    slotId: id,
    date,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    cutOffAt: cutOffAt.toISOString(),
  };
}

function event<Type extends EventType>(
  type: Type,
  about: { subject: string; orderId: string; version: number; data: EventData[Type] },
): NewEvent {
  const { subject, orderId, version, data } = about;
  return { type, subject, partitionKey: orderId, aggregateVersion: version, data };
}
