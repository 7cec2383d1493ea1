import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readParagraphs } from '@depachika/text/text.ts';
import { messages } from '../messages/messages.ts';
import type { OrdersServices } from '../order/services.ts';
import { type Changed, type ChangeProblem, changeOrder, NOTE, type User } from './change-order.ts';

/** Customers until it is being prepared, staff until it is shipped; the table of `order-status.ts` says so. */
export async function cancelOrder(
  services: OrdersServices,
  caller: User,
  input: { orderId: string; expectedVersion?: number | null; note?: string | null },
): Promise<Changed | ChangeProblem | InvalidInput> {
  const note = readParagraphs(input.note ?? '', NOTE);
  const expectedVersion = input.expectedVersion ?? undefined;
  if (note === undefined) return invalidInput('note', allowed.paragraphs(NOTE));
  return changeOrder<InvalidInput>(services, caller, input.orderId, ({ isOwner, managesOrders }) => {
    // Staff say which version they saw; without one they are customers of their own orders.
    const asStaff = managesOrders && (!isOwner || expectedVersion !== undefined);
    if (asStaff && expectedVersion === undefined)
      return invalidInput('expectedVersion', messages.allowed.givenByStaff);
    const by = asStaff ? 'STAFF' : 'CUSTOMER';
    return { to: 'CANCELLED', by, cancelReason: by, expectedVersion, note };
  });
}
