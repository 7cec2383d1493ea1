import type { ShipmentStatusChangedV1 } from '@depachika/schema/generated/events.ts';
import type { MoveCommand } from '../order/order-changes.ts';
import type { OrderStatus } from '../order/order-status.ts';

type ParcelStatus = ShipmentStatusChangedV1['to'];

/** What delivery tells of a parcel; `from` is where it was. */
export interface ParcelStep {
  readonly from?: ParcelStatus;
  readonly to: ParcelStatus;
}

/**
 * The steps of an order whose parcel moved. An order that has not heard of a step first takes the one that the parcel
 * surely took: it can only be handed over, or be missed, at a door. Nothing else is made up: a parcel that went from the
 * store straight back was never out for delivery.
 */
export function shipmentMoves({ from, to }: ParcelStep, status: OrderStatus): MoveCommand[] {
  switch (to) {
    case 'OUT_FOR_DELIVERY':
      return [byDelivery(to)];
    case 'DELIVERED':
    case 'DELIVERY_FAILED':
      return [...missedUntil('OUT_FOR_DELIVERY', status), byDelivery(to)];
    case 'RETURNED':
      return [
        ...missedUntil(status === 'OUT_FOR_DELIVERY' ? 'DELIVERY_FAILED' : from, status),
        byDelivery(to),
      ];
    case 'LOST':
    case 'DAMAGED':
      return [...missedUntil(from, status), byDelivery(to)];
    case 'CREATED':
    case 'PICKED_UP':
    case 'RESCHEDULED':
    case 'CANCELLED':
      // Orders itself decided to ship or to cancel, and another slot is no step of the order.
      return [];
  }
}

/** Steps that the parcel had taken before, and of which the order has not heard. */
function missedUntil(reached: ParcelStatus | undefined, status: OrderStatus): MoveCommand[] {
  const hasLeft = status !== 'SHIPPED';
  switch (reached) {
    case 'OUT_FOR_DELIVERY':
      return hasLeft ? [] : [byDelivery('OUT_FOR_DELIVERY')];
    case 'DELIVERY_FAILED':
    case 'RESCHEDULED':
      if (status === 'OUT_FOR_DELIVERY') return [byDelivery('DELIVERY_FAILED')];
      return hasLeft ? [] : [byDelivery('OUT_FOR_DELIVERY'), byDelivery('DELIVERY_FAILED')];
    default:
      return [];
  }
}

function byDelivery(to: OrderStatus): MoveCommand {
  return { to, by: 'DELIVERY' };
}
