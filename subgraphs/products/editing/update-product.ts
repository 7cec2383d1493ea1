import type { Transaction } from '@depachika/database/database.ts';
import {
  anyInvalid,
  type InvalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import {
  checkStatusChange,
  type ProductRecord,
  type ProductStatus,
  type TaxClass,
} from '../catalogue/product.ts';
import { NO_SCHEDULE } from '../lifecycle/publication-rules.ts';
import { rescheduleUnder } from '../lifecycle/publish-due.ts';
import { saveSchedule } from '../lifecycle/schedule-store.ts';
import { removeSales } from '../sale-prices/sale-store.ts';
import { readSlug } from '../slugs/slug-input.ts';
import { claimSlug } from '../slugs/slug-store.ts';
import { type EditDependencies, editProduct, nextState, saveChanged } from './edit-product.ts';
import type { SlugTaken } from './problems.ts';
import { productChanged, productDeleted } from './product-events.ts';
import { readTexts, type TextsInput, wrongIn } from './product-input.ts';
import { findPlace } from './product-place.ts';
import { freeSkus, lockProduct } from './product-store.ts';

export type UpdateProductResult =
  | { readonly kind: 'updated'; readonly id: string }
  | InvalidInput
  | SlugTaken
  | NotFound
  | VersionConflict;

/** Edits the fields that are given. */
export async function updateProduct(
  deps: EditDependencies,
  input: TextsInput & {
    readonly id: string;
    readonly expectedVersion: number;
    readonly categoryId?: string | null;
    readonly status?: ProductStatus | null;
    readonly slug?: string | null;
    readonly taxClass?: TaxClass | null;
  },
  actor: Actor,
): Promise<UpdateProductResult> {
  const texts = readTexts(input);
  const wanted = readSlug(input.slug);
  if (texts.kind === 'invalidInput' || wanted.kind === 'invalidInput')
    return anyInvalid([...wrongIn(texts), ...wrongIn(wanted)])!;
  const { id, expectedVersion } = input;

  return editProduct(
    deps,
    { name: 'products.updateProduct', productId: id },
    async (tx): Promise<UpdateProductResult> => {
      const product = await lockProduct(tx, id);
      if (!product) return notFound(id);
      if (product.version !== expectedVersion)
        return versionConflict({ expectedVersion, currentVersion: product.version });
      const status = input.status ?? product.status;
      const refusal = checkStatusChange(product.status, status);
      if (refusal) return refusal;
      const categoryId = input.categoryId ?? product.categoryId;
      const mayRetire = status !== 'ACTIVE' && categoryId === product.categoryId;
      const place = await findPlace(tx, categoryId, { mayRetire });
      if (place.kind !== 'place') return place;
      const slug = wanted.value ?? product.slug!;
      if (!(await takeSlug(tx, product, slug))) return { kind: 'slugTaken', slug };
      await rescheduleUnder(tx, product, status);
      const state = await nextState(tx, deps, product, {
        ...texts.value,
        status,
        categoryId,
        slug,
        taxClass: input.taxClass ?? product.taxClass,
      });
      await saveChanged(tx, deps, {
        before: product,
        state,
        edit: { operation: 'updateProduct', actor },
        event: productChanged(
          state,
          product.variants.map((variant) => variant.id),
        ),
      });
      return { kind: 'updated', id };
    },
  );
}

async function takeSlug(tx: Transaction, { id, slug }: ProductRecord, wanted: string): Promise<boolean> {
  return wanted === slug || claimSlug(tx, { kind: 'PRODUCT', subject: id, slug: wanted });
}

export type DeleteProductResult =
  | { readonly kind: 'deleted'; readonly id: string }
  | NotFound
  | VersionConflict;

/** Takes a product off every shelf. Its row stays, withdrawn: past orders resolve to it. */
export async function deleteProduct(
  deps: EditDependencies,
  { id, expectedVersion }: { readonly id: string; readonly expectedVersion: number },
  actor: Actor,
): Promise<DeleteProductResult> {
  return editProduct(
    deps,
    { name: 'products.deleteProduct', productId: id },
    async (tx): Promise<DeleteProductResult> => {
      const product = await lockProduct(tx, id);
      if (!product) return notFound(id);
      if (product.version !== expectedVersion)
        return versionConflict({ expectedVersion, currentVersion: product.version });
      const deletedAt = deps.clock.now();
      await saveSchedule(tx, id, NO_SCHEDULE);
      await removeSales(
        tx,
        product.variants.map((variant) => variant.id),
      );
      await freeSkus(tx, id);
      const state = await nextState(tx, deps, product, { status: 'WITHDRAWN', deletedAt });
      await saveChanged(tx, deps, {
        before: product,
        state,
        edit: { operation: 'deleteProduct', actor },
        event: productDeleted(state, deletedAt),
      });
      return { kind: 'deleted', id };
    },
  );
}
