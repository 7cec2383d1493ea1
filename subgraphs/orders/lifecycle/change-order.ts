import type { Transaction } from '@depachika/database/database.ts';
import { type NotFound, notFound, type VersionConflict } from '@depachika/domain/problems.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import type { LockedOrder } from '../order/order.ts';
import { type MoveCommand, move, unchanged } from '../order/order-changes.ts';
import type { IllegalOrderTransition } from '../order/order-status.ts';
import { lockOrder, saveProgress } from '../order/order-store.ts';
import type { OrdersServices } from '../order/services.ts';
import { type Viewer, viewerOf } from '../order/viewer.ts';

export type ChangeProblem = NotFound | VersionConflict | IllegalOrderTransition;
export type Changed = { readonly kind: 'changed'; readonly orderId: string };

/** A person who changes an order. */
export type User = Extract<Caller, { kind: 'user' }>;

/** What may be said about a change, in characters. */
export const NOTE = { min: 0, max: 200 };

/** What a change is decided by; the transaction's own statements may be awaited. */
export interface LockedForChange {
  readonly order: LockedOrder;
  readonly tx: Transaction;
}

/** Locks, decides, saves with history and events, and tells those who wait. Somebody else's order is as good as none. */
export async function changeOrder<P extends { readonly kind: string }>(
  services: OrdersServices,
  caller: User,
  orderId: string,
  commandOf: (viewer: Viewer, seen: LockedForChange) => MoveCommand | P | Promise<MoveCommand | P>,
): Promise<Changed | ChangeProblem | P> {
  const now = services.clock.now();
  const problem = await services.database.transaction({ name: 'orders.changeOrder' }, async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (!order) return notFound(orderId);
    const viewer = viewerOf(caller, order.customerId);
    if (!viewer.isOwner && !viewer.managesOrders) return notFound(orderId);
    const command = await commandOf(viewer, { order, tx });
    if ('kind' in command) return command;
    const moved = move(unchanged(order), { ...command, actorId: caller.userId }, now);
    if (moved.kind !== 'moved') return moved;
    await saveProgress(tx, services.outbox, [moved.progress], now);
    return undefined;
  });
  if (problem) return problem;
  await services.orders.changed([orderId]);
  return { kind: 'changed', orderId };
}
