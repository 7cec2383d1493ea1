import { changedFields } from '@depachika/domain/changes.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { findDefinitions } from '../attributes/attribute-reader.ts';
import { type EditDependencies, editProduct, nextState, saveChanged } from '../editing/edit-product.ts';
import { productChanged } from '../editing/product-events.ts';
import { lockProduct } from '../editing/product-store.ts';
import { findLabels } from '../labels/label-reader.ts';
import { type DetailsInput, readDetails } from './details-input.ts';
import { findDetails } from './details-reader.ts';
import { saveDetails } from './details-store.ts';

export type UpdateDetailsResult =
  | { readonly kind: 'updated'; readonly id: string }
  | InvalidInput
  | NotFound
  | VersionConflict;

/** Says what a product is beside its texts. The edit is one of the product: its version goes up. */
export async function updateDetails(
  deps: EditDependencies,
  input: DetailsInput & { readonly id: string; readonly expectedVersion: number },
  actor: Actor,
): Promise<UpdateDetailsResult> {
  const { id, expectedVersion } = input;
  return editProduct(
    deps,
    { name: 'products.updateProductDetails', productId: id },
    async (tx): Promise<UpdateDetailsResult> => {
      const product = await lockProduct(tx, id);
      if (!product) return notFound(id);
      if (product.version !== expectedVersion)
        return versionConflict({ expectedVersion, currentVersion: product.version });
      const before = (await findDetails(tx, [id])).get(id)!;
      const vocabulary = { definitions: await findDefinitions(tx), labels: await findLabels(tx) };
      const read = readDetails(input, before, vocabulary);
      if (read.kind === 'invalidInput') return read;
      await saveDetails(tx, [{ ...read.value, productId: id }]);
      const state = await nextState(tx, deps, product, {});
      await saveChanged(tx, deps, {
        before: product,
        state,
        edit: { operation: 'updateProductDetails', actor },
        otherFields: changedFields(before, read.value, DETAILS),
        event: productChanged(
          state,
          product.variants.map((variant) => variant.id),
        ),
      });
      return { kind: 'updated', id };
    },
  );
}

/** What staff say of a product. */
export const DETAILS = [
  ...(['allergens', 'temperature', 'shelfLifeDays', 'leadTimeDays'] as const),
  ...(['ageRestricted', 'attributes', 'labels'] as const),
];
