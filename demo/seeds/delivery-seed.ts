import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import type { ShipmentStatus } from '@depachika/delivery/shipments/shipment-rules.ts';
import { addSlots } from '@depachika/delivery/slots/slot-store.ts';
import { insertZones, type Point } from '@depachika/delivery/zones/zone-store.ts';
import { demoId } from '../demo-id.ts';
import { demoStore } from '../drive/demo-drive-route.ts';
import { type DeliveredDemoOrder, type DemoOrder, demoPastOrders } from '../past-orders.ts';
import { demoZones } from '../zones.ts';

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
    await insertZones(tx, demoZones);
    await addSlots(tx, slotsOf(orders));
    await insertAll(tx, 'holds', orders.map(holdOf), HOLD_COLUMNS);
    await insertAll(tx, 'shipments', delivered.map(shipmentOf), SHIPMENT_COLUMNS);
    await insertAll(
      tx,
      'tracking_events',
      steps.map((step, index) => ({ ...step, id: demoId('trk', index + 1, step.occurredAt) })),
      TRACKING_COLUMNS,
    );
    await insertAll(tx, 'order_trackings', delivered.map(trackingOf), COUNTER_COLUMNS);
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
    occurredAt,
  }));
}

/** Column, its type, and the property that fills it. */
type Columns = readonly (readonly [column: string, type: string, property: string])[];

const HOLD_COLUMNS: Columns = [
  ['key', 'text', 'key'],
  ['order_id', 'text', 'orderId'],
  ['slot_id', 'text', 'slotId'],
  ['customer_id', 'text', 'customerId'],
  ['status', 'text', 'status'],
  ['expires_at', 'timestamptz', 'expiresAt'],
  ['created_at', 'timestamptz', 'createdAt'],
];
const SHIPMENT_COLUMNS: Columns = [
  ['id', 'text', 'id'],
  ['order_id', 'text', 'orderId'],
  ['customer_id', 'text', 'customerId'],
  ['slot_id', 'text', 'slotId'],
  ['tracking_number', 'text', 'trackingNumber'],
  ['status', 'text', 'status'],
  ['latitude', 'float8', 'latitude'],
  ['longitude', 'float8', 'longitude'],
  ['last_latitude', 'float8', 'lastLatitude'],
  ['last_longitude', 'float8', 'lastLongitude'],
  ['version', 'int', 'version'],
  ['created_at', 'timestamptz', 'createdAt'],
];
const TRACKING_COLUMNS: Columns = [
  ['id', 'text', 'id'],
  ['shipment_id', 'text', 'shipmentId'],
  ['order_id', 'text', 'orderId'],
  ['order_version', 'int', 'orderVersion'],
  ['from_status', 'text', 'fromStatus'],
  ['status', 'text', 'status'],
  ['note', 'text', 'note'],
  ['latitude', 'float8', 'latitude'],
  ['longitude', 'float8', 'longitude'],
  ['occurred_at', 'timestamptz', 'occurredAt'],
];
const COUNTER_COLUMNS: Columns = [
  ['order_id', 'text', 'orderId'],
  ['version', 'int', 'version'],
];

async function insertAll(
  tx: Transaction,
  table: string,
  rows: readonly object[],
  columns: Columns,
): Promise<void> {
  const names = columns.map(([column]) => column).join(', ');
  const values = columns.map(([, , property]) => `"${property}"`).join(', ');
  const record = columns.map(([, type, property]) => `"${property}" ${type}`).join(', ');
  await tx.query(
    `INSERT INTO delivery.${table} (${names}) SELECT ${values} FROM jsonb_to_recordset($1::jsonb) AS row (${record})`,
    [JSON.stringify(rows)],
  );
}
