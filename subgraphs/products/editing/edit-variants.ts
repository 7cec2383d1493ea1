import { type ChangedField, changedFields } from '@depachika/domain/changes.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { newId } from '@depachika/ids/ids.ts';
import {
  extendOptions,
  MAX_PER_ORDER,
  optionValuesOf,
  priceRange,
  type VariantRecord,
} from '../catalogue/product.ts';
import { findProductIds } from '../catalogue/product-reader.ts';
import { type EditDependencies, editProduct, nextState, orSkuTaken, saveChanged } from './edit-product.ts';
import type { SkuTaken } from './problems.ts';
import { productChanged } from './product-events.ts';
import {
  checkMaxPerOrder,
  checkPrice,
  checkWeight,
  readVariant,
  type VariantInput,
} from './product-input.ts';
import { findTakenSku, insertVariants, lockProduct, saveVariant } from './product-store.ts';

export interface VariantSaved {
  readonly kind: 'saved';
  readonly id: string;
  readonly productId: string;
}

export type UpdateVariantResult = VariantSaved | InvalidInput | NotFound | VersionConflict;
export type AddVariantResult = UpdateVariantResult | SkuTaken;

/** Adds a variant; it may bring new values for the product's options. */
export async function addVariant(
  deps: EditDependencies,
  input: {
    readonly productId: string;
    readonly expectedVersion: number;
    readonly variant: VariantInput;
  },
  actor: Actor,
): Promise<AddVariantResult> {
  const read = readVariant(input.variant, 'variant');
  if (read.kind === 'invalidInput') return read;
  const { productId, expectedVersion } = input;
  const variant = read.value;

  return orSkuTaken(deps.database, [variant.sku], () =>
    editProduct(deps, { name: 'products.addVariant', productId }, async (tx): Promise<AddVariantResult> => {
      const product = await lockProduct(tx, productId);
      if (!product) return notFound(productId);
      if (product.version !== expectedVersion)
        return versionConflict({ expectedVersion, currentVersion: product.version });
      const extension = extendOptions(product, variant.optionValues);
      if (extension.kind === 'invalidInput') return extension;
      if (await findTakenSku(tx, [variant.sku])) return { kind: 'skuTaken', sku: variant.sku };
      const id = newId('var');
      const stored = { ...variant, id, productId, position: product.variants.length };
      await insertVariants(tx, [stored], { actor, since: deps.clock.now() });
      const { options } = extension;
      const prices = priceRange([...product.variants, variant]);
      const optionValues = [...optionValuesOf(product.variants), variant.optionValues];
      const state = await nextState(tx, deps, product, { options, ...prices, optionValues });
      await saveChanged(tx, deps, {
        before: product,
        state,
        edit: { operation: 'addVariant', actor },
        variantFields: variantFields(id, {}, variant),
        event: productChanged(state, [...product.variants.map((known) => known.id), id]),
      });
      return { kind: 'saved', id, productId };
    }),
  );
}

/** Edits price, weight, or how many an order may have. The edit is one of the product as well: both versions go up. */
export async function updateVariant(
  deps: EditDependencies,
  input: {
    readonly id: string;
    readonly expectedVersion: number;
    readonly priceYen?: number | null;
    readonly weightGrams?: number | null;
    readonly maxPerOrder?: number | null;
  },
  actor: Actor,
): Promise<UpdateVariantResult> {
  const refusal =
    (input.priceYen == null ? undefined : checkPrice('priceYen', input.priceYen)) ??
    (input.weightGrams == null ? undefined : checkWeight('weightGrams', input.weightGrams)) ??
    (input.maxPerOrder == null ? undefined : checkMaxPerOrder('maxPerOrder', input.maxPerOrder));
  if (refusal) return refusal;
  const productId = (await findProductIds(deps.database, [input.id])).get(input.id);
  if (!productId) return notFound(input.id);

  return editProduct(
    deps,
    { name: 'products.updateVariant', productId },
    async (tx): Promise<UpdateVariantResult> => {
      const product = await lockProduct(tx, productId);
      const variant = product?.variants.find(({ id }) => id === input.id);
      if (!product || !variant) return notFound(input.id);
      const { expectedVersion } = input;
      if (variant.version !== expectedVersion)
        return versionConflict({ expectedVersion, currentVersion: variant.version });
      const priceYen = input.priceYen ?? variant.priceYen;
      const weightGrams = input.weightGrams ?? variant.weightGrams;
      const maxPerOrder = input.maxPerOrder ?? variant.maxPerOrder ?? MAX_PER_ORDER;
      const version = variant.version + 1;
      const changed = { priceYen, weightGrams, maxPerOrder };
      const isNewPrice = priceYen !== variant.priceYen;
      const setting = isNewPrice ? { actor, since: deps.clock.now() } : undefined;
      await saveVariant(tx, { ...changed, id: variant.id, version }, setting);
      const prices = priceRange(product.variants.map((known) => (known === variant ? { priceYen } : known)));
      const state = await nextState(tx, deps, product, prices);
      await saveChanged(tx, deps, {
        before: product,
        state,
        edit: { operation: 'updateVariant', actor },
        variantFields: variantFields(variant.id, variant, changed),
        event: productChanged(
          state,
          product.variants.map(({ id }) => id),
        ),
      });
      return { kind: 'saved', id: variant.id, productId };
    },
  );
}

type VariantTerms = Partial<Pick<VariantRecord, 'sku' | 'priceYen' | 'weightGrams' | 'maxPerOrder'>>;

/** As fields of its product: `variants.var_….priceYen`. */
function variantFields(id: string, before: VariantTerms, after: VariantTerms): ChangedField[] {
  const names = Object.keys(after).filter((name) => TERMS.includes(name)) as (keyof VariantTerms)[];
  return changedFields(before, after, names).map((change) => ({
    ...change,
    field: `variants.${id}.${change.field}`,
  }));
}

const TERMS: readonly string[] = ['sku', 'priceYen', 'weightGrams', 'maxPerOrder'];
