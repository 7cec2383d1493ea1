import { isDate } from '@depachika/clock/jst.ts';
import { badUserInput } from '@depachika/graphql/errors.ts';
import { rowsOf, twoWayArguments, twoWayConnection } from '@depachika/graphql/two-way-connection.ts';
import { actorOf, type KeptActor, readActor } from '@depachika/identity/actor.ts';
import { isStaff, mayReadOrder } from '@depachika/identity/caller.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import type { MutationResolvers, OrderResolvers, QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import { type ProgressDependencies, recordProgress } from '../shipments/record-progress.ts';
import { rescheduleDelivery } from '../shipments/reschedule-delivery.ts';
import type { Shipment, TrackingEvent } from '../shipments/shipment.ts';
import type { ShipmentReader } from '../shipments/shipment-reader.ts';
import { isOnTheRoad, isReschedulable } from '../shipments/shipment-rules.ts';
import type { Point } from '../zones/point.ts';
import { carrier, mayChooseSlotOf, person, signedIn } from './access.ts';
import type { Context } from './context.ts';
import { followShipments } from './follow-shipments.ts';
import { progressOutcome, rescheduleOutcome } from './outcomes.ts';

export function shipmentQueries(
  reader: ShipmentReader,
): Pick<QueryResolvers<Context>, 'shipment' | 'shipments'> {
  return {
    shipment(_, { id }, context) {
      signedIn(context.caller);
      return readableShipment(id, context);
    },
    async shipments(_, args, { caller }) {
      carrier(caller);
      const page = twoWayArguments(args, { cursor: ['number', 'string'] });
      const { status, date } = args;
      if (date && !isDate(date)) throw badUserInput('date', allowed.day);
      const shipments = await reader.page({
        ...rowsOf(page),
        status: status ?? undefined,
        date: date ?? undefined,
      });
      return twoWayConnection(shipments, page, {
        nodeOf: (shipment) => shipment,
        cursorOf: ({ startsAt, id }) => [startsAt.getTime(), id],
      });
    },
  };
}

export function shipmentMutations(
  deps: ProgressDependencies,
): Pick<MutationResolvers<Context>, 'recordShipmentProgress' | 'rescheduleDelivery'> {
  return {
    async recordShipmentProgress(_, { input }, { caller }) {
      const actor = carrier(caller);
      const { note, latitude, longitude, agreedEarlier, ...progress } = input;
      return progressOutcome(
        await recordProgress(
          deps,
          {
            ...progress,
            note: note ?? '',
            latitude: latitude ?? undefined,
            longitude: longitude ?? undefined,
            agreedEarlier: agreedEarlier ?? false,
          },
          actor,
        ),
      );
    },
    async rescheduleDelivery(_, { input }, { caller }) {
      const actor = actorOf(person(caller));
      const mayMove = (customerId: string) => mayChooseSlotOf(caller, customerId);
      return rescheduleOutcome(await rescheduleDelivery(deps, input, { mayMove, actor }));
    },
  };
}

export function shipmentSubscriptions(
  trackings: Parameters<typeof followShipments>[0],
): NonNullable<Resolvers<Context>['Subscription']> {
  return {
    shipmentStatusChanged: {
      subscribe: (_, { orderId, since }, { caller }) =>
        followShipments(trackings, signedIn(caller), { orderId, since }),
    },
  };
}

/** What an order shows of its parcels. */
export const shipmentsOfOrder: Pick<OrderResolvers<Context>, 'shipments'> = {
  async shipments({ id }, _, { caller, shipmentsOfOrders }) {
    const shipments = (await shipmentsOfOrders.load(id)) ?? [];
    return shipments.filter((shipment) => mayReadShipment(caller, shipment));
  },
};

export const shipmentResolvers: Pick<
  Resolvers<Context>,
  'Shipment' | 'TrackingEvent' | 'ShipmentStatusChange'
> = {
  Shipment: {
    __resolveReference: ({ id }, context) => readableShipment(id, context),
    order: ({ orderId }) => ({ id: orderId }),
    slot: async ({ slotId }, _, { slots }) => (await slots.load(slotId))!,
    events: async ({ id }, _, { eventsOfShipments }) => (await eventsOfShipments.load(id)) ?? [],
    reschedulable: ({ status, customerId }, _, { caller }) =>
      isReschedulable(status) && mayChooseSlotOf(caller, customerId),
    destination: ({ latitude, longitude }) => pointOf(latitude, longitude),
    lastSeen: ({ status, lastLatitude, lastLongitude }) =>
      isOnTheRoad(status) ? pointOf(lastLatitude, lastLongitude) : null,
  },
  TrackingEvent: {
    point: ({ latitude, longitude }) => pointOf(latitude, longitude),
    actor: actorForStaff,
  },
  ShipmentStatusChange: {
    version: ({ orderVersion }) => orderVersion,
    actor: actorForStaff,
    to: ({ status }) => status,
    order: ({ orderId }) => ({ id: orderId }),
    shipment: async ({ shipmentId }, _, { shipments }) => (await shipments.load(shipmentId))!,
  },
};

/** Customers learn what happened to their parcels, and not who works in the shop. */
function actorForStaff({ actor }: TrackingEvent, _: object, { caller }: Context): KeptActor | null {
  return isStaff(caller) ? readActor(actor) : null;
}

/** A copy: @apollo/subgraph writes on what a reference resolves to. */
async function readableShipment(id: string, { caller, shipments }: Context): Promise<Shipment | null> {
  const shipment = await shipments.load(id);
  return shipment && mayReadShipment(caller, shipment) ? { ...shipment } : null;
}

function mayReadShipment(caller: Context['caller'], { customerId, orderId }: Shipment): boolean {
  return mayReadOrder(caller, { ownerId: customerId, orderId });
}

function pointOf(latitude: number | null, longitude: number | null): Point | null {
  return latitude === null || longitude === null ? null : { latitude, longitude };
}
