import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { type BatchLoader, batchLoader, byKey } from '@depachika/graphql/loaders.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type OrderSlot, slotsOfOrders } from '../holds/hold-store.ts';
import {
  eventsOfShipments,
  type Shipment,
  shipmentsById,
  shipmentsOfOrders,
  type TrackingEvent,
} from '../shipments/shipment-store.ts';
import { type Slot, slotsById, slotsOfZones } from '../slots/slot-store.ts';
import { outlines, type Point, type Zone, zonesOfPoints } from '../zones/zone-store.ts';

/** An address as the router hands it over. */
export interface AddressReference {
  readonly id: string;
  readonly point?: Point | null;
}

/** An order as delivery knows it. */
export interface OrderReference {
  readonly id: string;
}

/** One request's lookups, each one statement for all that ask in the same moment. */
export interface Context extends RequestContext {
  /** The moment of the request: every slot of an answer is judged by the same. */
  readonly now: Date;
  readonly zones: BatchLoader<string, Zone>;
  readonly outlines: BatchLoader<string, string>;
  /** By `pointKey`. */
  readonly zonesOfPoints: BatchLoader<string, Zone>;
  readonly slots: BatchLoader<string, Slot>;
  /** By zone: what starts within so many days; one loader per number that is asked for. */
  slotsAhead(days: number): BatchLoader<string, Slot[]>;
  readonly slotsOfOrders: BatchLoader<string, OrderSlot>;
  readonly shipments: BatchLoader<string, Shipment>;
  readonly shipmentsOfOrders: BatchLoader<string, Shipment[]>;
  readonly eventsOfShipments: BatchLoader<string, TrackingEvent[]>;
}

const DAY_MS = 24 * 60 * 60_000;

export function deliveryContext(
  deps: { readonly database: Database; readonly prisma: PrismaClient; readonly clock: Clock },
  request: RequestContext,
): Context {
  const { database, prisma, clock } = deps;
  const now = clock.now();
  const ahead = new Map<number, BatchLoader<string, Slot[]>>();
  return {
    ...request,
    now,
    zones: batchLoader(async (ids) =>
      byKey(await prisma.zone.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
    ),
    outlines: batchLoader((zoneIds) => outlines(database, zoneIds)),
    zonesOfPoints: batchLoader((keys) => zonesOfPoints(database, keys)),
    slots: batchLoader((ids) => slotsById(database, ids)),
    slotsAhead(days) {
      const until = new Date(now.getTime() + days * DAY_MS);
      const loader =
        ahead.get(days) ?? batchLoader((zoneIds) => slotsOfZones(database, zoneIds, { from: now, until }));
      ahead.set(days, loader);
      return loader;
    },
    slotsOfOrders: batchLoader((orderIds) => slotsOfOrders(database, orderIds)),
    shipments: batchLoader((ids) => shipmentsById(database, ids)),
    shipmentsOfOrders: batchLoader((orderIds) => shipmentsOfOrders(database, orderIds)),
    eventsOfShipments: batchLoader((shipmentIds) => eventsOfShipments(database, shipmentIds)),
  };
}
