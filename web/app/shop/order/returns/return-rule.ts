import type { OrderPageQuery } from '../../../../generated/operations/order-page.ts';
import type { OrderMessages } from '../../../messages/order-ja.ts';

type Order = Pick<
  NonNullable<OrderPageQuery['order']>,
  'allowedActions' | 'history' | 'returnableUntil' | 'status'
>;
type Step = Pick<Order['history'][number], 'from' | 'to'>;

/** As the graph says: it knows until when, and what was refused before. */
export function mayAskForReturn({ allowedActions }: Pick<Order, 'allowedActions'>): boolean {
  return allowedActions.includes('REQUEST_RETURN');
}

/** What is said of giving the order back; nothing before it was delivered. @param until in words */
export function returnWords(
  { returning }: Pick<OrderMessages, 'returning'>,
  order: Order,
  until: string | undefined,
): string | undefined {
  const last = order.history.at(-1);
  if (order.status === 'RETURN_REQUESTED') return returning.asked;
  if (last?.from === 'RETURN_REQUESTED')
    return order.status === 'RETURNED' ? returning.accepted : returning.refused;
  if (order.status !== 'DELIVERED' || until === undefined) return undefined;
  return mayAskForReturn(order) ? returning.possible(until) : returning.until(until);
}

/** A step as the timeline says it: back to delivered is how a return is refused, and who pays again is waited for again. */
export function stepWords(
  { status, returning, paidAgain }: Pick<OrderMessages, 'returning' | 'status' | 'paidAgain'>,
  { from, to }: Step,
): string {
  if (from === 'AWAITING_PAYMENT' && to === from) return paidAgain;
  return isRefusal({ from, to }) ? returning.refusedStep : status[to];
}

/** Whether what a person said with this step is for the customer: why it comes back, and what the shop answers. */
export function isOfReturn({ from, to }: Step): boolean {
  return to === 'RETURN_REQUESTED' || from === 'RETURN_REQUESTED';
}

function isRefusal({ from, to }: Step): boolean {
  return from === 'RETURN_REQUESTED' && to === 'DELIVERED';
}
