import { changedFields } from '@depachika/domain/changes.ts';
import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { findPaths } from '../catalogue/category-reader.ts';
import { type EditDependencies, editProduct, nextState, saveChanged } from '../editing/edit-product.ts';
import { productChanged } from '../editing/product-events.ts';
import { lockProduct } from '../editing/product-store.ts';
import { messages } from '../messages/messages.ts';
import { checkSchedule, NO_SCHEDULE, type Schedule } from './publication-rules.ts';
import { findSchedules, saveSchedule } from './schedule-store.ts';

export type ScheduleProductResult =
  | { readonly kind: 'scheduled'; readonly id: string }
  | InvalidInput
  | NotFound
  | VersionConflict;

/** Sets when a product goes on sale by itself and when it is withdrawn; what is left out, is not scheduled any more. */
export async function scheduleProduct(
  deps: EditDependencies,
  input: {
    readonly id: string;
    readonly expectedVersion: number;
    readonly publishAt?: Date | null;
    readonly unpublishAt?: Date | null;
  },
  actor: Actor,
): Promise<ScheduleProductResult> {
  const { id, expectedVersion } = input;
  const wanted: Schedule = { publishAt: input.publishAt ?? null, unpublishAt: input.unpublishAt ?? null };
  const name = 'products.scheduleProduct';
  return editProduct(deps, { name, productId: id }, async (tx): Promise<ScheduleProductResult> => {
    const product = await lockProduct(tx, id);
    if (!product) return notFound(id);
    if (product.version !== expectedVersion)
      return versionConflict({ expectedVersion, currentVersion: product.version });
    const refusal = checkSchedule(product.status, wanted, deps.clock.now());
    if (refusal) return refusal;
    const category = (await findPaths(tx, [product.categoryId])).get(product.categoryId)?.at(-1);
    if (wanted.publishAt && category?.retired)
      return invalidInput('publishAt', messages.allowed.categoryToSell);
    const before = (await findSchedules(tx, [id])).get(id) ?? NO_SCHEDULE;
    await saveSchedule(tx, id, wanted);
    const state = await nextState(tx, deps, product, {});
    await saveChanged(tx, deps, {
      before: product,
      state,
      edit: { operation: 'scheduleProduct', actor },
      otherFields: changedFields(before, wanted, ['publishAt', 'unpublishAt']),
      event: productChanged(
        state,
        product.variants.map((variant) => variant.id),
      ),
    });
    return { kind: 'scheduled', id };
  });
}
