import { connection, connectionArguments } from '@depachika/graphql/connection.ts';
import { badUserInput, forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import { batchedReference } from '@depachika/graphql/loaders.ts';
import { type Caller, mayRead } from '@depachika/identity/caller.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { type ProgressDependencies, recordProgress } from '../shipments/record-progress.ts';
import type { Shipment } from '../shipments/shipment.ts';
import { isOnTheRoad } from '../shipments/shipment-rules.ts';
import { type Slot, slotStatus } from '../slots/slot-rules.ts';
import { updateSlot } from '../slots/update-slot.ts';
import { checkPoint, type Point, pointKey } from '../zones/point.ts';
import type { Zone } from '../zones/zone.ts';
import type { AddressReference, Context, Readers } from './context.ts';
import { followShipments } from './follow-shipments.ts';
import { progressOutcome, updateSlotOutcome } from './outcomes.ts';

export interface ResolverDependencies extends ProgressDependencies, Readers {
  /** How often a live tracking looks without being woken. */
  readonly pollMs: number;
}

export function createResolvers(deps: ResolverDependencies): Resolvers<Context> {
  return {
    Query: {
      deliveryZones: () => deps.zones.all(),
      deliveryZoneAt(_, point, { zonesOfPoints }) {
        const wrong = checkPoint(point);
        if (wrong) throw badUserInput(wrong.field, wrong.allowed);
        return zonesOfPoints.load(pointKey(point));
      },
      shipment(_, { id }, context) {
        signedIn(context.caller);
        return readableShipment(id, context);
      },
      async shipments(_, args, { caller }) {
        carrier(caller);
        const page = connectionArguments(args, { cursor: ['number', 'string'] });
        const { status, date } = args;
        if (date && !isDate(date)) throw badUserInput('date', 'a date such as 2026-11-22');
        const shipments = await deps.shipments.page({
          ...page,
          status: status ?? undefined,
          date: date ?? undefined,
        });
        return connection(shipments, page, ({ startsAt, id }) => [startsAt.getTime(), id]);
      },
    },
    Mutation: {
      async recordShipmentProgress(_, { input }, { caller }) {
        carrier(caller);
        const { note, latitude, longitude, ...progress } = input;
        return progressOutcome(
          await recordProgress(deps, {
            ...progress,
            note: note ?? '',
            latitude: latitude ?? undefined,
            longitude: longitude ?? undefined,
          }),
        );
      },
      async updateDeliverySlot(_, { input }, { caller }) {
        carrier(caller);
        const { capacity, closed, ...change } = input;
        return updateSlotOutcome(
          await updateSlot(deps, { ...change, capacity: capacity ?? undefined, closed: closed ?? undefined }),
        );
      },
    },
    Subscription: {
      shipmentStatusChanged: {
        subscribe: (_, { orderId, since }, { caller }) =>
          followShipments(deps, signedIn(caller), { orderId, since }),
      },
    },
    Address: {
      __resolveReference: (reference) => reference as AddressReference,
      deliveryZone: ({ point }, _, context) => servingZone(point, context),
      async deliverySlots({ point }, { days, includeUnavailable }, context) {
        if (days < 1 || days > 7) throw badUserInput('days', 'from 1 to 7');
        const zone = await servingZone(point, context);
        const slots = zone ? ((await context.slotsAhead(days).load(zone.id)) ?? []) : [];
        return includeUnavailable ? slots : slots.filter((slot) => slotStatus(slot, context.now) === 'OPEN');
      },
    },
    Order: {
      __resolveReference: ({ id }) => ({ id }),
      async shipments({ id }, _, { caller, shipmentsOfOrders }) {
        const shipments = (await shipmentsOfOrders.load(id)) ?? [];
        return shipments.filter(({ customerId }) => mayRead(caller, customerId));
      },
      async deliverySlot({ id }, _, { caller, slotsOfOrders, slots }) {
        const held = await slotsOfOrders.load(id);
        return held && mayRead(caller, held.customerId) ? slots.load(held.slotId) : null;
      },
    },
    DeliveryZone: {
      __resolveReference: zoneReference,
      geoJson: async ({ id }, _, { outlines }) => (await outlines.load(id))!,
    },
    DeliverySlot: {
      __resolveReference: slotReference,
      zone: async ({ zoneId }, _, { zones }) => (await zones.load(zoneId))!,
      placesLeft: ({ capacity, taken }) => capacity - taken,
      status: (slot, _, { now }) => slotStatus(slot, now),
    },
    Shipment: {
      __resolveReference: ({ id }, context) => readableShipment(id, context),
      order: ({ orderId }) => ({ id: orderId }),
      slot: async ({ slotId }, _, { slots }) => (await slots.load(slotId))!,
      events: async ({ id }, _, { eventsOfShipments }) => (await eventsOfShipments.load(id)) ?? [],
      destination: ({ latitude, longitude }) => ({ latitude, longitude }),
      lastSeen: ({ status, lastLatitude, lastLongitude }) =>
        isOnTheRoad(status) ? pointOf(lastLatitude, lastLongitude) : null,
    },
    TrackingEvent: {
      point: ({ latitude, longitude }) => pointOf(latitude, longitude),
    },
    ShipmentStatusChange: {
      version: ({ orderVersion }) => orderVersion,
      to: ({ status }) => status,
      order: ({ orderId }) => ({ id: orderId }),
      shipment: async ({ shipmentId }, _, { shipments }) => (await shipments.load(shipmentId))!,
    },
  };
}

const zoneReference: (reference: object, context: Context) => Promise<Zone | null> = batchedReference(
  ({ zones }: Context) => zones,
);
const slotReference: (reference: object, context: Context) => Promise<Slot | null> = batchedReference(
  ({ slots }: Context) => slots,
);

/** A copy: @apollo/subgraph writes on what a reference resolves to. */
async function readableShipment(id: string, { caller, shipments }: Context): Promise<Shipment | null> {
  const shipment = await shipments.load(id);
  return shipment && mayRead(caller, shipment.customerId) ? { ...shipment } : null;
}

async function servingZone(
  point: Point | null | undefined,
  { zonesOfPoints }: Context,
): Promise<Zone | null> {
  if (!point || checkPoint(point)) return null;
  return zonesOfPoints.load(pointKey(point));
}

function pointOf(latitude: number | null, longitude: number | null): Point | null {
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

function signedIn(caller: Caller): Caller {
  if (caller.kind === 'anonymous') throw unauthenticated();
  return caller;
}

/** Parcels and slots are moved by staff, also when the router was not asked. */
function carrier(caller: Caller): void {
  if (
    signedIn(caller).kind === 'user' &&
    !(caller as { scopes: readonly string[] }).scopes.includes('delivery:manage')
  )
    throw forbidden();
}
