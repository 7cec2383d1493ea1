import type { OrderStatus } from '../../../generated/operations/my-orders.ts';
import type { OrderMessages } from '../../messages/order-ja.ts';

/** Why the order may be cancelled, or why not; nothing is said of an order that has ended. @param may as the graph says */
export function cancelWords(
  { cancellable, notCancellable }: Pick<OrderMessages, 'cancellable' | 'notCancellable'>,
  status: OrderStatus,
  may: boolean,
): string | undefined {
  switch (status) {
    case 'PENDING':
    case 'AWAITING_PAYMENT':
    case 'CONFIRMED':
      return may ? cancellable[status] : notCancellable.OVER;
    case 'PREPARING':
      return notCancellable.PREPARING;
    case 'SHIPPED':
    case 'OUT_FOR_DELIVERY':
    case 'DELIVERY_FAILED':
      return notCancellable.ON_THE_WAY;
    default:
      return undefined;
  }
}
