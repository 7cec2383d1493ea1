import type { Fact } from '@depachika/events/outbox/outbox.ts';
import type { ShipmentStatus } from './shipment-rules.ts';
import type { NewShipment, Shipment } from './shipment-store.ts';

/** The order has a parcel and its slot for good. */
export function shipmentCreated(
  shipmentId: string,
  { orderId, customerId, slotId }: Pick<NewShipment, 'orderId' | 'customerId' | 'slotId'>,
  createdAt: Date,
): Fact {
  const data = { shipmentId, orderId, customerId, slotId, createdAt: createdAt.toISOString() };
  return fact('ShipmentCreated', { subject: shipmentId, orderId, version: 1, data });
}

/** The parcel moved on. */
export function shipmentStatusChanged(
  { id, orderId, customerId, status, version }: Shipment,
  from: ShipmentStatus,
  changedAt: Date,
): Fact {
  const data = {
    shipmentId: id,
    orderId,
    customerId,
    from,
    to: status,
    changedAt: changedAt.toISOString(),
  };
  return fact('ShipmentStatusChanged', { subject: id, orderId, version, data });
}

/** The order was confirmed after its hold had ended. */
export function slotConfirmationFailed(orderId: string, failedAt: Date): Fact {
  const data = { orderId, failedAt: failedAt.toISOString() };
  return fact('SlotConfirmationFailed', { subject: orderId, orderId, version: 1, data });
}

function fact(
  name: string,
  { subject, orderId, version, data }: { subject: string; orderId: string; version: number; data: unknown },
): Fact {
  const type = `depachika.delivery.${name}.v1`;
  return { type, subject, partitionKey: orderId, aggregateVersion: version, data };
}
