import { type ChangeHistory, changeHistory } from '@depachika/domain/change-history.ts';
import type { ChangeReader } from '@depachika/domain/changes.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { type BatchLoader, batchLoader, requestLoader } from '@depachika/graphql/loaders.ts';
import type { ClosedDay } from '../closed-days/closed-day.ts';
import { findClosedDays } from '../closed-days/closed-day-store.ts';
import type { OrderSlot } from '../holds/hold.ts';
import type { HoldReader } from '../holds/hold-reader.ts';
import type { DeliveryPromise } from '../promise/promise-rules.ts';
import {
  leadTimesOf,
  MAX_VARIANTS,
  type PromiseDependencies,
  type PromiseRequest,
  placeKey,
  promisesFor,
} from '../promise/promises.ts';
import type { Shipment, TrackingEvent } from '../shipments/shipment.ts';
import type { ShipmentReader } from '../shipments/shipment-reader.ts';
import type { DateSpan, SlotReader } from '../slots/slot-reader.ts';
import type { Slot } from '../slots/slot-rules.ts';
import type { Point } from '../zones/point.ts';
import type { Zone } from '../zones/zone.ts';
import type { ZoneReader } from '../zones/zone-reader.ts';

/** An address as the router hands it over. */
export interface AddressReference {
  readonly id: string;
  readonly point?: Point | null;
}

/** A postal code as delivery knows it. */
export interface PostalCodeReference {
  readonly code: string;
  readonly point?: Point | null;
}

/** An order as delivery knows it. */
export interface OrderReference {
  readonly id: string;
}

/** A variant as delivery knows it. */
export interface VariantReference {
  readonly id: string;
}

/** A promise, and of what. */
export type VariantPromise = DeliveryPromise & { readonly variantId: string };

/** The shop itself: there is one. */
export interface ShopReference {
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
  /** By zone: what starts on these dates; one loader per span that is asked for. */
  slotsOnDates(span: DateSpan): BatchLoader<string, Slot[]>;
  /** How many times 24 hours ahead customers see slots. */
  readonly daysAhead: number;
  /** The calendar of these dates; read once in a request for each span. */
  closedDays(span: DateSpan): Promise<readonly ClosedDay[]>;
  /** By slot; null for none. */
  readonly heldPlaces: BatchLoader<string, number>;
  /** Days that variants take, by id; null of those that are not sold. */
  readonly leadTimes: BatchLoader<string, number>;
  readonly promises: BatchLoader<PromiseRequest, DeliveryPromise>;
  readonly slotsOfOrders: BatchLoader<string, OrderSlot>;
  readonly shipments: BatchLoader<string, Shipment>;
  readonly shipmentsOfOrders: BatchLoader<string, Shipment[]>;
  readonly eventsOfShipments: BatchLoader<string, TrackingEvent[]>;
  readonly changes: ChangeHistory;
}

const DAY_MS = 24 * 60 * 60_000;

export interface Readers {
  readonly zones: ZoneReader;
  readonly slots: SlotReader;
  readonly holds: HoldReader;
  readonly shipments: ShipmentReader;
  readonly changes: ChangeReader;
}

export function createContext(
  { zones, slots, holds, shipments, changes, ...deps }: Readers & PromiseDependencies,
  request: RequestContext,
): Context {
  const now = deps.clock.now();
  const ahead = new Map<number, BatchLoader<string, Slot[]>>();
  const calendar = new Map<string, Promise<readonly ClosedDay[]>>();
  const onDates = new Map<string, BatchLoader<string, Slot[]>>();
  return {
    ...request,
    now,
    zones: batchLoader((ids) => zones.byId(ids)),
    outlines: batchLoader((zoneIds) => zones.outlines(zoneIds)),
    zonesOfPoints: batchLoader((keys) => zones.ofPoints(keys)),
    slots: batchLoader((ids) => slots.byId(ids)),
    slotsAhead(days) {
      const until = new Date(now.getTime() + days * DAY_MS);
      const loader = ahead.get(days) ?? batchLoader((ids) => slots.ofZones(ids, { from: now, until }));
      ahead.set(days, loader);
      return loader;
    },
    slotsOnDates(span) {
      const name = `${span.from} ${span.to}`;
      const loader = onDates.get(name) ?? batchLoader((ids) => slots.onDates(ids, span));
      onDates.set(name, loader);
      return loader;
    },
    daysAhead: deps.config.daysAhead,
    closedDays(span) {
      const name = `${span.from} ${span.to}`;
      const days = calendar.get(name) ?? findClosedDays(deps.database, span);
      calendar.set(name, days);
      return days;
    },
    heldPlaces: batchLoader((slotIds) => slots.held(slotIds)),
    leadTimes: batchLoader((variantIds) => leadTimesOf(deps, variantIds), { maxBatch: MAX_VARIANTS }),
    promises: requestLoader((requests) => promisesFor(deps, requests, now), {
      keyOf: ({ place, variantId }) => `${placeKey(place)} ${variantId}`,
      maxBatch: MAX_VARIANTS,
    }),
    slotsOfOrders: batchLoader((orderIds) => holds.slotsOfOrders(orderIds)),
    shipments: batchLoader((ids) => shipments.byId(ids)),
    shipmentsOfOrders: batchLoader((orderIds) => shipments.ofOrders(orderIds)),
    changes: changeHistory(changes),
    eventsOfShipments: batchLoader((shipmentIds) => shipments.eventsOf(shipmentIds)),
  };
}
