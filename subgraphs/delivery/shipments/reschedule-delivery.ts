import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import {
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { trackingChannel } from '@depachika/schema/channels.ts';
import { movePlace } from '../holds/hold-store.ts';
import { offerSlot, type SlotRefusal } from '../slots/slot-rules.ts';
import { lockSlots, slotForPoint } from '../slots/slot-store.ts';
import type { Shipment } from './shipment.ts';
import { shipmentStatusChanged } from './shipment-events.ts';
import { isReschedulable, type ShipmentStatus } from './shipment-rules.ts';
import { type Deed, lockShipment, saveSlotOf } from './shipment-store.ts';

export interface RescheduleDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly pubSub: PubSub;
}

export interface Rescheduling {
  readonly shipmentId: string;
  readonly expectedVersion: number;
  readonly deliverySlotId: string;
}

export type RescheduleResult =
  | { readonly kind: 'rescheduled'; readonly shipment: Shipment }
  | NotFound
  | VersionConflict
  | { readonly kind: 'notReschedulable'; readonly status: ShipmentStatus }
  | {
      readonly kind: 'slotRefused';
      readonly slotId: string;
      readonly reason: SlotRefusal | 'ALREADY_BOOKED';
    };

/**
 * Another slot for a parcel that could not be handed over: a place in it is taken as for a new order, and the place that
 * it had is given back.
 * @param asker.mayMove whether the one who asks may choose for this customer
 */
export function rescheduleDelivery(
  deps: RescheduleDependencies,
  wanted: Rescheduling,
  { mayMove, actor }: { readonly mayMove: (customerId: string) => boolean; readonly actor: Actor },
): Promise<RescheduleResult> {
  const now = deps.clock.now();
  return deps.database.transaction<RescheduleResult>({ name: 'delivery.reschedule' }, async (tx) => {
    const shipment = await lockShipment(tx, wanted.shipmentId);
    if (!shipment || !mayMove(shipment.customerId)) return notFound(wanted.shipmentId);
    const { expectedVersion } = wanted;
    if (shipment.version !== expectedVersion)
      return versionConflict({ expectedVersion, currentVersion: shipment.version });
    if (!isReschedulable(shipment.status)) return { kind: 'notReschedulable', status: shipment.status };
    return move(deps, tx, { shipment, slotId: wanted.deliverySlotId, deed: { actor, now } });
  });
}

async function move(
  { outbox, pubSub }: RescheduleDependencies,
  tx: Transaction,
  { shipment, slotId, deed }: { readonly shipment: Shipment; readonly slotId: string; readonly deed: Deed },
): Promise<RescheduleResult> {
  const { id, orderId, customerId, slotId: from, version, latitude, longitude } = shipment;
  const { now } = deed;
  if (slotId === from) return { kind: 'slotRefused', slotId, reason: 'ALREADY_BOOKED' };
  if (latitude === null || longitude === null) return { kind: 'slotRefused', slotId, reason: 'OUTSIDE_ZONE' };
  await lockSlots(tx, [from, slotId]);
  const found = await slotForPoint(tx, { slotId, point: { latitude, longitude } }, { lock: true });
  const offer = offerSlot(found?.slot, found?.servingZoneId ?? null, now);
  if (offer.kind === 'refused') return { kind: 'slotRefused', slotId, reason: offer.reason };
  await movePlace(tx, { key: `${id}:${version}`, orderId, customerId, from, to: slotId }, now);
  const moved = await saveSlotOf(tx, shipment, slotId, deed);
  await outbox.append(tx, [shipmentStatusChanged(moved, shipment.status, now, offer.slot)]);
  tx.afterCommit(() => pubSub.publish(trackingChannel(orderId)));
  return { kind: 'rescheduled', shipment: moved };
}
