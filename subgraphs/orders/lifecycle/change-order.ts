import type { Caller } from '@depachika/identity/caller.ts';
import { type MoveCommand, type MoveResult, move, unchanged } from '../order/order-changes.ts';
import type { Viewer } from '../order/order-status.ts';
import { lockOrder, saveProgress } from '../order/order-store.ts';
import {
  type IllegalOrderTransition,
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
} from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';

export type ChangeProblem = NotFound | VersionConflict | IllegalOrderTransition;
export type Changed = { readonly orderId: string };

type User = Extract<Caller, { kind: 'user' }>;

/** Who looks at an order: its owner, somebody who manages orders, or both. */
export function viewerOf(caller: Caller, ownerId: string): Viewer {
  return {
    isOwner: caller.kind === 'user' && caller.userId === ownerId,
    managesOrders: caller.kind === 'user' && caller.scopes.includes('orders:manage'),
  };
}

/** Customers until it is being prepared, staff until it is shipped; the table of `order-status.ts` says so. */
export async function cancelOrder(
  services: OrdersServices,
  caller: User,
  input: { orderId: string; expectedVersion?: number | null; note?: string | null },
): Promise<Changed | ChangeProblem | InvalidInput> {
  const note = input.note?.trim() ?? '';
  const expectedVersion = input.expectedVersion ?? undefined;
  if (note.length > MAX_NOTE) return invalidInput('note', `at most ${MAX_NOTE} characters`);
  return changeOrder<InvalidInput>(services, caller, input.orderId, ({ isOwner, managesOrders }) => {
    // Staff say which version they saw; without one they are customers of their own orders.
    const asStaff = managesOrders && (!isOwner || expectedVersion !== undefined);
    if (asStaff && expectedVersion === undefined) return invalidInput('expectedVersion', 'given by staff');
    const by = asStaff ? 'STAFF' : 'CUSTOMER';
    return { to: 'CANCELLED', by, cancelReason: by, expectedVersion, note };
  });
}

/** Staff begin to put the order together. */
export function startPreparing(
  services: OrdersServices,
  caller: User,
  { orderId, expectedVersion }: { orderId: string; expectedVersion: number },
): Promise<Changed | ChangeProblem> {
  return changeOrder<never>(services, caller, orderId, () => ({
    to: 'PREPARING',
    by: 'STAFF',
    expectedVersion,
  }));
}

/** The customer, and nobody else, asks to give a delivered order back. */
export async function requestReturn(
  services: OrdersServices,
  caller: User,
  input: { orderId: string; reason: string },
): Promise<Changed | NotFound | IllegalOrderTransition | InvalidInput> {
  const reason = input.reason.trim();
  if (reason.length < 1 || reason.length > MAX_REASON)
    return invalidInput('reason', `1 to ${MAX_REASON} characters`);
  const result = await changeOrder<NotFound>(services, caller, input.orderId, ({ isOwner }) =>
    isOwner ? { to: 'RETURN_REQUESTED', by: 'CUSTOMER', note: reason } : notFound(input.orderId),
  );
  if ('__typename' in result && result.__typename === 'VersionConflict')
    throw new Error('No version was expected');
  return result;
}

/** Staff accept a return, and the money goes back; or refuse it, and the order stays delivered. */
export async function decideReturn(
  services: OrdersServices,
  caller: User,
  input: { orderId: string; expectedVersion: number; accept: boolean; note?: string | null },
): Promise<Changed | ChangeProblem> {
  const { expectedVersion, accept } = input;
  const note = (input.note ?? '').trim().slice(0, MAX_NOTE);
  return changeOrder<never>(services, caller, input.orderId, () => ({
    to: accept ? 'RETURNED' : 'DELIVERED',
    by: 'STAFF',
    expectedVersion,
    note,
  }));
}

const MAX_NOTE = 200;
const MAX_REASON = 500;

/** Locks, decides, saves with history and events, and tells whoever waits. Foreign orders are as good as none. */
async function changeOrder<P extends { readonly __typename: string }>(
  services: OrdersServices,
  caller: User,
  orderId: string,
  commandOf: (viewer: Viewer) => MoveCommand | P,
): Promise<Changed | ChangeProblem | P> {
  const now = services.clock.now();
  const problem = await services.database.transaction({ name: 'orders.changeOrder' }, async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (!order) return notFound(orderId);
    const viewer = viewerOf(caller, order.customerId);
    if (!viewer.isOwner && !viewer.managesOrders) return notFound(orderId);
    const command = commandOf(viewer);
    if ('__typename' in command) return command;
    const moved: MoveResult = move(unchanged(order), { ...command, actorId: caller.userId }, now);
    if (moved.kind === 'refused') return moved.problem;
    await saveProgress(tx, services.outbox, [moved.progress], now);
    return undefined;
  });
  if (problem) return problem;
  await services.orders.changed([orderId]);
  return { orderId };
}
