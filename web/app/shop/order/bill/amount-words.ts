import type { OrderPageQuery } from '../../../../generated/operations/order-page.ts';
import type { OrderMessages } from '../../../messages/order-ja.ts';

type Paid = Pick<NonNullable<OrderPageQuery['order']>, 'paymentMethod' | 'paymentStatus' | 'status'>;

/** Statuses of orders of which nothing was sold, or not yet. */
const NOT_SOLD = ['PENDING', 'AWAITING_PAYMENT', 'EXPIRED', 'CANCELLED'];

/** What the sum is called: "to pay" only as long as the customer has to pay it. */
export function sumWords(t: Pick<OrderMessages, 'toPay' | 'total'>, order: Paid): string {
  return isToPay(order) ? t.toPay : t.total;
}

/** How far its payment is, in the words of how it is paid. */
export function paymentWords(
  { paymentState }: Pick<OrderMessages, 'paymentState'>,
  { paymentMethod, paymentStatus }: Paid,
): string {
  return paymentState[paymentMethod][paymentStatus];
}

/** That a payment did not work, and why where the code is one of those that customers can act on. */
export function declinedWords(
  { declined, declinedBecause }: Pick<OrderMessages, 'declined' | 'declinedBecause'>,
  code: string | null | undefined,
): string {
  const known = Object.entries(declinedBecause).find(([name]) => name === code);
  return known ? `${declined} ${known[1]}` : declined;
}

/** Whether it is a sale, which a seller states with its taxes. */
export function isSold({ status }: Pick<Paid, 'status'>): boolean {
  return !NOT_SOLD.includes(status);
}

function isToPay({ paymentMethod, paymentStatus, status }: Paid): boolean {
  if (status === 'CANCELLED' || status === 'EXPIRED') return false;
  if (paymentStatus === 'AUTHORIZED') return paymentMethod === 'CASH_ON_DELIVERY';
  return paymentStatus === 'PENDING' || paymentStatus === 'FAILED';
}
