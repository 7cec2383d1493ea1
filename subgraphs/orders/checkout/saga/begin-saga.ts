import type { OrderDraft } from '../../order/order.ts';
import { type CartChanged, cartChanged, type TooManyUnpaidOrders } from '../../order/problems.ts';
import type { OrdersServices } from '../../order/services.ts';
import { lockBeginning } from '../unpaid-order-store.ts';
import { brokenCeiling, recipientKeys, unpaidOrder } from '../unpaid-rules.ts';
import { insertSaga } from './saga-store.ts';

export interface Attempt {
  readonly idempotencyKey: string;
  readonly inputHash: string;
  readonly draft: OrderDraft;
}

/** Why an attempt is not begun: nothing is held yet, and nothing is remembered. */
export type BeginProblem = CartChanged | TooManyUnpaidOrders;

/**
 * Writes an attempt down before anything is held for it.
 * @returns 'keyTaken' when the key stands for an attempt under way, an order, or another input
 */
export async function beginSaga(
  { database, clock, config }: OrdersServices,
  attempt: Attempt,
): Promise<'begun' | 'keyTaken' | BeginProblem> {
  const now = clock.now();
  const { draft } = attempt;
  const { customerId } = draft;
  const recipients = recipientKeys(draft.address);
  const unpaid = unpaidOrder(draft);
  const leaseUntil = new Date(now.getTime() + config.sagaLeaseMs);
  try {
    return await database.transaction({ name: 'orders.beginToPlace' }, async (tx) => {
      await lockBeginning(tx, { customerId, recipients: unpaid?.recipients ?? [] });
      const begun = await insertSaga(tx, { ...attempt, recipients, leaseUntil, now });
      if (begun.isCartTaken) return cartChanged('BEING_ORDERED');
      if (!begun.isBegun) return 'keyTaken';
      const broken = unpaid && brokenCeiling(begun.open, unpaid, config.unpaidLimits);
      if (broken) throw new NotBegun(broken);
      return 'begun';
    });
  } catch (error) {
    if (error instanceof NotBegun) return error.problem;
    throw error;
  }
}

/** Takes the attempt back that was written to be counted: the statement that counts is the one that writes. */
class NotBegun extends Error {
  readonly problem: BeginProblem;

  constructor(problem: BeginProblem) {
    super(`Not begun: ${problem.kind}`);
    this.problem = problem;
  }
}
