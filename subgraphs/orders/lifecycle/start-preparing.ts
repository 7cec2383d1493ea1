import type { OrdersServices } from '../order/services.ts';
import { type Changed, type ChangeProblem, changeOrder, type User } from './change-order.ts';

/** Staff begin to put the order together. */
export function startPreparing(
  services: OrdersServices,
  caller: User,
  { orderId, expectedVersion }: { orderId: string; expectedVersion: number },
): Promise<Changed | ChangeProblem> {
  return changeOrder<never>(services, caller, orderId, () => ({
    to: 'PREPARING',
    by: 'STAFF',
    expectedVersion,
  }));
}
