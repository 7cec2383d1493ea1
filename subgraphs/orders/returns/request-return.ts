import { type InvalidInput, invalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import { allowedParagraphs, readParagraphs } from '@depachika/text/text.ts';
import { type Changed, changeOrder, type User } from '../lifecycle/change-order.ts';
import type { IllegalOrderTransition } from '../order/order-status.ts';
import type { OrdersServices } from '../order/services.ts';

const REASON = { min: 1, max: 500 };

/** The customer, and nobody else, asks to give a delivered order back. */
export async function requestReturn(
  services: OrdersServices,
  caller: User,
  input: { orderId: string; reason: string },
): Promise<Changed | NotFound | IllegalOrderTransition | InvalidInput> {
  const reason = readParagraphs(input.reason, REASON);
  if (reason === undefined) return invalidInput('reason', allowedParagraphs(REASON));
  const result = await changeOrder<NotFound>(services, caller, input.orderId, ({ isOwner }) =>
    isOwner ? { to: 'RETURN_REQUESTED', by: 'CUSTOMER', note: reason } : notFound(input.orderId),
  );
  if (result.kind === 'versionConflict') throw new Error('No version was expected');
  return result;
}
