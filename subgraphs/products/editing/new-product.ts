import { invalidInput } from '@depachika/domain/problems.ts';
import {
  checkVariants,
  MAX_VARIANTS,
  type NewVariant,
  type OptionRecord,
  type ProductStatus,
  type TaxClass,
} from '../catalogue/product.ts';
import {
  type Checked,
  type OptionInput,
  type ProductTexts,
  readOptions,
  readTexts,
  readVariant,
  type VariantInput,
} from './product-input.ts';

export interface NewProductInput {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly nameKana: string;
  readonly descriptionJa?: string | null;
  readonly descriptionEn?: string | null;
  readonly brand: string;
  readonly brandEn?: string | null;
  readonly categoryId: string;
  readonly taxClass: TaxClass;
  /** A draft unless told otherwise. */
  readonly status?: ProductStatus | null;
  readonly options?: readonly OptionInput[] | null;
  readonly variants: readonly VariantInput[];
}

/** A new product as its input describes it, checked. */
export interface NewProduct {
  readonly texts: ProductTexts;
  readonly options: OptionRecord[];
  readonly variants: readonly NewVariant[];
}

/** The product, or the first field that is not allowed. */
export function readNewProduct(input: NewProductInput): Checked<NewProduct> {
  const texts = readTexts({
    ...input,
    descriptionJa: input.descriptionJa ?? '',
    descriptionEn: input.descriptionEn ?? '',
    brandEn: input.brandEn ?? '',
  });
  if (texts.kind === 'invalidInput') return texts;
  if (input.status === 'WITHDRAWN') return invalidInput('status', 'DRAFT or ACTIVE');
  const options = readOptions(input.options ?? []);
  if (options.kind === 'invalidInput') return options;
  const variants = readVariants(input.variants);
  if (variants.kind === 'invalidInput') return variants;
  const refusal = checkVariants(options.value, variants.value);
  if (refusal) return refusal;
  return {
    kind: 'checked',
    value: { texts: texts.value as ProductTexts, options: options.value, variants: variants.value },
  };
}

function readVariants(input: readonly VariantInput[]): Checked<NewVariant[]> {
  if (input.length < 1 || input.length > MAX_VARIANTS)
    return invalidInput('variants', `1 to ${MAX_VARIANTS} variants`);
  const variants: NewVariant[] = [];
  for (const [index, given] of input.entries()) {
    const read = readVariant(given, `variants.${index}`);
    if (read.kind === 'invalidInput') return read;
    variants.push(read.value);
  }
  return { kind: 'checked', value: variants };
}
