import type { Transaction } from '@depachika/database/database.ts';
import { lostItsPayment } from '../order/attempt-rules.ts';
import { move, type OrderProgress, unchanged } from '../order/order-changes.ts';
import type { OrderStatus } from '../order/order-status.ts';
import { lockOrder, saveProgress, versionAt } from '../order/order-store.ts';
import type { OrdersServices } from '../order/services.ts';

export type ShipOutcome =
  | { readonly kind: 'shipped'; readonly version: number }
  | { readonly kind: 'notShippable'; readonly status: OrderStatus | 'UNKNOWN_ORDER' };

/**
 * Moves an order to SHIPPED if it may still be shipped: from now on it cannot be cancelled. The same shipment again
 * gets the same answer, however far the order is by then.
 */
export async function shipOrder(
  services: OrdersServices,
  { orderId, shipmentId }: { readonly orderId: string; readonly shipmentId: string },
): Promise<ShipOutcome> {
  const now = services.clock.now();
  let saved: string[] = [];
  const outcome = await services.database.transaction({ name: 'orders.shipOrder' }, async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (!order) return notShippable('UNKNOWN_ORDER');
    if (order.shipmentId !== null)
      return shippedBefore(tx, { orderId, isSame: order.shipmentId === shipmentId, order });
    // Its money did not come: the parcel stays until another payment does.
    if (lostItsPayment(order)) return notShippable(order.status);
    const shipped = ship(unchanged(order), shipmentId, now);
    if (!shipped) return notShippable(order.status);
    saved = await saveProgress(tx, services.outbox, [shipped], now);
    return { kind: 'shipped', version: shipped.order.version } as const;
  });
  await services.orders.changed(saved);
  return outcome;
}

/** A parcel that leaves has been put together, whether staff said so or not. */
function ship(progress: OrderProgress, shipmentId: string, now: Date): OrderProgress | undefined {
  const prepared =
    progress.order.status === 'CONFIRMED'
      ? move(progress, { to: 'PREPARING', by: 'DELIVERY' }, now)
      : ({ kind: 'moved', progress } as const);
  if (prepared.kind !== 'moved') return undefined;
  const shipped = move(prepared.progress, { to: 'SHIPPED', by: 'DELIVERY', shipmentId }, now);
  return shipped.kind === 'moved' ? shipped.progress : undefined;
}

async function shippedBefore(
  tx: Transaction,
  { orderId, isSame, order }: { orderId: string; isSame: boolean; order: { status: OrderStatus } },
): Promise<ShipOutcome> {
  const version = isSame ? await versionAt(tx, orderId, 'SHIPPED') : undefined;
  return version === undefined ? notShippable(order.status) : { kind: 'shipped', version };
}

function notShippable(status: OrderStatus | 'UNKNOWN_ORDER'): ShipOutcome {
  return { kind: 'notShippable', status };
}
