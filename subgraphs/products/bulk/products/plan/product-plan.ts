import { bulkMessages as messages } from '../../../messages/bulk.ts';
import type { LineProblem, LineReader } from '../../line-problem.ts';
import { readProductCells, readVariantCells } from '../product-cells.ts';
import { isOfProduct } from '../product-columns.ts';
import { planKnown } from './known-product-plan.ts';
import { planNew } from './new-product-plan.ts';
import type { PlannedProduct, ProductFacts } from './planned-product.ts';

/** What lines make of one product. */
export type ProductPlan =
  | { readonly kind: 'refused'; readonly problems: readonly LineProblem[] }
  | { readonly kind: 'unchanged' }
  | PlannedProduct;

/**
 * What the lines of a product make of it, by the rules of the mutations: a product goes in whole, or not at all.
 * @param lines in which an article number may be refused already
 */
export function planProduct(lines: readonly LineReader[], facts: ProductFacts): ProductPlan {
  const [first] = lines as readonly [LineReader];
  if (lines.some(({ isMisfit }) => isMisfit))
    return { kind: 'refused', problems: lines.flatMap((line) => line.problems) };
  refuseOthers(first, lines.slice(1));
  const cells = readProductCells(first, facts.vocabulary);
  const variants = lines.map((line) => {
    const ofVariant = readVariantCells(line);
    return {
      line,
      cells: ofVariant,
      variant: facts.known?.variants.find(({ sku }) => sku === ofVariant.sku),
    };
  });
  const plan = facts.known
    ? planKnown(cells, variants, { ...facts, known: facts.known })
    : planNew(cells, variants, facts);
  const problems = lines.flatMap((line) => line.problems);
  return problems.length > 0 || plan === undefined ? { kind: 'refused', problems } : plan;
}

/** What a product is, its first line says. */
function refuseOthers(first: LineReader, others: readonly LineReader[]): void {
  for (const line of others) {
    for (const column of line.columns().filter(isOfProduct)) {
      const cell = line.text(column)!.trim();
      if (cell !== '' && cell !== first.text(column)!.trim())
        line.refuse(column, messages.allowed.sameAsFirst(first.line));
    }
  }
}
