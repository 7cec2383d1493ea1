import type { Sql } from '@depachika/database/database.ts';
import type { RowsBetween } from '@depachika/graphql/connection.ts';
import type { Shipment, TrackingEvent, TrackingStanding, TrackingStep } from './shipment.ts';
import { FINAL_STATUSES, type ShipmentStatus } from './shipment-rules.ts';

/** Parcels as they are read, each lookup one statement for any number of keys. */
export interface ShipmentReader {
  byId(ids: readonly string[]): Promise<Map<string, Shipment>>;
  /** In the order of their making. */
  ofOrders(orderIds: readonly string[]): Promise<Map<string, Shipment[]>>;
  /** Earliest slot first, in the order in which the page reads. */
  page(filter: ShipmentFilter): Promise<(Shipment & { readonly startsAt: Date })[]>;
  /** By parcel, earliest first; the latest 500 of each, in case somebody sends its position every second. */
  eventsOf(shipmentIds: readonly string[]): Promise<Map<string, TrackingEvent[]>>;
  /** Whose these orders are, as far as delivery has heard of them, and how far: a hold that ended still tells. */
  trackingStandings(orderIds: readonly string[]): Promise<Map<string, TrackingStanding>>;
  /** The events of orders' parcels after a version of each order's tracking, in order; `limit` at most of each. */
  trackingsAfter(asked: readonly TrackingPosition[], limit: number): Promise<TrackingStep[][]>;
}

/** A version of an order's tracking. */
export interface TrackingPosition {
  /** The order's. */
  readonly id: string;
  readonly version: number;
}

/** Between starts of slots in epoch milliseconds, and ids. */
export interface ShipmentFilter extends RowsBetween<readonly [startsAtMs: number, id: string]> {
  readonly status: ShipmentStatus | undefined;
  /** `YYYY-MM-DD` in Japan. */
  readonly date: string | undefined;
}

export function createShipmentReader(database: Sql): ShipmentReader {
  return {
    byId: (ids) => shipmentsById(database, ids),
    ofOrders: (orderIds) => shipmentsOfOrders(database, orderIds),
    page: (filter) => shipmentPage(database, filter),
    eventsOf: (shipmentIds) => eventsOfShipments(database, shipmentIds),
    trackingStandings: (orderIds) => trackingStandings(database, orderIds),
    trackingsAfter: (asked, limit) => trackingsAfter(database, asked, limit),
  };
}

export type ShipmentRow = Shipment & Record<string, unknown>;

/** Columns of parcels `p`, as {@link ShipmentRow}. */
export const SHIPMENT_COLUMNS = `p.id, p.order_id AS "orderId", p.customer_id AS "customerId", p.slot_id AS "slotId",
  (SELECT booked.starts_at FROM delivery.slots AS booked WHERE booked.id = p.slot_id) AS "slotStartsAt", p.tracking_number AS "trackingNumber",
  p.status, p.latitude, p.longitude, p.last_latitude AS "lastLatitude", p.last_longitude AS "lastLongitude", p.version`;

export async function shipmentsById(sql: Sql, ids: readonly string[]): Promise<Map<string, Shipment>> {
  const rows = await sql.query<ShipmentRow>(
    `SELECT ${SHIPMENT_COLUMNS} FROM delivery.shipments p WHERE p.id = ANY($1::text[])`,
    [ids],
  );
  return new Map(rows.map((shipment) => [shipment.id, shipment]));
}

async function shipmentsOfOrders(sql: Sql, orderIds: readonly string[]): Promise<Map<string, Shipment[]>> {
  const rows = await sql.query<ShipmentRow>(
    `SELECT ${SHIPMENT_COLUMNS} FROM delivery.shipments p WHERE p.order_id = ANY($1::text[]) ORDER BY p.id`,
    [orderIds],
  );
  return Map.groupBy<string, Shipment>(rows, ({ orderId }) => orderId);
}

