import type { Transaction } from '@depachika/database/database.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { NewShipment, Shipment, Step } from './shipment.ts';
import { SHIPMENT_COLUMNS, type ShipmentRow } from './shipment-reader.ts';
import type { ShipmentStatus } from './shipment-rules.ts';

/** Who does something to a parcel, and when. */
export interface Deed {
  readonly actor: Actor;
  readonly now: Date;
}

/** Makes the next parcel of each of these orders, with its first tracking event. @returns their ids, in this order */
export async function createShipments(
  tx: Transaction,
  orders: readonly NewShipment[],
  { actor, now }: Deed,
): Promise<string[]> {
  if (orders.length === 0) return [];
  const parcels = orders.map(({ orderId, orderNumber, customerId, slotId, destination }) => ({
    id: newId('shp'),
    orderId,
    orderNumber,
    customerId,
    slotId,
    latitude: destination?.latitude ?? null,
    longitude: destination?.longitude ?? null,
  }));
  await tx.query(
    `INSERT INTO delivery.shipments
       (id, order_id, customer_id, slot_id, tracking_number, status, latitude, longitude, created_at)
     SELECT p.id, p."orderId", p."customerId", p."slotId", p."orderNumber" || '-' ||
         (SELECT count(*) + 1 FROM delivery.shipments AS other WHERE other.order_id = p."orderId"),
       'CREATED', p.latitude, p.longitude, $2
     FROM jsonb_to_recordset($1::jsonb) AS p (id text, "orderId" text, "customerId" text, "slotId" text,
       "orderNumber" text, latitude float8, longitude float8)`,
    [JSON.stringify(parcels), now],
  );
  await track(
    tx,
    parcels.map(({ id, orderId }) => ({ shipmentId: id, orderId, from: null, to: 'CREATED', note: '' })),
    { actor, now },
  );
  return parcels.map(({ id }) => id);
}

/** @returns the parcel with its row locked */
export async function lockShipment(tx: Transaction, id: string): Promise<Shipment | undefined> {
  const rows = await tx.query<ShipmentRow>(
    `SELECT ${SHIPMENT_COLUMNS} FROM delivery.shipments p WHERE p.id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  return rows[0];
}

/** Books a step of a parcel whose row is locked: status, version and tracking. @returns it as it stands then */
export async function saveStep(
  tx: Transaction,
  shipment: Shipment,
  step: Step,
  deed: Deed,
): Promise<Shipment> {
  const { to, note, point } = step;
  const rows = await tx.query<ShipmentRow>(
    `UPDATE delivery.shipments p SET status = $2, version = version + 1,
       last_latitude = coalesce($3, last_latitude), last_longitude = coalesce($4, last_longitude)
     WHERE p.id = $1 RETURNING ${SHIPMENT_COLUMNS}`,
    [shipment.id, to, point?.latitude ?? null, point?.longitude ?? null],
  );
  const { id: shipmentId, orderId, status: from } = shipment;
  await track(tx, [{ shipmentId, orderId, from, to, note, point }], deed);
  return rows[0]!;
}

/** Gives a parcel whose row is locked another slot. @returns it as it stands then */
export async function saveSlotOf(
  tx: Transaction,
  shipment: Shipment,
  slotId: string,
  deed: Deed,
): Promise<Shipment> {
  await tx.query('UPDATE delivery.shipments SET slot_id = $2 WHERE id = $1', [shipment.id, slotId]);
  return saveStep(tx, shipment, { to: 'RESCHEDULED', note: '' }, deed);
}

/** Cancels the parcels of an order that have not left. @returns each as it stands then */
export async function cancelShipments(tx: Transaction, orderId: string, deed: Deed): Promise<Shipment[]> {
  const waiting = await tx.query<ShipmentRow>(
    `SELECT ${SHIPMENT_COLUMNS} FROM delivery.shipments p WHERE p.order_id = $1 AND p.status = 'CREATED'
     ORDER BY p.id FOR NO KEY UPDATE`,
    [orderId],
  );
  const cancelled: Shipment[] = [];
  for (const shipment of waiting) {
    cancelled.push(await saveStep(tx, shipment, { to: 'CANCELLED', note: '' }, deed));
  }
  return cancelled;
}

interface TrackedStep extends Step {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly from: ShipmentStatus | null;
}

/** One step of each order. Its counter is locked until the commit: a reader of a version has seen all before it. */
async function track(tx: Transaction, steps: readonly TrackedStep[], { actor, now }: Deed): Promise<void> {
  const rows = steps.map(({ point, ...step }) => ({ id: newId('trk'), ...step, ...point }));
  await tx.query(
    `WITH step AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS s (id text, "shipmentId" text, "orderId" text, "from" text,
         "to" text, note text, latitude float8, longitude float8)
     ), counted AS (
       INSERT INTO delivery.order_trackings AS counter (order_id, version)
       SELECT "orderId", 1 FROM step ORDER BY "orderId"
       ON CONFLICT (order_id) DO UPDATE SET version = counter.version + 1 RETURNING order_id, version)
     INSERT INTO delivery.tracking_events
       (id, shipment_id, order_id, order_version, from_status, status, note, latitude, longitude, occurred_at,
        actor)
     SELECT step.id, step."shipmentId", step."orderId", counted.version, step."from", step."to", step.note,
       step.latitude, step.longitude, $2, $3
     FROM step JOIN counted ON counted.order_id = step."orderId"`,
    [JSON.stringify(rows), now, actor],
  );
}
