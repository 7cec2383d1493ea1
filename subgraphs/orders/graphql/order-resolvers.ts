import { badUserInput } from '@depachika/graphql/errors.ts';
import {
  rowsOf,
  type TwoWayArguments,
  type TwoWayPage,
  twoWayArguments,
  twoWayConnection,
} from '@depachika/graphql/two-way-connection.ts';
import { isId } from '@depachika/ids/ids.ts';
import { lineTotalYen, taxesOf } from '../checkout/pricing.ts';
import type { QueryResolvers, Resolvers, SubscriptionResolvers } from '../generated/resolvers.ts';
import { messages } from '../messages/messages.ts';
import { paymentActions } from '../order/attempt-rules.ts';
import type { OrderPage } from '../order/order-reader.ts';
import { allowedActions, type OrderStatus } from '../order/order-status.ts';
import type { OrderView, StatusChangeView } from '../order/order-view.ts';
import { mayReadOrdersOf, mayReadThisOrder, viewerOf } from '../order/viewer.ts';
import { overdueTerms } from '../overdue/overdue-rules.ts';
import { overdueOrders } from '../overdue/overdue-store.ts';
import { isReorderable } from '../retry/reorder-rules.ts';
import { retryOffers } from '../retry/retry-offers.ts';
import { isPerishable } from '../returns/perishable.ts';
import { refuseReturn, returnFacts } from '../returns/return-rules.ts';
import { type Context, orderManager, readerOf } from './context.ts';
import { followOrder } from './follow-order.ts';
import { actorForStaff } from './order-actor.ts';
import { orderOf } from './order-mutations.ts';
import { explainNotPayable } from './order-problems.ts';

export const orderQueries: QueryResolvers = {
  order: async (_, { id, number }, context) => {
    const { userId } = readerOf(context);
    if (id != null && number == null) return await readableOrder(context, id);
    if (number == null || id != null) throw badUserInput('id', messages.allowed.idOrNumber);
    const orderId = await context.services.orders.idOfNumber(userId, number);
    return orderId === undefined ? null : await readableOrder(context, orderId);
  },
  orders: async (_, args, context) => {
    orderManager(context);
    const { page, rows } = pageOf(args);
    return ordersConnection(await context.services.orders.page(rows), page);
  },
  ordersOverdue: async (_, args, context) => {
    orderManager(context);
    const page = twoWayArguments(args, { cursor: ['number', 'string'] });
    const { clock, config, database } = context.services;
    const terms = overdueTerms(config, clock.now());
    const wanted = { ...rowsOf(page), reason: args.reason ?? undefined };
    const { edges, nodes, pageInfo } = twoWayConnection(await overdueOrders(database, terms, wanted), page, {
      nodeOf: (order) => order,
      cursorOf: ({ since, orderId }) => [since.getTime(), orderId],
    });
    return { edges: [...edges], nodes: [...nodes], pageInfo };
  },
};

export const orderSubscriptions: SubscriptionResolvers = {
  orderStatusChanged: {
    subscribe: (_, { orderId, since }, context) =>
      followOrder(context.histories, readerOf(context), { orderId, since }),
  },
};

export const orderResolvers: Pick<
  Resolvers,
  'User' | 'Order' | 'OrderLine' | 'OrderStatusChange' | 'OrderEnded' | 'OverdueOrder' | 'LeftOutLine'
