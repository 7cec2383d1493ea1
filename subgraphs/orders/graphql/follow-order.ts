import { badUserInput, forbidden } from '@depachika/graphql/errors.ts';
import { type HistorySource, historySource } from '@depachika/graphql/history/history-source.ts';
import type { SessionCaller } from '@depachika/identity/caller.ts';
import { isId } from '@depachika/ids/ids.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { orderChannel } from '@depachika/schema/channels.ts';
import { messages } from '../messages/messages.ts';
import { isFinalStatus } from '../order/order-status.ts';
import type { OrderStep } from '../order/order-view.ts';
import type { OrdersServices } from '../order/services.ts';
import { mayReadThisOrder } from '../order/viewer.ts';

/** The histories of orders, for all who follow one in this process. */
export function orderHistories({
  orders,
  pubSub,
  clock,
  logger,
}: Pick<OrdersServices, 'orders' | 'pubSub' | 'clock' | 'logger'>): HistorySource<OrderStep> {
  return historySource({
    name: 'followed orders',
    standings: orders.standings,
    async read(positions, limit) {
      const histories = await orders.historiesAfter(positions, limit);
      return histories.map((history) => history.map((change) => ({ orderStatusChanged: change })));
    },
    versionOf: ({ orderStatusChanged }) => orderStatusChanged.version,
    isLast: ({ orderStatusChanged }) => isFinalStatus(orderStatusChanged.to),
    channelOf: orderChannel,
    pubSub,
    clock,
    logger,
  });
}

/**
 * Every status of an order after version `since`, once and in order, from its history: wake-ups only wake it. Completes
 * after a status that no step leaves.
 * @throws BAD_USER_INPUT for a negative `since`, FORBIDDEN for an order that is unknown or somebody else's
 */
export async function followOrder(
  histories: HistorySource<OrderStep>,
  caller: SessionCaller,
  { orderId, since }: { readonly orderId: string; readonly since: number },
): Promise<AsyncGenerator<OrderStep, void, void>> {
  if (since < 0) throw badUserInput('since', allowed.atLeast(0));
  const standing = isId('ord', orderId) ? await histories.standing(orderId) : undefined;
  if (standing === undefined || !mayReadThisOrder(caller, { ownerId: standing.ownerId, orderId })) {
    throw forbidden(messages.noSuchOrder);
  }
  return histories.follow({ id: orderId, version: since }, standing);
}
