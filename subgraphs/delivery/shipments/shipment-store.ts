import type { Sql, Transaction } from '@depachika/database/database.ts';
import { byKey, groupedBy } from '@depachika/graphql/loaders.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { Point } from '../zones/zone-store.ts';
import type { ShipmentStatus } from './shipment-rules.ts';

export interface Shipment {
  readonly id: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly slotId: string;
  readonly trackingNumber: string;
  readonly status: ShipmentStatus;
  /** Where it is to be brought. */
  readonly latitude: number;
  readonly longitude: number;
  /** Where it was seen last. */
  readonly lastLatitude: number | null;
  readonly lastLongitude: number | null;
  readonly version: number;
}

type ShipmentRow = Shipment & Record<string, unknown>;

const COLUMNS = `p.id, p.order_id AS "orderId", p.customer_id AS "customerId", p.slot_id AS "slotId",
  p.tracking_number AS "trackingNumber", p.status, p.latitude, p.longitude, p.last_latitude AS "lastLatitude",
  p.last_longitude AS "lastLongitude", p.version`;

export async function shipmentsById(sql: Sql, ids: readonly string[]): Promise<Map<string, Shipment>> {
  const rows = await sql.query<ShipmentRow>(
    `SELECT ${COLUMNS} FROM delivery.shipments p WHERE p.id = ANY($1::text[])`,
    [ids],
  );
  return byKey(rows, ({ id }) => id);
}

/** By order, in the order of their making. */
export async function shipmentsOfOrders(
  sql: Sql,
  orderIds: readonly string[],
): Promise<Map<string, Shipment[]>> {
  const rows = await sql.query<ShipmentRow>(
    `SELECT ${COLUMNS} FROM delivery.shipments p WHERE p.order_id = ANY($1::text[]) ORDER BY p.id`,
    [orderIds],
  );
  return groupedBy(rows, ({ orderId }) => orderId);
}

export interface ShipmentFilter {
  readonly first: number;
  /** Start of the slot in epoch milliseconds, and id, of the last one seen. */
  readonly after: readonly [number, string] | undefined;
  readonly status: ShipmentStatus | undefined;
  /** `YYYY-MM-DD` in Japan. */
  readonly date: string | undefined;
}

/** Earliest slot first; one more than asked for when there is a next page. */
export async function shipmentPage(
  sql: Sql,
  { first, after, status, date }: ShipmentFilter,
): Promise<(Shipment & { readonly startsAt: Date })[]> {
  return await sql.query<ShipmentRow & { startsAt: Date }>(
    `SELECT ${COLUMNS}, s.starts_at AS "startsAt" FROM delivery.shipments p
     JOIN delivery.slots s ON s.id = p.slot_id
     WHERE ($2::text IS NULL OR p.status = $2) AND ($3::text IS NULL OR s.date = $3)
       AND ($4::timestamptz IS NULL OR (s.starts_at, p.id) > ($4, $5::text))
     ORDER BY s.starts_at, p.id LIMIT $1`,
    [first + 1, status ?? null, date ?? null, after ? new Date(after[0]) : null, after?.[1] ?? null],
  );
}

export interface NewShipment {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly customerId: string;
  readonly slotId: string;
  readonly destination: Point;
}

