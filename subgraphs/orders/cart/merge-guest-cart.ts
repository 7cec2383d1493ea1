import type { OrdersServices } from '../order/services.ts';
import type { Cart } from './cart.ts';
import { type MergedLine, mergedCart } from './merge-rules.ts';
import { hasLines, keepMerged, lockedCarts } from './merge-store.ts';
import { readVariants } from './read-variants.ts';

export interface CartMerge {
  readonly cart: Cart;
  /** What the guests' carts held, in their order; empty when there was nothing, or it was merged before. */
  readonly lines: readonly MergedLine[];
}

/**
 * Takes over the carts of guests who have logged in to this account. Each is emptied in the transaction that fills the account's: merged
 * twice, or by two tabs at once, it counts once.
 */
export async function mergeGuestCart(services: OrdersServices, customerId: string): Promise<CartMerge> {
  const { users, carts, config } = services;
  const { guestIds } = await users.getMergedGuests(
    { userId: customerId },
    { timeoutMs: config.rpcTimeoutMs },
  );
  const lines: MergedLine[] = [];
  for (const guestId of guestIds) lines.push(...(await mergeOne(services, { guestId, customerId })));
  return { cart: await carts.read(customerId), lines };
}

async function mergeOne(
  services: OrdersServices,
  { guestId, customerId }: { readonly guestId: string; readonly customerId: string },
): Promise<readonly MergedLine[]> {
  const { database, carts, clock } = services;
  const wanted = (await carts.read(guestId)).lines;
  if (wanted.length === 0) return [];
  const variantIds = wanted.map(({ variantId }) => variantId);
  // What is asked of the catalogue is asked before the transaction: nothing is awaited inside one.
  const variants = await readVariants(services, variantIds);
  return database.transaction({ name: 'orders.mergeGuestCart' }, async (tx) => {
    if (!(await hasLines(tx, guestId))) return [];
    const { guest, account } = await lockedCarts(tx, { guestId, customerId, now: clock.now() });
    const mostOf = (variantId: string) => variants.get(variantId)?.maxPerOrder ?? 0;
    const lines = mergedCart({ guest, account, mostOf });
    await keepMerged(tx, { guestId, customerId, lines });
    return lines;
  });
}
