/** Why an order cannot be given back. */
export type ReturnRefusal = 'WINDOW_OVER' | 'PERISHABLE' | 'REFUSED_BEFORE';

/** What is known of an order's returns. */
export interface ReturnFacts {
  readonly deliveredAt: Date;
  /** How often a return of it was refused. */
  readonly refusals: number;
}

export interface ReturnWish {
  readonly by: 'CUSTOMER' | 'STAFF';
  /** The goods came with a fault. */
  readonly isDefect: boolean;
  /** Some of it is food that does not keep. */
  readonly hasPerishable: boolean;
}

export interface ReturnNotPossible {
  readonly kind: 'returnNotPossible';
  readonly reason: ReturnRefusal;
  readonly returnableUntil: Date;
}

/** A refusal by staff is final for the customer; staff themselves may look at it once more. */
const MAX_REFUSALS = { CUSTOMER: 1, STAFF: 2 } as const;

/**
 * Whether an order may be given back. Customers ask within the window, and give food that does not keep back for a defect
 * alone. Staff ask for a customer whose goods were faulty: at any time, since a defect may show late.
 * @returns undefined when it may
 */
export function refuseReturn(
  { deliveredAt, refusals }: ReturnFacts,
  { by, isDefect, hasPerishable }: ReturnWish,
  { now, returnWindowMs }: { readonly now: Date; readonly returnWindowMs: number },
): ReturnNotPossible | undefined {
  const returnableUntil = new Date(deliveredAt.getTime() + returnWindowMs);
  const no = (reason: ReturnRefusal) => ({ kind: 'returnNotPossible', reason, returnableUntil }) as const;
  if (refusals >= MAX_REFUSALS[by]) return no('REFUSED_BEFORE');
  if (by === 'STAFF') return undefined;
  if (now > returnableUntil) return no('WINDOW_OVER');
  return hasPerishable && !isDefect ? no('PERISHABLE') : undefined;
}

/** A step in an order's life, as far as returns look at it. */
export interface ReturnStep {
  readonly from: string | null;
  readonly to: string;
  readonly occurredAt: Date | string;
}

/** @returns undefined for an order that was never delivered */
export function returnFacts(history: readonly ReturnStep[]): ReturnFacts | undefined {
  const delivery = history.find(({ to }) => to === 'DELIVERED');
  if (!delivery) return undefined;
  const refusals = history.filter(({ from, to }) => from === 'RETURN_REQUESTED' && to === 'DELIVERED').length;
  return { deliveredAt: new Date(delivery.occurredAt), refusals };
}
