import { type Caller, holdsScope, isReaderOf } from '@depachika/identity/caller.ts';

/** Who looks at an order: its owner, somebody who manages orders, or both. */
export interface Viewer {
  readonly isOwner: boolean;
  /** Holds the scope `orders:manage`. */
  readonly managesOrders: boolean;
}

export function viewerOf(caller: Caller, ownerId: string): Viewer {
  return {
    isOwner: caller.kind === 'user' && caller.userId === ownerId,
    managesOrders: holdsScope(caller, 'orders:manage'),
  };
}

/** True for the owner, for those who manage orders, and for the shop's own services. */
export function mayReadOrdersOf(caller: Caller, ownerId: string): boolean {
  const { isOwner, managesOrders } = viewerOf(caller, ownerId);
  return isOwner || managesOrders || caller.kind === 'service';
}

/** Beside them, for whoever opened the link of this order. */
export function mayReadThisOrder(
  caller: Caller,
  { ownerId, orderId }: { readonly ownerId: string; readonly orderId: string },
): boolean {
  return isReaderOf(caller, { ownerId, orderId }) || mayReadOrdersOf(caller, ownerId);
}