/** Makes the next parcel of each of these orders, with its first tracking event. @returns their ids, in this order */
export async function createShipments(
  tx: Transaction,
  orders: readonly NewShipment[],
  now: Date,
): Promise<string[]> {
  if (orders.length === 0) return [];
  const parcels = orders.map(({ orderId, orderNumber, customerId, slotId, destination }) => ({
    id: newId('shp'),
    orderId,
    orderNumber,
    customerId,
    slotId,
    latitude: destination.latitude,
    longitude: destination.longitude,
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
    now,
  );
  return parcels.map(({ id }) => id);
}

/** @returns the parcel with its row locked */
export async function lockShipment(tx: Transaction, id: string): Promise<Shipment | undefined> {
  const rows = await tx.query<ShipmentRow>(
    `SELECT ${COLUMNS} FROM delivery.shipments p WHERE p.id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  return rows[0];
}

export interface Step {
  readonly to: ShipmentStatus;
  readonly note: string;
  readonly point?: Point | undefined;
}

/** Books a step of a parcel whose row is locked: status, version and tracking. @returns it as it stands then */
export async function saveStep(
  tx: Transaction,
  shipment: Shipment,
  step: Step,
  now: Date,
): Promise<Shipment> {
  const { to, note, point } = step;
  const rows = await tx.query<ShipmentRow>(
    `UPDATE delivery.shipments p SET status = $2, version = version + 1,
       last_latitude = coalesce($3, last_latitude), last_longitude = coalesce($4, last_longitude)
     WHERE p.id = $1 RETURNING ${COLUMNS}`,
    [shipment.id, to, point?.latitude ?? null, point?.longitude ?? null],
  );
  const { id: shipmentId, orderId, status: from } = shipment;
  await track(tx, [{ shipmentId, orderId, from, to, note, point }], now);
  return rows[0]!;
}

/** Cancels the parcels of an order that have not left. @returns each as it stands then */
export async function cancelShipments(tx: Transaction, orderId: string, now: Date): Promise<Shipment[]> {
  const waiting = await tx.query<ShipmentRow>(
    `SELECT ${COLUMNS} FROM delivery.shipments p WHERE p.order_id = $1 AND p.status = 'CREATED'
     ORDER BY p.id FOR NO KEY UPDATE`,
    [orderId],
  );
  const cancelled: Shipment[] = [];
  for (const shipment of waiting) {
    cancelled.push(await saveStep(tx, shipment, { to: 'CANCELLED', note: '' }, now));
  }
  return cancelled;
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
  readonly occurredAt: Date;
}

const EVENT_COLUMNS = `t.id, t.shipment_id AS "shipmentId", t.order_id AS "orderId",
  t.order_version AS "orderVersion", t.from_status AS "from", t.status, t.note, t.latitude, t.longitude,
  t.occurred_at AS "occurredAt"`;

/** The latest of a parcel, in case somebody sends its position every second. */
const MAX_EVENTS = 500;

/** By parcel, earliest first. */
export async function eventsOfShipments(
  sql: Sql,
  shipmentIds: readonly string[],
): Promise<Map<string, TrackingEvent[]>> {
  const rows = await sql.query<TrackingEvent & Record<string, unknown>>(
    `SELECT latest.* FROM unnest($1::text[]) AS asked (id)
     CROSS JOIN LATERAL (
       SELECT ${EVENT_COLUMNS} FROM delivery.tracking_events t WHERE t.shipment_id = asked.id
       ORDER BY t.order_version DESC LIMIT $2) AS latest
     ORDER BY latest."orderVersion"`,
    [shipmentIds, MAX_EVENTS],
  );
  return groupedBy(rows, ({ shipmentId }) => shipmentId);
}

/** What happened to the parcels of an order after a version of its tracking, in order. */
export async function trackingAfter(
  sql: Sql,
  orderId: string,
  { version, limit }: { readonly version: number; readonly limit: number },
): Promise<TrackingEvent[]> {
  return await sql.query<TrackingEvent & Record<string, unknown>>(
    `SELECT ${EVENT_COLUMNS} FROM delivery.tracking_events t
     WHERE t.order_id = $1 AND t.order_version > $2 ORDER BY t.order_version LIMIT $3`,
    [orderId, version, limit],
  );
}

interface TrackedStep extends Step {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly from: ShipmentStatus | null;
}

/** One step of each order. Its counter is locked until the commit: whoever sees a version has seen all before it. */
async function track(tx: Transaction, steps: readonly TrackedStep[], now: Date): Promise<void> {
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
       (id, shipment_id, order_id, order_version, from_status, status, note, latitude, longitude, occurred_at)
     SELECT step.id, step."shipmentId", step."orderId", counted.version, step."from", step."to", step.note,
       step.latitude, step.longitude, $2
     FROM step JOIN counted ON counted.order_id = step."orderId"`,
    [JSON.stringify(rows), now],
  );
}
