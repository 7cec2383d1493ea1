import { placeOrderFor } from '../checkout/order-of-guest.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { cancelOrder } from '../lifecycle/cancel-order.ts';
import { startPreparing } from '../lifecycle/start-preparing.ts';
import type { OrderView } from '../order/order-view.ts';
import { reorder } from '../retry/reorder.ts';
import { retryPayment } from '../retry/retry-payment.ts';
import { decideReturn } from '../returns/decide-return.ts';
import { openReturn, requestReturn } from '../returns/request-return.ts';
import { buyer, type Context, orderManager, signedIn } from './context.ts';
import { orderProblem } from './order-problems.ts';

export const orderMutations: MutationResolvers = {
  placeOrder: async (_, { input }, context) => {
    const outcome = await placeOrderFor(context.services, buyer(context), input);
    if (outcome.kind === 'refused') return orderProblem(outcome.problem);
    const order = outcome.view ?? (await orderOf(context, outcome.orderId));
    return { __typename: 'PlaceOrderSuccess', order };
  },
  retryPayment: async (_, { input }, context) => {
    const outcome = await retryPayment(context.services, signedIn(context).userId, input);
    if (outcome.kind === 'refused') return orderProblem(outcome.problem);
    return { __typename: 'RetryPaymentSuccess', order: await orderOf(context, outcome.orderId) };
  },
  reorder: async (_, { input }, context) => {
    const outcome = await reorder(context.services, signedIn(context).userId, input.orderId);
    if (outcome.kind !== 'reordered') return orderProblem(outcome);
    return { __typename: 'ReorderSuccess', cart: outcome.cart, leftOut: [...outcome.leftOut] };
  },
  cancelOrder: async (_, { input }, context) => {
    const outcome = await cancelOrder(context.services, signedIn(context), input);
    if (outcome.kind !== 'changed') return orderProblem(outcome);
    return { __typename: 'CancelOrderSuccess', order: await orderOf(context, outcome.orderId) };
  },
  startPreparing: async (_, { input }, context) => {
    const outcome = await startPreparing(context.services, orderManager(context), input);
    if (outcome.kind !== 'changed') return orderProblem(outcome);
    return { __typename: 'StartPreparingSuccess', order: await orderOf(context, outcome.orderId) };
  },
  requestReturn: async (_, { input }, context) => {
    const outcome = await requestReturn(context.services, signedIn(context), input);
    if (outcome.kind !== 'changed') return orderProblem(outcome);
    return { __typename: 'RequestReturnSuccess', order: await orderOf(context, outcome.orderId) };
  },
  openReturn: async (_, { input }, context) => {
    const outcome = await openReturn(context.services, orderManager(context), input);
    if (outcome.kind !== 'changed') return orderProblem(outcome);
    return { __typename: 'OpenReturnSuccess', order: await orderOf(context, outcome.orderId) };
  },
  decideReturn: async (_, { input }, context) => {
    const outcome = await decideReturn(context.services, orderManager(context), input);
    if (outcome.kind !== 'changed') return orderProblem(outcome);
    return { __typename: 'DecideReturnSuccess', order: await orderOf(context, outcome.orderId) };
  },
};

/** The order as it stands after the mutation. */
export async function orderOf(context: Context, orderId: string): Promise<OrderView> {
  context.orders.clear(orderId);
  const view = await context.orders.load(orderId);
  if (!view) throw new Error(`Order ${orderId} was changed and is not there`);
  return view;
}
