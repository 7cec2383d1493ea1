import type { Cache } from '@depachika/cache/cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import { isUniqueViolation } from '@depachika/database/faults.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import { forgetProducts } from '../catalogue/catalogue.ts';
import { findPaths } from '../catalogue/category-store.ts';
import type { ProductRecord } from '../catalogue/records.ts';
import { type SkuTaken, skuTaken } from './outcomes.ts';
import { findTakenSku, type ProductState, saveProducts } from './product-writes.ts';

/** What every edit of the catalogue works with. */
export interface Editing {
  readonly database: Database;
  readonly cache: Cache;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** Throws UNAUTHENTICATED or FORBIDDEN. */
export function requireCatalogueEditor(caller: Caller): void {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind !== 'user' || !caller.scopes.includes('catalog:write')) throw forbidden();
}

/** Runs one edit and forgets what is cached of the product before anybody learns of the outcome. */
export async function editProduct<T>(
  editing: Editing,
  options: { readonly name: string; readonly productId: string },
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const outcome = await editing.database.transaction({ name: options.name }, work);
  await forgetProducts(editing.cache, [options.productId]);
  return outcome;
}

/** The next state of a product, its version one higher, on the shelves of its category. */
export async function nextState(
  tx: Transaction,
  editing: Editing,
  product: ProductRecord,
  changes: Partial<Omit<ProductState, 'path'>>,
): Promise<ProductState> {
  const categoryId = changes.categoryId ?? product.categoryId;
  const paths = await findPaths(tx, [categoryId]);
  return {
    ...product,
    createdAt: new Date(product.createdAt),
    deletedAt: null,
    ...changes,
    updatedAt: editing.clock.now(),
    version: product.version + 1,
    path: paths.get(categoryId) ?? [],
  };
}

/** Saves the product and tells the other domains; its row is locked or new. */
export async function saveChanged(
  tx: Transaction,
  editing: Editing,
  state: ProductState,
  variantIds: readonly string[],
): Promise<void> {
  await saveProducts(tx, [state]);
  await editing.outbox.append(tx, [
    {
      type: 'depachika.products.ProductChanged.v1',
      subject: state.id,
      partitionKey: state.id,
      aggregateVersion: state.version,
      data: {
        productId: state.id,
        variantIds,
        status: state.status,
        changedAt: state.updatedAt.toISOString(),
      },
    },
  ]);
}

/** Two may choose one article number at once: the unique index decides, and the loser is told which. */
export async function orSkuTaken<T>(
  database: Database,
  skus: readonly string[],
  edit: () => Promise<T>,
): Promise<T | SkuTaken> {
  try {
    return await edit();
  } catch (error) {
    if (!isUniqueViolation(error, 'product_variants_sku_key')) throw error;
    return skuTaken((await findTakenSku(database, skus)) ?? skus[0]!);
  }
}
