import type { Caller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { findPaths } from '../catalogue/category-store.ts';
import { checkVariants, MAX_VARIANTS, type NewVariant } from '../catalogue/product.ts';
import type { OptionRecord } from '../catalogue/records.ts';
import type { CreateProductInput } from '../generated/resolvers.ts';
import { type Editing, editProduct, orSkuTaken, requireCatalogueEditor, saveChanged } from './editing.ts';
import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type SkuTaken,
  skuTaken,
} from './outcomes.ts';
import { type ProductTexts, type Read, readOptions, readTexts, readVariant } from './product-input.ts';
import { findTakenSku, insertVariants, type ProductState, type StoredVariant } from './product-writes.ts';

export type ProductCreated = { readonly __typename: 'Created'; readonly id: string };

/** Adds a product with its variants. */
export async function createProduct(
  editing: Editing,
  caller: Caller,
  input: CreateProductInput,
): Promise<ProductCreated | InvalidInput | SkuTaken | NotFound> {
  requireCatalogueEditor(caller);
  const read = readNewProduct(input);
  if (!read.ok) return invalidInput(read.refusal);
  const { texts, options, variants } = read.value;
  const id = newId('prd');
  const skus = variants.map(({ sku }) => sku);

  return orSkuTaken(editing.database, skus, () =>
    editProduct(editing, { name: 'products.createProduct', productId: id }, async (tx) => {
      const path = (await findPaths(tx, [input.categoryId])).get(input.categoryId);
      if (!path) return notFound(input.categoryId);
      const taken = await findTakenSku(tx, skus);
      if (taken) return skuTaken(taken);
      const now = editing.clock.now();
      const stored = toStored(id, variants);
      const state: ProductState = {
        id,
        ...texts,
        categoryId: input.categoryId,
        status: input.status === 'ACTIVE' ? 'ACTIVE' : 'DRAFT',
        taxClass: input.taxClass,
        options,
        ...priceRange(variants),
        version: 1,
        createdAt: now,
        updatedAt: now,
        deletedAt: null,
        path,
      };
      await saveChanged(
        tx,
        editing,
        state,
        stored.map((variant) => variant.id),
      );
      await insertVariants(tx, stored);
      return { __typename: 'Created', id };
    }),
  );
}

/** Lowest and highest price of variants, of which there is at least one. */
export function priceRange(variants: readonly { readonly priceYen: number }[]) {
  const prices = variants.map(({ priceYen }) => priceYen);
  return { minPriceYen: Math.min(...prices), maxPriceYen: Math.max(...prices) };
}

interface NewProduct {
  readonly texts: ProductTexts;
  readonly options: OptionRecord[];
  readonly variants: readonly NewVariant[];
}

function readNewProduct(input: CreateProductInput): Read<NewProduct> {
  const texts = readTexts({
    ...input,
    descriptionJa: input.descriptionJa ?? '',
    descriptionEn: input.descriptionEn ?? '',
  });
  if (!texts.ok) return texts;
  if (input.status === 'WITHDRAWN') return refused('status', 'DRAFT or ACTIVE');
  const options = readOptions(input.options ?? []);
  if (!options.ok) return options;
  const variants = readVariants(input.variants);
  if (!variants.ok) return variants;
  const refusal = checkVariants(options.value, variants.value);
  if (refusal) return { ok: false, refusal };
  return {
    ok: true,
    value: { texts: texts.value as ProductTexts, options: options.value, variants: variants.value },
  };
}

function readVariants(input: CreateProductInput['variants']): Read<NewVariant[]> {
  if (input.length < 1 || input.length > MAX_VARIANTS)
    return refused('variants', `1 to ${MAX_VARIANTS} variants`);
  const variants: NewVariant[] = [];
  for (const [index, given] of input.entries()) {
    const read = readVariant(given, `variants.${index}`);
    if (!read.ok) return read;
    variants.push(read.value);
  }
  return { ok: true, value: variants };
}

function toStored(productId: string, variants: readonly NewVariant[]): StoredVariant[] {
  return variants.map((variant, position) => ({ ...variant, id: newId('var'), productId, position }));
}

function refused<T>(field: string, allowed: string): Read<T> {
  return { ok: false, refusal: { field, allowed } };
}
