import type { OrdersServices } from '../order/services.ts';
import { eraseEnded } from './erase-store.ts';

/** Erases whom those orders went to that have ended since their customer's account was deleted. */
export async function eraseOfDeleted({ database, clock, orders }: OrdersServices): Promise<void> {
  const erased = await eraseEnded(database, clock.now());
  if (erased.length > 0) await orders.changed(erased);
}
