import type { OptionRecord, ProductStatus, VariantRecord } from './records.ts';

/** Which status may follow which. A product that was on sale stands in orders: it is never a draft again. */
export const STATUS_CHANGES: Readonly<Record<ProductStatus, readonly ProductStatus[]>> = {
  DRAFT: ['DRAFT', 'ACTIVE', 'WITHDRAWN'],
  ACTIVE: ['ACTIVE', 'WITHDRAWN'],
  WITHDRAWN: ['WITHDRAWN', 'ACTIVE'],
};

export const MAX_VARIANTS = 100;
export const MAX_OPTION_VALUES = 50;

/** A field of an input that does not hold what it may. */
export interface Refusal {
  /** Path in the input: `variants.0.priceYen`. */
  readonly field: string;
  readonly allowed: string;
}

export interface NewVariant {
  readonly sku: string;
  readonly optionValues: readonly string[];
  /** Whole yen, tax included. */
  readonly priceYen: number;
  readonly weightGrams: number;
}

/** Each variant has one value of every option, and no two have the same. */
export function checkVariants(
  options: readonly OptionRecord[],
  variants: readonly NewVariant[],
): Refusal | undefined {
  const skus = new Set<string>();
  const combinations = new Set<string>();
  for (const [index, { sku, optionValues }] of variants.entries()) {
    const field = `variants.${index}`;
    const refused = checkValues(options, optionValues, `${field}.optionValues`);
    if (refused) return refused;
    if (skus.has(sku)) return { field: `${field}.sku`, allowed: 'each article number once' };
    const combination = JSON.stringify(optionValues);
    if (combinations.has(combination)) {
      return { field: `${field}.optionValues`, allowed: 'each combination of option values once' };
    }
    skus.add(sku);
    combinations.add(combination);
  }
  return undefined;
}

export type Extension =
  | { readonly ok: true; readonly options: OptionRecord[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** The options with the values that one more variant brings: new ones go to the end. */
export function extendOptions(
  product: { readonly options: readonly OptionRecord[]; readonly variants: readonly VariantRecord[] },
  optionValues: readonly string[],
): Extension {
  const field = 'variant.optionValues';
  if (product.variants.length >= MAX_VARIANTS) {
    return refuse({ field: 'variant', allowed: `at most ${MAX_VARIANTS} variants of a product` });
  }
  const options = product.options.map((option, index) => {
    const value = optionValues[index];
    if (value === undefined || option.values.includes(value)) return { ...option };
    return { ...option, values: [...option.values, value] };
  });
  if (options.some(({ values }) => values.length > MAX_OPTION_VALUES)) {
    return refuse({ field, allowed: `at most ${MAX_OPTION_VALUES} values of an option` });
  }
  const refused = checkValues(options, optionValues, field);
  if (refused) return refuse(refused);
  const taken = product.variants.some(({ selectedOptions }) =>
    selectedOptions.every(({ value }, index) => value === optionValues[index]),
  );
  if (taken) return refuse({ field, allowed: 'a combination that no other variant has' });
  return { ok: true, options };
}

/** In the order of the options' values: S before M, then by colour. */
export function sortVariants<V extends { readonly optionValues: readonly string[] }>(
  options: readonly OptionRecord[],
  variants: readonly V[],
): V[] {
  if (variants.length < 2) return [...variants];
  const ranks = options.map(({ values }) => new Map(values.map((value, rank) => [value, rank])));
  const keyed = variants.map((variant) => ({
    variant,
    key: ranks.map((rank, index) => rank.get(variant.optionValues[index]!) ?? rank.size),
  }));
  keyed.sort((a, b) => {
    for (const [index, rank] of a.key.entries()) if (rank !== b.key[index]) return rank - b.key[index]!;
    return 0;
  });
  return keyed.map(({ variant }) => variant);
}

/** 8 for food and drink to take home, 10 for everything else. */
export function taxRateOf(taxClass: string): 8 | 10 {
  return taxClass === 'REDUCED' ? 8 : 10;
}

function checkValues(
  options: readonly OptionRecord[],
  optionValues: readonly string[],
  field: string,
): Refusal | undefined {
  if (optionValues.length !== options.length) {
    return { field, allowed: `${options.length} values, one for each option` };
  }
  const wrong = options.findIndex(({ values }, index) => !values.includes(optionValues[index]!));
  if (wrong < 0) return undefined;
  return { field: `${field}.${wrong}`, allowed: `one of ${options[wrong]!.values.join(', ')}` };
}

function refuse(refusal: Refusal): Extension {
  return { ok: false, refusal };
}
