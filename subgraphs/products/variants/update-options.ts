import {
  type InvalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { type EditDependencies, editProduct, nextState, saveChanged } from '../editing/edit-product.ts';
import { productChanged } from '../editing/product-events.ts';
import { lockProduct, saveOptionValues } from '../editing/product-store.ts';
import { reviseOptions } from './option-rules.ts';
import { type OptionEditInput, readOptionEdits } from './options-input.ts';

export type UpdateOptionsResult =
  | { readonly kind: 'updated'; readonly id: string }
  | InvalidInput
  | NotFound
  | VersionConflict;

/** Renames, adds and sorts options and their values. Variants keep their ids: carts show the new names, orders keep the old. */
export async function updateOptions(
  deps: EditDependencies,
  input: {
    readonly productId: string;
    readonly expectedVersion: number;
    readonly options: readonly OptionEditInput[];
  },
  actor: Actor,
): Promise<UpdateOptionsResult> {
  const read = readOptionEdits(input.options);
  if (read.kind === 'invalidInput') return read;
  const { productId, expectedVersion } = input;
  const name = 'products.updateOptions';
  return editProduct(deps, { name, productId }, async (tx): Promise<UpdateOptionsResult> => {
    const product = await lockProduct(tx, productId);
    if (!product) return notFound(productId);
    if (product.version !== expectedVersion)
      return versionConflict({ expectedVersion, currentVersion: product.version });
    const ids = product.variants.map(({ id }) => id);
    const values = product.variants.map(({ selectedOptions }) => selectedOptions.map(({ value }) => value));
    const revised = reviseOptions(product.options, values, read.value);
    if (revised.kind === 'invalidInput') return revised;
    await saveOptionValues(
      tx,
      ids.map((id, index) => ({ id, optionValues: revised.optionValues[index]! })),
    );
    const state = await nextState(tx, deps, product, { options: revised.options });
    await saveChanged(tx, deps, {
      before: product,
      state,
      edit: { operation: 'updateProductOptions', actor },
      event: productChanged(state, ids),
    });
    return { kind: 'updated', id: productId };
  });
}
