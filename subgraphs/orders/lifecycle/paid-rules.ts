import type { MoveCommand } from '../order/order-changes.ts';
import { isPastCutOff, type OrderState } from '../order/order-status.ts';

/**
 * What becomes of an order whose payment is certain. After the cut-off of its slot it cannot be confirmed any more: it is
 * cancelled, so that the authorisation is voided, or the money goes back.
 */
export function paidMoves(order: OrderState, now: Date): MoveCommand[] {
  const waits = order.status === 'PENDING' || order.status === 'AWAITING_PAYMENT';
  if (waits && isPastCutOff(order, now))
    return [{ to: 'CANCELLED', by: 'PAYMENT', cancelReason: 'OUT_OF_TIME' }];
  return [{ to: 'CONFIRMED', by: 'PAYMENT' }];
}
