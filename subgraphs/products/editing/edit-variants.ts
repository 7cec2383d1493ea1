import type { Caller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { extendOptions } from '../catalogue/product.ts';
import { findProductIds } from '../catalogue/product-store.ts';
import type { AddVariantInput, UpdateVariantInput } from '../generated/resolvers.ts';
import { priceRange } from './create-product.ts';
import {
  type Editing,
  editProduct,
  nextState,
  orSkuTaken,
  requireCatalogueEditor,
  saveChanged,
} from './editing.ts';
import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type SkuTaken,
  skuTaken,
  type VersionConflict,
  versionConflict,
} from './outcomes.ts';
import { checkPrice, checkWeight, readVariant } from './product-input.ts';
import { findTakenSku, insertVariants, lockProduct, saveVariant } from './product-writes.ts';

export type VariantSaved = { readonly __typename: 'Saved'; readonly id: string; readonly productId: string };

/** Adds a variant; it may bring new values for the product's options. */
export async function addVariant(
  editing: Editing,
  caller: Caller,
  input: AddVariantInput,
): Promise<VariantSaved | InvalidInput | SkuTaken | NotFound | VersionConflict> {
  requireCatalogueEditor(caller);
  const read = readVariant(input.variant, 'variant');
  if (!read.ok) return invalidInput(read.refusal);
  const { productId } = input;
  const variant = read.value;

  return orSkuTaken(editing.database, [variant.sku], () =>
    editProduct(editing, { name: 'products.addVariant', productId }, async (tx) => {
      const product = await lockProduct(tx, productId);
      if (!product) return notFound(productId);
      const conflict = versionConflict(input.expectedVersion, product.version);
      if (conflict) return conflict;
      const extension = extendOptions(product, variant.optionValues);
      if (!extension.ok) return invalidInput(extension.refusal);
      if (await findTakenSku(tx, [variant.sku])) return skuTaken(variant.sku);
      const id = newId('var');
      await insertVariants(tx, [{ ...variant, id, productId, position: product.variants.length }]);
      const { options } = extension;
      const prices = priceRange([...product.variants, variant]);
      const state = await nextState(tx, editing, product, { options, ...prices });
      await saveChanged(tx, editing, state, [...product.variants.map((known) => known.id), id]);
      return { __typename: 'Saved', id, productId };
    }),
  );
}

/** Edits price or weight. It is an edit of the product as well: both versions go up. */
export async function updateVariant(
  editing: Editing,
  caller: Caller,
  input: UpdateVariantInput,
): Promise<VariantSaved | InvalidInput | NotFound | VersionConflict> {
  requireCatalogueEditor(caller);
  const refusal =
    (input.priceYen == null ? undefined : checkPrice('priceYen', input.priceYen)) ??
    (input.weightGrams == null ? undefined : checkWeight('weightGrams', input.weightGrams));
  if (refusal) return invalidInput(refusal);
  const productId = (await findProductIds(editing.database, [input.id])).get(input.id);
  if (!productId) return notFound(input.id);

  return editProduct(editing, { name: 'products.updateVariant', productId }, async (tx) => {
    const product = await lockProduct(tx, productId);
    const variant = product?.variants.find(({ id }) => id === input.id);
    if (!product || !variant) return notFound(input.id);
    const conflict = versionConflict(input.expectedVersion, variant.version);
    if (conflict) return conflict;
    const priceYen = input.priceYen ?? variant.priceYen;
    const weightGrams = input.weightGrams ?? variant.weightGrams;
    await saveVariant(tx, { id: variant.id, priceYen, weightGrams, version: variant.version + 1 });
    const prices = priceRange(product.variants.map((known) => (known === variant ? { priceYen } : known)));
    const state = await nextState(tx, editing, product, prices);
    await saveChanged(
      tx,
      editing,
      state,
      product.variants.map(({ id }) => id),
    );
    return { __typename: 'Saved', id: variant.id, productId };
  });
}
