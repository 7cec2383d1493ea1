import { type InvalidInput, invalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readParagraphs } from '@depachika/text/text.ts';
import { type Changed, type ChangeProblem, changeOrder, type User } from '../lifecycle/change-order.ts';
import type { IllegalOrderTransition } from '../order/order-status.ts';
import type { OrdersServices } from '../order/services.ts';
import { hasPerishable } from './perishable.ts';
import { type ReturnNotPossible, type ReturnWish, refuseReturn } from './return-rules.ts';
import { readReturnFacts } from './return-store.ts';

const REASON = { min: 1, max: 500 };

/** The customer, and nobody else, asks to give a delivered order back. */
export async function requestReturn(
  services: OrdersServices,
  caller: User,
  input: { orderId: string; reason: string; defective?: boolean | null },
): Promise<Changed | NotFound | IllegalOrderTransition | InvalidInput | ReturnNotPossible> {
  const { orderId } = input;
  const reason = readParagraphs(input.reason, REASON);
  if (reason === undefined) return invalidInput('reason', allowed.paragraphs(REASON));
  const isDefect = input.defective ?? false;
  const order = (await services.orders.views([orderId])).get(orderId);
  if (order?.customerId !== caller.userId) return notFound(orderId);
  const perishable = !isDefect && (await hasPerishable(services, order.lines));
  const wish: ReturnWish = { by: 'CUSTOMER', isDefect, hasPerishable: perishable };
  const result = await openReturnOf(services, caller, { orderId, reason, wish });
  if (result.kind === 'versionConflict') throw new Error('No version was expected');
  return result;
}

/** Staff take a return of goods that were faulty: also late, of food, and once more after a refusal. */
export async function openReturn(
  services: OrdersServices,
  caller: User,
  input: { orderId: string; expectedVersion: number; reason: string },
): Promise<Changed | ChangeProblem | InvalidInput | ReturnNotPossible> {
  const { orderId, expectedVersion } = input;
  const reason = readParagraphs(input.reason, REASON);
  if (reason === undefined) return invalidInput('reason', allowed.paragraphs(REASON));
  const wish: ReturnWish = { by: 'STAFF', isDefect: true, hasPerishable: false };
  return openReturnOf(services, caller, { orderId, reason, wish, expectedVersion });
}

function openReturnOf(
  services: OrdersServices,
  caller: User,
  asked: {
    readonly orderId: string;
    readonly reason: string;
    readonly wish: ReturnWish;
    readonly expectedVersion?: number;
  },
): Promise<Changed | ChangeProblem | ReturnNotPossible> {
  const { orderId, reason: note, wish, expectedVersion } = asked;
  const { clock, config } = services;
  return changeOrder<ReturnNotPossible>(services, caller, orderId, async (_, { order, tx }) => {
    const facts = order.status === 'DELIVERED' ? await readReturnFacts(tx, orderId) : undefined;
    const terms = { now: clock.now(), returnWindowMs: config.returnWindowMs };
    const isCurrent = expectedVersion === undefined || expectedVersion === order.version;
    const refusal = facts && isCurrent && refuseReturn(facts, wish, terms);
    return refusal || { to: 'RETURN_REQUESTED', by: wish.by, note, expectedVersion };
  });
}
