import { changedFields } from '@depachika/domain/changes.ts';
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
import { lockProduct } from '../editing/product-store.ts';
import { checkRelated } from './related-rules.ts';
import { findChosen, findMissing, saveChosen } from './related-store.ts';

export type SetRelatedResult =
  | { readonly kind: 'saved'; readonly id: string }
  | InvalidInput
  | NotFound
  | VersionConflict;

/** Sets what staff show beside a product, in this order; what stood there before is gone. */
export async function setRelated(
  deps: EditDependencies,
  input: {
    readonly productId: string;
    readonly expectedVersion: number;
    readonly relatedIds: readonly string[];
  },
  actor: Actor,
): Promise<SetRelatedResult> {
  const { productId, expectedVersion, relatedIds } = input;
  const refusal = checkRelated(productId, relatedIds);
  if (refusal) return refusal;
  const name = 'products.setRelated';
  return editProduct(deps, { name, productId }, async (tx): Promise<SetRelatedResult> => {
    const product = await lockProduct(tx, productId);
    if (!product) return notFound(productId);
    if (product.version !== expectedVersion)
      return versionConflict({ expectedVersion, currentVersion: product.version });
    const [missing] = await findMissing(tx, relatedIds);
    if (missing !== undefined) return notFound(missing);
    const before = (await findChosen(tx, [productId])).get(productId) ?? [];
    await saveChosen(tx, productId, relatedIds);
    const state = await nextState(tx, deps, product, {});
    await saveChanged(tx, deps, {
      before: product,
      state,
      edit: { operation: 'setRelatedProducts', actor },
      otherFields: changedFields({ related: before }, { related: relatedIds }, ['related']),
      event: productChanged(
        state,
        product.variants.map(({ id }) => id),
      ),
    });
    return { kind: 'saved', id: productId };
  });
}
