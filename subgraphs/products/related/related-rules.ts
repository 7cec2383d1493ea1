import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { messages } from '../messages/messages.ts';

/** Products that staff may show beside one, and the most that anybody is shown. */
export const MAX_RELATED = 20;

/** @returns undefined for products that may stand beside this one */
export function checkRelated(productId: string, relatedIds: readonly string[]): InvalidInput | undefined {
  if (relatedIds.length > MAX_RELATED)
    return invalidInput('relatedIds', messages.allowed.related(MAX_RELATED));
  if (new Set(relatedIds).size < relatedIds.length) return invalidInput('relatedIds', allowed.eachOnce);
  if (relatedIds.includes(productId)) return invalidInput('relatedIds', messages.allowed.otherProducts);
  return undefined;
}

/** Two products of one order. */
export interface Pair {
  readonly productId: string;
  readonly otherId: string;
}

/** Products of one order that count: a basket of everything says nothing of any two. */
const MAX_COUNTED = 10;

/** Every two products of an order, both ways; of the first ten. */
export function pairsOf(lines: readonly { readonly productId: string }[]): Pair[] {
  const products = [...new Set(lines.map(({ productId }) => productId))].slice(0, MAX_COUNTED);
  return products.flatMap((productId) =>
    products.filter((otherId) => otherId !== productId).map((otherId) => ({ productId, otherId })),
  );
}

/** Orders in which two products must stand before anybody is told: what one person bought is nobody's business. */
export const FEWEST_ORDERS = 3;

/** Others that are kept of each product. */
export const MAX_KEPT = 200;
