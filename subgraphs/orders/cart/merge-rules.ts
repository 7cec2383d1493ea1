import { MAX_LINES, MAX_QUANTITY } from './cart.ts';

/** Pieces of a variant in a cart. */
export interface Pieces {
  readonly variantId: string;
  readonly quantity: number;
}

/** A variant of the guest's cart, and what became of it in the account's. */
export interface MergedLine {
  readonly variantId: string;
  /** Pieces in the guest's cart. */
  readonly guestQuantity: number;
  /** Pieces in the account's cart before; 0 when there was none. */
  readonly before: number;
  /** Pieces in the account's cart now. */
  readonly after: number;
  readonly outcome: MergeOutcome;
}

export type MergeOutcome =
  /** All pieces are there, beside or on top of what was there. */
  | 'ADDED'
  /** There are as many as one order may have: the others are left out. */
  | 'CAPPED'
  /** The cart holds as many different variants as it may: this one is left out. */
  | 'LEFT_OUT';

/**
 * Puts a guest's cart into that of an account. Pieces of one variant add up, to as many as one order may have; nothing that was there
 * gets less. Variants that are new come in the guest's order while there is room.
 * @param mostOf the most pieces of a variant that the catalogue lets one order have; 0 sets no limit
 */
export function mergedCart({
  guest,
  account,
  mostOf,
}: {
  readonly guest: readonly Pieces[];
  readonly account: readonly Pieces[];
  readonly mostOf: (variantId: string) => number;
}): readonly MergedLine[] {
  const there = new Map(account.map(({ variantId, quantity }) => [variantId, quantity]));
  let room = MAX_LINES - there.size;
  return guest.map(({ variantId, quantity: guestQuantity }) => {
    const before = there.get(variantId) ?? 0;
    if (before === 0 && room <= 0) return { variantId, guestQuantity, before, after: 0, outcome: 'LEFT_OUT' };
    if (before === 0) room -= 1;
    const wanted = before + guestQuantity;
    const after = Math.max(before, Math.min(wanted, mostPieces(mostOf(variantId))));
    return { variantId, guestQuantity, before, after, outcome: after === wanted ? 'ADDED' : 'CAPPED' };
  });
}

function mostPieces(perOrder: number): number {
  return perOrder > 0 ? Math.min(perOrder, MAX_QUANTITY) : MAX_QUANTITY;
}
