import type { Transaction } from '@depachika/database/database.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import { findPaths } from '../catalogue/category-store.ts';
import type { DeleteProductInput, UpdateProductInput } from '../generated/resolvers.ts';
import { type Editing, editProduct, nextState, requireCatalogueEditor, saveChanged } from './editing.ts';
import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from './outcomes.ts';
import { checkStatusChange, readTexts } from './product-input.ts';
import { lockProduct, saveProducts } from './product-writes.ts';

export type ProductUpdated = { readonly __typename: 'Updated'; readonly id: string };

/** Edits the fields that are given. */
export async function updateProduct(
  editing: Editing,
  caller: Caller,
  input: UpdateProductInput,
): Promise<ProductUpdated | InvalidInput | NotFound | VersionConflict> {
  requireCatalogueEditor(caller);
  const texts = readTexts(input);
  if (!texts.ok) return invalidInput(texts.refusal);

  return editProduct(editing, { name: 'products.updateProduct', productId: input.id }, async (tx) => {
    const product = await lockProduct(tx, input.id);
    if (!product) return notFound(input.id);
    const conflict = versionConflict(input.expectedVersion, product.version);
    if (conflict) return conflict;
    const status = input.status ?? product.status;
    const refusal = checkStatusChange(product.status, status);
    if (refusal) return invalidInput(refusal);
    const categoryId = input.categoryId ?? product.categoryId;
    if (!(await isCategory(tx, categoryId))) return notFound(categoryId);
    const state = await nextState(tx, editing, product, { ...texts.value, status, categoryId });
    await saveChanged(
      tx,
      editing,
      state,
      product.variants.map(({ id }) => id),
    );
    return { __typename: 'Updated', id: product.id };
  });
}

export type ProductGone = { readonly __typename: 'DeleteProductSuccess'; readonly id: string };

/** Takes a product off every shelf. Its row stays, withdrawn: past orders resolve to it. */
export async function deleteProduct(
  editing: Editing,
  caller: Caller,
  input: DeleteProductInput,
): Promise<ProductGone | NotFound | VersionConflict> {
  requireCatalogueEditor(caller);
  return editProduct(editing, { name: 'products.deleteProduct', productId: input.id }, async (tx) => {
    const product = await lockProduct(tx, input.id);
    if (!product) return notFound(input.id);
    const conflict = versionConflict(input.expectedVersion, product.version);
    if (conflict) return conflict;
    const deletedAt = editing.clock.now();
    const state = await nextState(tx, editing, product, { status: 'WITHDRAWN', deletedAt });
    await saveProducts(tx, [state]);
    await editing.outbox.append(tx, [
      {
        type: 'depachika.products.ProductDeleted.v1',
        subject: product.id,
        partitionKey: product.id,
        aggregateVersion: state.version,
        data: { productId: product.id, deletedAt: deletedAt.toISOString() },
      },
    ]);
    return { __typename: 'DeleteProductSuccess', id: product.id };
  });
}

async function isCategory(tx: Transaction, id: string): Promise<boolean> {
  return (await findPaths(tx, [id])).has(id);
}