async function shipmentPage(
  sql: Sql,
  { limit, after, before, backward, status, date }: ShipmentFilter,
): Promise<(Shipment & { readonly startsAt: Date })[]> {
  const towards = backward ? 'DESC' : 'ASC';
  return await sql.query<ShipmentRow & { startsAt: Date }>(
    `SELECT ${SHIPMENT_COLUMNS}, s.starts_at AS "startsAt" FROM delivery.shipments p
     JOIN delivery.slots s ON s.id = p.slot_id
     WHERE ($2::text IS NULL OR p.status = $2) AND ($3::text IS NULL OR s.date = $3)
       AND ($4::timestamptz IS NULL OR (s.starts_at, p.id) > ($4, $5::text))
       AND ($6::timestamptz IS NULL OR (s.starts_at, p.id) < ($6, $7::text))
     ORDER BY s.starts_at ${towards}, p.id ${towards} LIMIT $1`,
    [limit, status ?? null, date ?? null, ...placeOf(after), ...placeOf(before)],
  );
}

function placeOf(key: readonly [startsAtMs: number, id: string] | undefined): [Date | null, string | null] {
  return key ? [new Date(key[0]), key[1]] : [null, null];
}

const EVENT_COLUMNS = `t.id, t.shipment_id AS "shipmentId", t.order_id AS "orderId",
  t.order_version AS "orderVersion", t.from_status AS "from", t.status, t.note, t.latitude, t.longitude,
  t.actor, t.occurred_at AS "occurredAt"`;

const MAX_EVENTS = 500;

async function eventsOfShipments(
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
  return Map.groupBy<string, TrackingEvent>(rows, ({ shipmentId }) => shipmentId);
}

/** SQL: whether all parcels of the order `id` have come to an end; null when it has none. */
const hasEnded = (id: string, finalStatuses: string) =>
  `(SELECT bool_and(p.status = ANY(${finalStatuses}::text[])) FROM delivery.shipments AS p WHERE p.order_id = ${id})`;

async function trackingStandings(
  sql: Sql,
  orderIds: readonly string[],
): Promise<Map<string, TrackingStanding>> {
  const rows = await sql.query<TrackingStanding & { id: string } & Record<string, unknown>>(
    `SELECT DISTINCT ON (h.order_id) h.order_id AS id, h.customer_id AS "ownerId",
       coalesce((SELECT c.version FROM delivery.order_trackings AS c WHERE c.order_id = h.order_id), 0) AS version,
       coalesce(${hasEnded('h.order_id', '$2')}, false) AS "hasEnded"
     FROM delivery.holds AS h WHERE h.order_id = ANY($1::text[]) AND h.customer_id <> ''
     ORDER BY h.order_id`,
    [orderIds, FINAL_STATUSES],
  );
  return new Map(rows.map(({ id, ...standing }) => [id, standing]));
}

async function trackingsAfter(
  sql: Sql,
  asked: readonly TrackingPosition[],
  limit: number,
): Promise<TrackingStep[][]> {
  const rows = await sql.query<TrackingStep & { place: number } & Record<string, unknown>>(
    `SELECT asked.place::int, later.*, later."orderVersion" =
         (SELECT c.version FROM delivery.order_trackings AS c WHERE c.order_id = asked.id)
         AND ${hasEnded('asked.id', '$4')} AS "isLast"
     FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS asked (id, version, place) CROSS JOIN LATERAL (
       SELECT ${EVENT_COLUMNS} FROM delivery.tracking_events t
       WHERE t.order_id = asked.id AND t.order_version > asked.version
       ORDER BY t.order_version LIMIT $3) AS later
     ORDER BY asked.place, later."orderVersion"`,
    [asked.map(({ id }) => id), asked.map(({ version }) => version), limit, FINAL_STATUSES],
  );
  const trackings = asked.map((): TrackingStep[] => []);
  for (const { place, ...step } of rows) trackings[place - 1]!.push(step as TrackingStep);
  return trackings;
}
