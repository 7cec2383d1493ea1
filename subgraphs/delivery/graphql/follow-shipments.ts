import type { Clock } from '@depachika/clock/clock.ts';
import { badUserInput, forbidden } from '@depachika/graphql/errors.ts';
import { type HistorySource, historySource } from '@depachika/graphql/history/history-source.ts';
import { type Caller, mayReadOrder } from '@depachika/identity/caller.ts';
import { isId } from '@depachika/ids/ids.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { trackingChannel } from '@depachika/schema/channels.ts';
import type { Logger } from 'pino';
import { messages } from '../messages/messages.ts';
import type { TrackingStep } from '../shipments/shipment.ts';
import type { ShipmentReader } from '../shipments/shipment-reader.ts';

export interface TrackingDependencies {
  readonly shipments: ShipmentReader;
  readonly pubSub: PubSub;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often a live tracking looks without being woken. */
  readonly pollMs: number;
}

/** What happened to a parcel as its subscription gives it. */
export interface ParcelStep {
  readonly shipmentStatusChanged: TrackingStep;
}

/** The trackings of orders, for all who follow one in this process. */
export function trackings({ shipments, ...deps }: TrackingDependencies): HistorySource<ParcelStep> {
  return historySource({
    ...deps,
    name: 'followed parcels',
    standings: shipments.trackingStandings,
    async read(positions, limit) {
      const histories = await shipments.trackingsAfter(positions, limit);
      return histories.map((steps) => steps.map((step) => ({ shipmentStatusChanged: step })));
    },
    versionOf: ({ shipmentStatusChanged }) => shipmentStatusChanged.orderVersion,
    isLast: ({ shipmentStatusChanged }) => shipmentStatusChanged.isLast,
    channelOf: trackingChannel,
  });
}

/**
 * The events of an order's parcels after version `since` of its tracking, once and in order. Completes when all of its
 * parcels have come to an end; an order without a parcel may still get one.
 * @throws BAD_USER_INPUT for a negative `since`, FORBIDDEN for an order that is unknown or somebody else's
 */
export async function followShipments(
  histories: HistorySource<ParcelStep>,
  caller: Caller,
  { orderId, since }: { readonly orderId: string; readonly since: number },
): Promise<AsyncGenerator<ParcelStep, void, void>> {
  if (since < 0) throw badUserInput('since', allowed.atLeast(0));
  const standing = isId('ord', orderId) ? await histories.standing(orderId) : undefined;
  if (standing === undefined || !mayReadOrder(caller, { ownerId: standing.ownerId, orderId })) {
    throw forbidden(messages.noSuchOrder);
  }
  return histories.follow({ id: orderId, version: since }, standing);
}
