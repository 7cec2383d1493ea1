import { badUserInput, forbidden } from '@depachika/graphql/errors.ts';
import { historySource } from '@depachika/graphql/history-source.ts';
import { isId } from '@depachika/ids/ids.ts';
import { orderChannel } from '@depachika/schema/channels.ts';
import type { StatusChangeView } from '../order/order-view.ts';
import type { OrdersServices } from '../order/services.ts';
import { mayReadOrdersOf } from '../order/viewer.ts';
import type { SignedIn } from './context.ts';

/**
 * Every status of an order after version `since`, once and in order, from its history: wake-ups only wake it.
 * @throws BAD_USER_INPUT for a negative `since`, FORBIDDEN for an order that is unknown or somebody else's
 */
export async function followOrder(
  { orders, pubSub, clock }: OrdersServices,
  caller: SignedIn,
  { orderId, since }: { readonly orderId: string; readonly since: number },
): Promise<AsyncGenerator<{ orderStatusChanged: StatusChangeView }, void, void>> {
  if (since < 0) throw badUserInput('since', '0 or more');
  const ownerId = isId('ord', orderId) ? await orders.ownerOf(orderId) : undefined;
  if (ownerId === undefined || !mayReadOrdersOf(caller, ownerId)) {
    throw forbidden('There is no such order, or it is not yours');
  }
  return historySource({
    read: async (version, limit) =>
      (await orders.historyAfter(orderId, version, limit)).map((change) => ({ orderStatusChanged: change })),
    versionOf: ({ orderStatusChanged }) => orderStatusChanged.version,
    since,
    channel: orderChannel(orderId),
    pubSub,
    clock,
  });
}
