import { MergeGuestCart } from '../../../generated/operations/merge-guest-cart.ts';
import type { Graph } from '../../graph/graph.ts';
import type { MergedLine } from '../../session/checkout-draft.ts';
import type { Visitor } from '../../session/visitor.ts';

/**
 * Brings the cart of a guest along who has just signed in, and keeps for the cart's page what that changed.
 * @returns true when the account's cart is not what the guest saw, so that the visitor should look at it
 */
export async function bringCart(graph: Graph, visit: Visitor): Promise<boolean> {
  const draft = await visit.draft();
  try {
    const { mergeGuestCart } = await graph.ask(MergeGuestCart, {});
    const { lines, cart } = mergeGuestCart;
    const isAsSeen =
      cart.lines.length === lines.length &&
      lines.every(({ outcome, before }) => outcome === 'ADDED' && before === 0);
    const merged = isAsSeen ? undefined : lines.map(mergedLine);
    await visit.keepDraft({ ...draft, owesMerge: undefined, merged: merged?.length ? merged : undefined });
    return Boolean(merged?.length);
  } catch {
    // Signing in is done: the cart's page tries again.
    await visit.keepDraft({ ...draft, owesMerge: true });
    return true;
  }
}

interface AnsweredLine extends Omit<MergedLine, 'nameJa' | 'nameEn'> {
  readonly variant: {
    readonly label: string;
    readonly product: { readonly nameJa: string; readonly nameEn: string };
  } | null;
}

function mergedLine({ variant, guestQuantity, after, outcome }: AnsweredLine): MergedLine {
  const { nameJa = '', nameEn = '' } = variant?.product ?? {};
  return { nameJa, nameEn, guestQuantity, after, outcome };
}
