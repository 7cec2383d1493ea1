import { type NotFound, notFound } from '@depachika/domain/problems.ts';
import { isId } from '@depachika/ids/ids.ts';
import type { Cart } from '../cart/cart.ts';
import { readVariants } from '../cart/read-variants.ts';
import { refillCart } from '../cart/refill-store.ts';
import { unchanged } from '../order/order-changes.ts';
import { lockOrder, saveProgress } from '../order/order-store.ts';
import type { OrderView } from '../order/order-view.ts';
import { type OrderNotReorderable, orderNotReorderable } from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';
import { isReorderable, type LeftOutLine, leftOutLines, linesToBuyAgain } from './reorder-rules.ts';

export interface Reordered {
  readonly kind: 'reordered';
  readonly cart: Cart;
  /** What is not whole in the cart, and why. */
  readonly leftOut: readonly LeftOutLine[];
}

/**
 * Puts what was ordered into its customer's cart. Lines of an expired order are added, once, also when they went back by
 * themselves. Whatever else was ordered is in the cart afterwards, or more of it: asked twice, nothing changes.
 */
export async function reorder(
  services: OrdersServices,
  customerId: string,
  orderId: string,
): Promise<Reordered | NotFound | OrderNotReorderable> {
  const order = isId('ord', orderId) ? (await services.orders.views([orderId])).get(orderId) : undefined;
  if (order?.customerId !== customerId) return notFound(orderId);
  if (!isReorderable(order.status)) return orderNotReorderable(order.status);
  if (order.status === 'EXPIRED') await giveBackLines(services, order);
  return await buyAgain(services, order);
}

/** The order stays as it is: late money may still confirm it. */
async function giveBackLines(services: OrdersServices, { id }: OrderView): Promise<void> {
  const now = services.clock.now();
  const changed = await services.database.transaction({ name: 'orders.reorder' }, async (tx) => {
    const order = await lockOrder(tx, id);
    if (order?.status !== 'EXPIRED' || order.linesReturnedAt !== null) return [];
    const progress = { ...unchanged(order), order: { ...order, linesReturnedAt: now } };
    return await saveProgress(tx, services.outbox, [progress], now);
  });
  await services.orders.changed(changed);
}

async function buyAgain(services: OrdersServices, { customerId, lines }: OrderView): Promise<Reordered> {
  const variants = await readVariants(
    services,
    lines.map(({ variantId }) => variantId),
  );
  const wanted = linesToBuyAgain(lines, variants);
  await services.database.transaction({ name: 'orders.buyAgain' }, (tx) =>
    refillCart(tx, { customerId, lines: wanted, now: services.clock.now() }),
  );
  const cart = await services.carts.read(customerId);
  const isSold = (variantId: string) => variants.get(variantId)?.sellable === true;
  return { kind: 'reordered', cart, leftOut: leftOutLines(lines, cart, isSold) };
}
