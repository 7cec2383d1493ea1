import {
  type InvalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { newId } from '@depachika/ids/ids.ts';
import { extendOptions, priceRange, variantsOffered } from '../catalogue/product.ts';
import {
  type EditDependencies,
  editProduct,
  nextState,
  orSkuTaken,
  saveChanged,
} from '../editing/edit-product.ts';
import type { SkuTaken } from '../editing/problems.ts';
import { productChanged } from '../editing/product-events.ts';
import { readEnglishOf, readVariant, type VariantInput } from '../editing/product-input.ts';
import { findTakenSku, insertVariants, lockProduct } from '../editing/product-store.ts';
import type { VariantSaved } from './edit-variant.ts';
import { variantFields } from './variant-fields.ts';

export type AddVariantResult = VariantSaved | InvalidInput | NotFound | VersionConflict | SkuTaken;

/** Adds a variant; it may bring new values for the product's options. */
export async function addVariant(
  deps: EditDependencies,
  input: {
    readonly productId: string;
    readonly expectedVersion: number;
    readonly variant: VariantInput;
    readonly optionValuesEn?: readonly string[] | null;
  },
  actor: Actor,
): Promise<AddVariantResult> {
  const read = readVariant(input.variant, 'variant');
  if (read.kind === 'invalidInput') return read;
  const english = readEnglishOf(input.variant.optionValues ?? [], input.optionValuesEn);
  if (english.kind === 'invalidInput') return english;
  const { productId, expectedVersion } = input;
  const variant = read.value;

  return orSkuTaken(deps.database, [variant.sku], () =>
    editProduct(deps, { name: 'products.addVariant', productId }, async (tx): Promise<AddVariantResult> => {
      const product = await lockProduct(tx, productId);
      if (!product) return notFound(productId);
      if (product.version !== expectedVersion)
        return versionConflict({ expectedVersion, currentVersion: product.version });
      const extension = extendOptions(product, variant.optionValues, english.value);
      if (extension.kind === 'invalidInput') return extension;
      if (await findTakenSku(tx, [variant.sku])) return { kind: 'skuTaken', sku: variant.sku };
      const id = newId('var');
      const stored = { ...variant, id, productId, position: product.variants.length };
      await insertVariants(tx, [stored], { actor, since: deps.clock.now() });
      const { options } = extension;
      const prices = priceRange([...variantsOffered(product.variants), variant]);
      const state = await nextState(tx, deps, product, { options, ...prices });
      await saveChanged(tx, deps, {
        before: product,
        state,
        edit: { operation: 'addVariant', actor },
        otherFields: variantFields(id, {}, variant),
        event: productChanged(state, [...product.variants.map((known) => known.id), id]),
      });
      return { kind: 'saved', id, productId };
    }),
  );
}
