import {
  anyInvalid,
  type InvalidField,
  type InvalidInput,
  invalidInput,
  wrongFields,
} from '@depachika/domain/problems.ts';
import { IMAGES_PATH } from '@depachika/schema/paths.ts';
import { messages } from '../messages/messages.ts';
import type { SaleRecord } from '../sale-prices/sale-rules.ts';

export type ProductStatus = 'DRAFT' | 'ACTIVE' | 'WITHDRAWN';
export type TaxClass = 'REDUCED' | 'STANDARD';

/** A way in which a product's variants differ. */
export interface OptionRecord {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly values: string[];
  /** The same in English, each in the place of its value. Absent where nobody wrote them. */
  readonly valuesEn?: readonly string[] | undefined;
}

/** A product with all its variants, as it is read, cached and shown. Readers share the object: never write on it. */
export interface ProductRecord {
  readonly id: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly nameKana: string;
  readonly descriptionJa: string;
  readonly descriptionEn: string;
  readonly brand: string;
  /** Empty where nobody wrote it; absent in a product that an older version cached. */
  readonly brandEn?: string;
  readonly categoryId: string;
  readonly status: ProductStatus;
  readonly deleted: boolean;
  readonly taxClass: TaxClass;
  readonly imageUrl: string;
  readonly options: readonly OptionRecord[];
  /** In the order of the options' values. */
  readonly variants: VariantRecord[];
  readonly minPriceYen: number;
  readonly maxPriceYen: number;
  readonly version: number;
  /** RFC 3339, UTC: caches hold JSON. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Its address. Absent in a product that an older version cached, as is its brand's id. */
  readonly slug?: string;
  readonly brandId?: string;
}

export interface VariantRecord {
  readonly id: string;
  readonly productId: string;
  readonly sku: string;
  readonly selectedOptions: { nameJa: string; nameEn: string; value: string; valueEn?: string }[];
  readonly label: string;
  /** Absent in a product that an older version cached, as are the values in English. */
  readonly labelEn?: string;
  readonly priceYen: number;
  readonly taxRatePercent: 8 | 10;
  readonly weightGrams: number;
  /** Absent in a product that an older version cached. */
  readonly maxPerOrder?: number;
  readonly version: number;
  /** Not sold, while its product is. Absent in a product that an older version cached. */
  readonly withdrawn?: boolean;
  /** A lower price for some time: whoever tells a price asks `priceInForce`. */
  readonly sale?: SaleRecord | undefined;
}

/** Most pieces of any variant in one order: that of one that staff did not limit. */
export const MAX_PER_ORDER = 99;

/** Which status may follow which. A product that was on sale stands in orders: it is never a draft again. */
export const STATUS_CHANGES: Readonly<Record<ProductStatus, readonly ProductStatus[]>> = {
  DRAFT: ['DRAFT', 'ACTIVE', 'WITHDRAWN'],
  ACTIVE: ['ACTIVE', 'WITHDRAWN'],
  WITHDRAWN: ['WITHDRAWN', 'ACTIVE'],
};

/** @returns undefined for an allowed change */
export function checkStatusChange(from: ProductStatus, to: ProductStatus): InvalidInput | undefined {
  if (STATUS_CHANGES[from].includes(to)) return undefined;
  return invalidInput('status', messages.allowed.statusAfter({ from, allowed: STATUS_CHANGES[from] }));
}

export const MAX_VARIANTS = 100;
export const MAX_OPTION_VALUES = 50;

export interface NewVariant {
  readonly sku: string;
  readonly optionValues: readonly string[];
  /** Whole yen, tax included. */
  readonly priceYen: number;
  readonly weightGrams: number;
  /** 1 to {@link MAX_PER_ORDER}. */
  readonly maxPerOrder: number;
}

