import { type ChangedField, changedFields } from '@depachika/domain/changes.ts';
import type { VariantRecord } from '../catalogue/product.ts';

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
