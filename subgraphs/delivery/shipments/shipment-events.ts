import type { NewEvent } from '@depachika/events/outbox/outbox.ts';
import type { NewShipment, Shipment } from './shipment.ts';
import type { ShipmentStatus } from './shipment-rules.ts';

/** The order has a parcel and its slot for good. */
export function shipmentCreated(
  shipmentId: string,
  { orderId, customerId, slotId }: Pick<NewShipment, 'orderId' | 'customerId' | 'slotId'>,
  createdAt: Date,
): NewEvent {
  const data = { shipmentId, orderId, customerId, slotId, createdAt: createdAt.toISOString() };
  return event('ShipmentCreated', { subject: shipmentId, orderId, version: 1, data });
}

/** The parcel moved on. */
export function shipmentStatusChanged(
  { id, orderId, customerId, status, version }: Shipment,
  from: ShipmentStatus,
  changedAt: Date,
): NewEvent {
  const data = {
    shipmentId: id,
    orderId,
    customerId,
    from,
    to: status,
    changedAt: changedAt.toISOString(),
  };
  return event('ShipmentStatusChanged', { subject: id, orderId, version, data });
}

/** The order was confirmed after its hold had ended. */
export function slotConfirmationFailed(orderId: string, failedAt: Date): NewEvent {
  const data = { orderId, failedAt: failedAt.toISOString() };
  return event('SlotConfirmationFailed', { subject: orderId, orderId, version: 1, data });
}

function event(
  name: string,
  { subject, orderId, version, data }: { subject: string; orderId: string; version: number; data: unknown },
): NewEvent {
  const type = `depachika.delivery.${name}.v1`;
  return { type, subject, partitionKey: orderId, aggregateVersion: version, data };
}