/** Each variant has one value of every option, and no two have the same. */
export function checkVariants(
  options: readonly OptionRecord[],
  variants: readonly NewVariant[],
): InvalidInput | undefined {
  const skus = new Set<string>();
  const combinations = new Set<string>();
  return anyInvalid(
    variants.flatMap(({ sku, optionValues }, index) => {
      const field = `variants.${index}`;
      const combination = JSON.stringify(optionValues);
      const misfit = checkValues(options, optionValues, `${field}.optionValues`);
      const wrong: InvalidField[] = misfit ? [...wrongFields(misfit)] : [];
      if (skus.has(sku)) wrong.push({ field: `${field}.sku`, allowed: messages.allowed.skuOnce });
      if (combinations.has(combination))
        wrong.push({ field: `${field}.optionValues`, allowed: messages.allowed.combinationOnce });
      skus.add(sku);
      combinations.add(combination);
      return wrong;
    }),
  );
}

export type Extension = { readonly kind: 'extended'; readonly options: OptionRecord[] } | InvalidInput;

/** The options with the values that one more variant brings: new ones go to the end, with their English where it is given. */
export function extendOptions(
  product: {
    readonly options: readonly OptionRecord[];
    readonly variants: readonly Pick<VariantRecord, 'selectedOptions'>[];
  },
  optionValues: readonly string[],
  optionValuesEn?: readonly string[],
): Extension {
  const field = 'variant.optionValues';
  if (product.variants.length >= MAX_VARIANTS) {
    return invalidInput('variant', messages.allowed.variantsAtMost(MAX_VARIANTS));
  }
  const options = product.options.map((option, index) => {
    const value = optionValues[index];
    if (value === undefined || option.values.includes(value)) return { ...option };
    const values = [...option.values, value];
    const english = optionValuesEn?.[index];
    if (!option.valuesEn && (english ?? value) === value) return { ...option, values };
    return { ...option, values, valuesEn: [...(option.valuesEn ?? option.values), english ?? value] };
  });
  if (options.some(({ values }) => values.length > MAX_OPTION_VALUES)) {
    return invalidInput(field, messages.allowed.valuesAtMost(MAX_OPTION_VALUES));
  }
  const refused = checkValues(options, optionValues, field);
  if (refused) return refused;
  const taken = product.variants.some(({ selectedOptions }) =>
    selectedOptions.every(({ value }, index) => value === optionValues[index]),
  );
  if (taken) return invalidInput(field, messages.allowed.newCombination);
  return { kind: 'extended', options };
}

/** A value as English readers know it; itself where nobody wrote one. */
export function valueInEnglish({ values, valuesEn }: OptionRecord, value: string): string {
  return valuesEn?.[values.indexOf(value)] ?? value;
}

/** What a variant is called beside its product: `M / 紺`, `M / Navy`; empty when the product has one variant. */
export function labelsOf(options: readonly OptionRecord[], optionValues: readonly string[]) {
  const english = options.map((option, index) => valueInEnglish(option, optionValues[index]!));
  return { label: optionValues.join(' / '), labelEn: english.join(' / ') };
}

/** The option values of each of these variants. */
export function optionValuesOf(variants: readonly VariantRecord[]): string[][] {
  return variants.map(({ selectedOptions }) => selectedOptions.map(({ value }) => value));
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

/** Lowest and highest price of variants, of which there is at least one. */
export function priceRange(variants: readonly { readonly priceYen: number }[]) {
  const prices = variants.map(({ priceYen }) => priceYen);
  return { minPriceYen: Math.min(...prices), maxPriceYen: Math.max(...prices) };
}

/** Those that can be bought while the product is on sale. */
export function variantsOffered<V extends { readonly withdrawn?: boolean }>(variants: readonly V[]): V[] {
  return variants.filter(({ withdrawn }) => withdrawn !== true);
}

/** Path of a product's picture. */
export function imageUrl(productId: string): string {
  return `${IMAGES_PATH}${productId}.svg`;
}

function checkValues(
  options: readonly OptionRecord[],
  optionValues: readonly string[],
  field: string,
): InvalidInput | undefined {
  if (optionValues.length !== options.length) {
    return invalidInput(field, messages.allowed.oneForEachOption(options.length));
  }
  const wrong = options.findIndex(({ values }, index) => !values.includes(optionValues[index]!));
  if (wrong < 0) return undefined;
  return invalidInput(`${field}.${wrong}`, messages.allowed.oneOf(options[wrong]!.values));
}
