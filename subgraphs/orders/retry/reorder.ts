import { type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Cart } from '../cart/cart.ts';
import { unchanged } from '../order/order-changes.ts';
import { lockOrder, saveProgress } from '../order/order-store.ts';
import { type OrderNotReorderable, orderNotReorderable } from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';

/**
 * Puts the lines of an expired order into its customer's cart: once, also when they went back by themselves. The order
 * stays as it is: late money may still confirm it.
 */
export async function reorder(
  services: OrdersServices,
  customerId: string,
  orderId: string,
): Promise<{ readonly kind: 'reordered'; readonly cart: Cart } | NotFound | OrderNotReorderable> {
  const now = services.clock.now();
  const outcome = await services.database.transaction({ name: 'orders.reorder' }, async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (order?.customerId !== customerId) return notFound(orderId);
    if (order.linesReturnedAt !== null) return [];
    if (order.status !== 'EXPIRED') return orderNotReorderable(order.status);
    const progress = { ...unchanged(order), order: { ...order, linesReturnedAt: now } };
    return saveProgress(tx, services.outbox, [progress], now);
  });
  if ('kind' in outcome) return outcome;
  await services.orders.changed(outcome);
  return { kind: 'reordered', cart: await services.carts.read(customerId) };
}
