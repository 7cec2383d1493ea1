import type { Transaction } from '@depachika/database/database.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { payAward } from './points-awards.ts';
import { pointsAwarded } from './points-events.ts';

/** What an order earns becomes spendable, and is told of; does nothing the second time, or when nothing was promised. */
export async function payOrderAward(
  outbox: Outbox,
  tx: Transaction,
  { orderId, now }: { readonly orderId: string; readonly now: Date },
): Promise<void> {
  const paid = await payAward(tx, orderId, now);
  if (paid) await outbox.append(tx, [pointsAwarded(paid, now)]);
}
