import { type ChangedField, changedFields } from '@depachika/domain/changes.ts';
import type { VariantRecord } from '../catalogue/product.ts';
import type { Sale, SaleRecord } from '../sale-prices/sale-rules.ts';

type Terms = Partial<Pick<VariantRecord, 'sku' | 'priceYen' | 'weightGrams' | 'maxPerOrder' | 'withdrawn'>>;

const NAMES = ['sku', 'priceYen', 'weightGrams', 'maxPerOrder', 'withdrawn'] as const;

/** What differs of a variant, as fields of its product: `variants.var_….priceYen`. Only terms that `after` has count. */
export function variantFields(id: string, before: Terms, after: Terms): ChangedField[] {
  const names = NAMES.filter((name) => name in after);
  return changedFields(before, after, names).map((change) => ({
    ...change,
    field: `variants.${id}.${change.field}`,
  }));
}

/** What a variant costs after its sale. */
export function regularPriceField(id: string, from: number, to: number): ChangedField[] {
  return from === to ? [] : [{ field: `variants.${id}.regularPriceYen`, from: `${from}`, to: `${to}` }];
}

/** The sale of a variant; undefined where it has none. */
export function saleField(id: string, from: SaleRecord | undefined, to: Sale | undefined): ChangedField {
  const textOf = (sale: SaleRecord | Sale | undefined) => {
    if (!sale) return null;
    const { priceYen, startsAt, endsAt } = sale;
    return JSON.stringify({ priceYen, startsAt, endsAt });
  };
  return { field: `variants.${id}.sale`, from: textOf(from), to: textOf(to) };
}
