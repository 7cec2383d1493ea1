import type { Clock } from '@depachika/clock/clock.ts';
import { badUserInput, forbidden } from '@depachika/graphql/errors.ts';
import { historySource } from '@depachika/graphql/history-source.ts';
import { type Caller, mayRead } from '@depachika/identity/caller.ts';
import { isId } from '@depachika/ids/ids.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { trackingChannel } from '@depachika/schema/channels.ts';
import type { HoldReader } from '../holds/hold-reader.ts';
import type { TrackingEvent } from '../shipments/shipment.ts';
import type { ShipmentReader } from '../shipments/shipment-reader.ts';

export interface FollowDependencies {
  readonly holds: HoldReader;
  readonly shipments: ShipmentReader;
  readonly pubSub: PubSub;
  readonly clock: Clock;
  readonly pollMs: number;
}

/**
 * The events of an order's parcels after version `since` of its tracking, once and in order. The source goes
 * on until the client leaves: an order may get another parcel.
 * @throws BAD_USER_INPUT for a negative `since`, FORBIDDEN for an order that is unknown or somebody else's
 */
export async function followShipments(
  { holds, shipments, pubSub, clock, pollMs }: FollowDependencies,
  caller: Caller,
  { orderId, since }: { readonly orderId: string; readonly since: number },
): Promise<AsyncGenerator<{ shipmentStatusChanged: TrackingEvent }, void, void>> {
  if (since < 0) throw badUserInput('since', '0 or more');
  const ownerId = isId('ord', orderId) ? await holds.ownerOf(orderId) : undefined;
  if (ownerId === undefined || !mayRead(caller, ownerId)) {
    throw forbidden('There is no such order of yours');
  }
  return historySource({
    read: async (version, limit) =>
      (await shipments.trackingAfter(orderId, { version, limit })).map((event) => ({
        shipmentStatusChanged: event,
      })),
    versionOf: ({ shipmentStatusChanged }) => shipmentStatusChanged.orderVersion,
    since,
    channel: trackingChannel(orderId),
    pubSub,
    clock,
    pollMs,
  });
}
