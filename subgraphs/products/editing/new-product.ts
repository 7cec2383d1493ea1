import { anyInvalid, invalidInput, wrongFields } from '@depachika/domain/problems.ts';
import {
  checkVariants,
  MAX_VARIANTS,
  type NewVariant,
  type OptionRecord,
  type ProductStatus,
  type TaxClass,
} from '../catalogue/product.ts';
import { messages } from '../messages/messages.ts';
import { readSlug } from '../slugs/slug-input.ts';
import {
  allOf,
  type Checked,
  type OptionInput,
  type ProductTexts,
  readOptions,
  readTexts,
  readVariant,
  type VariantInput,
  wrongIn,
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
  /** Made from the English name unless it is given. */
  readonly slug?: string | null;
}

/** A new product as its input describes it, checked. */
export interface NewProduct {
  readonly texts: ProductTexts;
  readonly options: OptionRecord[];
  readonly variants: readonly NewVariant[];
  readonly slug: string | undefined;
}

/** The product, or every field that is not allowed; how its variants fit its options is looked at once all can be read. */
export function readNewProduct(input: NewProductInput): Checked<NewProduct> {
  const texts = readTexts({
    ...input,
    descriptionJa: input.descriptionJa ?? '',
    descriptionEn: input.descriptionEn ?? '',
    brandEn: input.brandEn ?? '',
  });
  const options = readOptions(input.options ?? []);
  const variants = readVariants(input.variants);
  const slug = readSlug(input.slug);
  const wrongStatus =
    input.status === 'WITHDRAWN' ? [{ field: 'status', allowed: messages.allowed.newStatus }] : [];
  if (texts.kind === 'checked' && options.kind === 'checked' && variants.kind === 'checked') {
    const misfit = checkVariants(options.value, variants.value);
    const refusal = anyInvalid([...wrongStatus, ...(misfit ? wrongFields(misfit) : []), ...wrongIn(slug)]);
    if (refusal || slug.kind === 'invalidInput') return refusal!;
    return {
      kind: 'checked',
      value: {
        texts: texts.value as ProductTexts,
        options: options.value,
        variants: variants.value,
        slug: slug.value,
      },
    };
  }
  return anyInvalid([
    ...wrongIn(texts),
    ...wrongStatus,
    ...wrongIn(options),
    ...wrongIn(variants),
    ...wrongIn(slug),
  ])!;
}

function readVariants(input: readonly VariantInput[]): Checked<NewVariant[]> {
  if (input.length < 1 || input.length > MAX_VARIANTS)
    return invalidInput('variants', messages.allowed.variants(MAX_VARIANTS));
  return allOf(input.map((given, index) => readVariant(given, `variants.${index}`)));
}
