import type { OrderStatus } from '../../../generated/operations/my-orders.ts';
import type { OrderMessages } from '../../messages/order-ja.ts';

interface Looker {
  /** As the graph says. */
  readonly mayCancel: boolean;
  /** Whoever opened the link of a mail reads the order, and no more. */
  readonly as: 'visitor' | 'reader';
}

/** Why the order may be cancelled, or why not and where it may be; nothing is said of an order that has ended. */
export function cancelWords(
  { cancellable, notCancellable }: Pick<OrderMessages, 'cancellable' | 'notCancellable'>,
  status: OrderStatus,
  { mayCancel, as }: Looker,
): string | undefined {
  switch (status) {
    case 'PENDING':
    case 'AWAITING_PAYMENT':
    case 'CONFIRMED':
      if (mayCancel) return cancellable[status];
      return as === 'reader' ? notCancellable.BY_LINK : notCancellable.NOT_NOW;
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

/** Whether what the customer would need is the shop itself. */
export function isForShop({ mayCancel }: Looker, status: OrderStatus): boolean {
  return !mayCancel && (status === 'PENDING' || status === 'AWAITING_PAYMENT' || status === 'CONFIRMED');
}
