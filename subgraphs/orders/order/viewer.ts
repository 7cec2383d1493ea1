import type { Caller } from '@depachika/identity/caller.ts';

/** Who looks at an order: its owner, somebody who manages orders, or both. */
export interface Viewer {
  readonly isOwner: boolean;
  /** Holds the scope `orders:manage`. */
  readonly managesOrders: boolean;
}

export function viewerOf(caller: Caller, ownerId: string): Viewer {
  return {
    isOwner: caller.kind === 'user' && caller.userId === ownerId,
    managesOrders: caller.kind === 'user' && caller.scopes.includes('orders:manage'),
  };
}

/** True for the owner, for those who manage orders, and for the shop's own services. */
export function mayReadOrdersOf(caller: Caller, ownerId: string): boolean {
  const { isOwner, managesOrders } = viewerOf(caller, ownerId);
  return isOwner || managesOrders || caller.kind === 'service';
}
