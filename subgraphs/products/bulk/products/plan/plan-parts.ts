import type { CategoryRecord } from '../../../catalogue/category.ts';
import type { NewVariant } from '../../../catalogue/product.ts';
import { bulkMessages as messages } from '../../../messages/bulk.ts';
import type { LineReader } from '../../line-problem.ts';
import type { ProductCells } from '../product-cells.ts';
import type { VariantLine } from './option-plan.ts';
import type { PlannedVariant, ProductFacts } from './planned-product.ts';
import { planPrices } from './sale-plan.ts';

/** The category that a line says; refused where there is none. */
export function readCategory(
  line: LineReader,
  { category: slug }: ProductCells,
  { categoryOf }: ProductFacts,
): CategoryRecord | undefined {
  const category = slug === undefined ? undefined : categoryOf(slug);
  if (!category) line.refuse('category', messages.allowed.category);
  return category;
}

export function refuseTakenSlug(
  line: LineReader,
  slug: string | undefined,
  { slugOwner }: ProductFacts,
  id: string | undefined,
): void {
  const owner = slug === undefined ? undefined : slugOwner(slug);
  if (owner !== undefined && owner !== id) line.refuse('slug', messages.allowed.freeSlug);
}

/** A new variant with its sale. */
export function planAdded(
  { line, cells }: VariantLine,
  variant: NewVariant,
  now: Date,
): PlannedVariant<NewVariant> {
  const { sale } = planPrices(line, variant, { priceYen: undefined, sale: cells.sale }, now);
  return {
    variant,
    withdrawn: cells.withdrawn ?? false,
    sale: sale ?? undefined,
    regularPriceYen: undefined,
  };
}

/** Something of a product can always be bought. */
export function refuseNoneLeft(
  lines: readonly VariantLine[],
  variants: readonly { readonly withdrawn: boolean }[],
): void {
  if (variants.some(({ withdrawn }) => !withdrawn)) return;
  const line = lines.find(({ cells }) => cells.withdrawn) ?? lines[0]!;
  line.line.refuse('withdrawn', messages.allowed.oneLeft);
}

/** A new variant for the rules. @param options how many its product has: as many as are filled unless it is given */
export function variantInput({ cells }: VariantLine, options?: number) {
  const filled = options ?? cells.values.filter(({ value }) => value !== undefined).length;
  return {
    sku: cells.sku,
    priceYen: cells.priceYen ?? 0,
    weightGrams: cells.weightGrams ?? null,
    maxPerOrder: cells.maxPerOrder ?? null,
    optionValues: cells.values.slice(0, filled).map(({ value }) => value ?? ''),
  };
}

export function linesOf(lines: readonly VariantLine[]): LineReader[] {
  return lines.map(({ line }) => line);
}

/** What is said, without what nothing is said of. */
export function withoutUndefined<T extends object>(said: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const filled = Object.entries(said).filter(([, value]) => value !== undefined);
  return Object.fromEntries(filled) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Of a rule that answers with a refusal or nothing. */
export const CHECKED = { kind: 'checked', value: undefined } as const;
