/** What orders knows of somebody. */
export interface OrdersOfGuest {
  /** Some order has not come to its end. */
  readonly underWay: boolean;
  /** When the last order changed last. */
  readonly lastChangedAt: Date;
}

export type GuestFate =
  | { readonly kind: 'kept'; readonly lookAt: Date }
  /** Nothing refers to the guest: the row goes. */
  | { readonly kind: 'removed' }
  /** Orders and books keep the id, and nothing personal. */
  | { readonly kind: 'erased' };

/**
 * What becomes of a guest who is looked at. Whoever may still come back is kept; so are the data of an order until it has ended, and
 * for `keptMs` after that: somebody may ask about it.
 * @param openUntil when the last session ends; undefined when none is open @param orders undefined where there was none
 */
export function guestFate({
  openUntil,
  orders,
  keptMs,
  now,
}: {
  readonly openUntil: Date | undefined;
  readonly orders: OrdersOfGuest | undefined;
  readonly keptMs: number;
  readonly now: Date;
}): GuestFate {
  if (openUntil && openUntil > now) return { kind: 'kept', lookAt: openUntil };
  if (!orders) return { kind: 'removed' };
  if (orders.underWay) return { kind: 'kept', lookAt: new Date(now.getTime() + DAY_MS) };
  const end = new Date(orders.lastChangedAt.getTime() + keptMs);
  return end <= now ? { kind: 'erased' } : { kind: 'kept', lookAt: end };
}

const DAY_MS = 24 * 60 * 60_000;