> = {
  OverdueOrder: {
    order: async ({ orderId }, _, context) => (await context.orders.load(orderId))!,
  },
  User: {
    __resolveReference: ({ id }, { caller }) => (mayReadOrdersOf(caller, id) ? { id } : null),
    orders: async ({ id }, args, context) => {
      const { page, rows } = pageOf(args);
      const orders = mayReadOrdersOf(context.caller, id) ? await context.ordersOfUsers(rows).load(id) : null;
      return ordersConnection(orders ?? [], page);
    },
  },
  Order: {
    __resolveReference: async ({ id }, context) => {
      const order = await readableOrder(context, id);
      return order && { ...order };
    },
    customer: ({ customerId }) => ({ id: customerId }),
    taxes: ({ lines, deliveryFeeYen }) => taxesOf(lines, deliveryFeeYen),
    shippingAddress: ({ address }) => address,
    deliveryWindow: ({ slot }) => slot,
    history: ({ history }) => [...history],
    lines: ({ lines }) => [...lines],
    allowedActions: (order, _, { caller, services }) => {
      const viewer = viewerOf(caller, order.customerId);
      const now = services.clock.now();
      const state = stateOf(order);
      const actions = allowedActions(state, viewer, now).filter(
        (action) => action !== 'REQUEST_RETURN' || mayAskForReturn(order, services),
      );
      return [...actions, ...paymentActions(state, viewer, now)];
    },
    reorderable: ({ customerId, status }, _, { caller }) =>
      viewerOf(caller, customerId).isOwner && isReorderable(status),
    paymentOffers: async (order, _, { services }) => {
      const offers = await retryOffers(services, stateOf(order), services.clock.now());
      return offers.map((offer) => ({
        ...offer,
        explanation: offer.explanation ?? (offer.reason === null ? null : explainNotPayable(offer.reason)),
      }));
    },
    returnableUntil: ({ history }, _, { services }) => {
      const facts = returnFacts(history);
      return facts ? new Date(facts.deliveredAt.getTime() + services.config.returnWindowMs) : null;
    },
  },
  LeftOutLine: { variant: ({ variantId }) => ({ id: variantId }) },
  OrderEnded: { order: ({ orderId }, _, context) => orderOf(context, orderId) },
  OrderLine: {
    id: ({ lineId }) => lineId,
    variant: ({ variantId }) => ({ id: variantId }),
    lineTotalYen: (line) => lineTotalYen(line),
    returnableFor: async ({ variantId }, _, { services, variants }) => {
      const { perishableCategories } = services.config;
      // Who is not sold any more is no food of today's catalogue: so the rule takes it, too.
      const variant = perishableCategories.length > 0 ? await variants.load(variantId) : null;
      return variant && isPerishable(variant, perishableCategories) ? 'DEFECT' : 'ANY_REASON';
    },
  },
  OrderStatusChange: { order: orderAfter, actor: actorForStaff },
};

/** As far as it can be known without looking at what was bought: some food is given back for a defect alone. */
function mayAskForReturn({ history }: OrderView, { clock, config }: Context['services']): boolean {
  const facts = returnFacts(history);
  const wish = { by: 'CUSTOMER', isDefect: true, hasPerishable: false } as const;
  const terms = { now: clock.now(), returnWindowMs: config.returnWindowMs };
  return facts !== undefined && refuseReturn(facts, wish, terms) === undefined;
}

/** Null when there is none or it is not the caller's to read: the two look the same. */
async function readableOrder(context: Context, id: string): Promise<OrderView | null> {
  const order = isId('ord', id) ? await context.orders.load(id) : null;
  return order && mayReadThisOrder(context.caller, { ownerId: order.customerId, orderId: id }) ? order : null;
}

/** Never older than the change that it comes with: the cache may not yet have heard of it. */
async function orderAfter(change: StatusChangeView, _: unknown, context: Context): Promise<OrderView> {
  const known = await context.orders.load(change.orderId);
  if (known && known.version >= change.version) return known;
  const fresh = await context.services.orders.freshView(change.orderId);
  if (!fresh) throw new Error(`Order ${change.orderId} has a history and is not there`);
  return fresh;
}

interface PageArguments extends TwoWayArguments {
  readonly status?: OrderStatus | null;
}

function pageOf(args: PageArguments) {
  const page = twoWayArguments(args, { cursor: ['string'] });
  const { size, after, before, backward } = page;
  const between = { after: after?.[0], before: before?.[0], backward };
  const rows: OrderPage = { limit: size + 1, ...between, status: args.status ?? undefined };
  return { page, rows };
}

function ordersConnection(orders: readonly OrderView[], page: TwoWayPage<unknown>) {
  const { edges, nodes, pageInfo } = twoWayConnection(orders, page, {
    nodeOf: (order) => order,
    cursorOf: ({ id }) => [id],
  });
  return { edges: [...edges], nodes: [...nodes], pageInfo };
}

/** What the rules look at. */
function stateOf(order: OrderView) {
  return {
    ...order,
    paymentDeadlineAt: instantOf(order.paymentDeadlineAt),
    paymentGraceEndsAt: instantOf(order.paymentGraceEndsAt),
    payUntil: instantOf(order.payUntil),
    firstDeclinedAt: instantOf(order.firstDeclinedAt),
    actionUntil: instantOf(order.actionUntil),
    linesReturnedAt: instantOf(order.linesReturnedAt),
  };
}

function instantOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
