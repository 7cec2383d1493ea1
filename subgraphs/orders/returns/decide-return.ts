import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readParagraphs } from '@depachika/text/text.ts';
import { type Changed, type ChangeProblem, changeOrder, NOTE, type User } from '../lifecycle/change-order.ts';
import type { OrdersServices } from '../order/services.ts';

/** Staff accept a return, and the money goes back; or refuse it, and the order stays delivered. */
export async function decideReturn(
  services: OrdersServices,
  caller: User,
  input: { orderId: string; expectedVersion: number; accept: boolean; note?: string | null },
): Promise<Changed | ChangeProblem | InvalidInput> {
  const { expectedVersion, accept } = input;
  const note = readParagraphs(input.note ?? '', NOTE);
  if (note === undefined) return invalidInput('note', allowed.paragraphs(NOTE));
  return changeOrder<never>(services, caller, input.orderId, () => ({
    to: accept ? 'RETURNED' : 'DELIVERED',
    by: 'STAFF',
    expectedVersion,
    note,
  }));
}
