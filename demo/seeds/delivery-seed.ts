import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { insertAll } from '@depachika/database/insert-all.ts';
import type { ShipmentStatus } from '@depachika/delivery/shipments/shipment-rules.ts';
import { addSlots } from '@depachika/delivery/slots/slot-store.ts';
import type { Point } from '@depachika/delivery/zones/point.ts';
import { insertZones } from '@depachika/delivery/zones/zone-store.ts';
import { demoId } from '../demo-id.ts';
import { demoStore } from '../drive/route.ts';
import { type DeliveredDemoOrder, type DemoOrder, demoPastOrders } from '../past-orders.ts';
import { demoAccounts } from '../people.ts';
import { demoLocationsOf, demoZones } from '../zones.ts';

export interface DemoDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

/** Fills empty tables with the demo's zones and what past orders left; does nothing when there is a zone. */
export async function seedDeliveryDemo({ database, clock }: DemoDependencies): Promise<void> {
  if ((await database.query('SELECT 1 FROM delivery.zones LIMIT 1')).length > 0) return;
  const orders = demoPastOrders({ now: clock.now() });
  const delivered = orders.filter((order) => order.status === 'DELIVERED');
  const steps = delivered.flatMap(stepsOf);
  await database.transaction({ name: 'delivery.seed', timeoutMs: 120_000 }, async (tx) => {
    await insertZones(
      tx,
      demoZones.map((zone) => ({ ...zone, locationIds: demoLocationsOf(zone) })),
    );
    await addSlots(tx, slotsOf(orders));
    await insertAll(tx, { table: 'delivery.holds', rows: orders.map(holdOf) });
    await insertAll(tx, { table: 'delivery.shipments', rows: delivered.map(shipmentOf) });
    await insertAll(tx, {
      table: 'delivery.tracking_events',
      rows: steps.map((step, index) => ({ ...step, id: demoId('trk', index + 1, step.occurredAt) })),
    });
    await insertAll(tx, { table: 'delivery.order_trackings', rows: delivered.map(trackingOf) });
  });
}

/** The slots of past orders, each once, with the places that deliveries took. */
function slotsOf(orders: readonly DemoOrder[]) {
  const zones = new Map(demoZones.map((zone) => [zone.id, zone]));
  const slots = new Map<string, DemoOrder['slot'] & { taken: number }>();
  for (const { slot, status } of orders) {
    const before = slots.get(slot.slotId)?.taken ?? 0;
    slots.set(slot.slotId, { ...slot, taken: before + (status === 'DELIVERED' ? 1 : 0) });
  }
  return [...slots.values()].map((slot) => ({ ...slot, zone: zones.get(slot.zoneId)! }));
}

function holdOf({ orderId, customerId, slot, status, placedAt }: DemoOrder) {
  return {
    key: orderId,
    orderId,
    slotId: slot.slotId,
    customerId,
    status: status === 'DELIVERED' ? 'CONFIRMED' : 'RELEASED',
    expiresAt: slot.cutOffAt,
    createdAt: placedAt,
  };
}

function shipmentOf(order: DeliveredDemoOrder) {
  const { latitude, longitude } = order.address;
  return {
    id: order.shipmentId,
    orderId: order.orderId,
    customerId: order.customerId,
    slotId: order.slot.slotId,
    trackingNumber: `${order.orderNumber}-1`,
    status: 'DELIVERED',
    latitude,
    longitude,
    lastLatitude: latitude,
    lastLongitude: longitude,
    version: stepsOf(order).length,
    createdAt: order.confirmedAt,
  };
}

function trackingOf(order: DeliveredDemoOrder) {
  return { orderId: order.orderId, version: stepsOf(order).length };
}

function stepsOf({ orderId, shipmentId, confirmedAt, shippedAt, deliveredAt, address }: DeliveredDemoOrder) {
  const halfway = {
    latitude: (demoStore.latitude + address.latitude) / 2,
    longitude: (demoStore.longitude + address.longitude) / 2,
  };
  const leftAt = new Date(shippedAt.getTime() + (deliveredAt.getTime() - shippedAt.getTime()) / 2);
  const way: readonly [ShipmentStatus, Date, Point | undefined][] = [
    ['CREATED', confirmedAt, undefined],
    ['PICKED_UP', shippedAt, demoStore],
    ['OUT_FOR_DELIVERY', leftAt, halfway],
    ['DELIVERED', deliveredAt, address],
  ];
  return way.map(([status, occurredAt, point], index) => ({
    shipmentId,
    orderId,
    orderVersion: index + 1,
    fromStatus: way[index - 1]?.[0] ?? null,
    status,
    note: '',
    latitude: point?.latitude ?? null,
    longitude: point?.longitude ?? null,
    actor: index === 0 ? 'SERVICE:orders' : `STAFF:${demoAccounts.staff.id}`,
    occurredAt,
  }));
}
