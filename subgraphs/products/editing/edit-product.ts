import type { Cache } from '@depachika/cache/cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction, TransactionOptions } from '@depachika/database/database.ts';
import { isUniqueViolation } from '@depachika/database/faults.ts';
import { type ChangedField, changedFields, recordChanges } from '@depachika/domain/changes.ts';
import type { NewEvent, Outbox } from '@depachika/events/outbox/outbox.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { forgetProducts } from '../catalogue/catalogue-cache.ts';
import { findPaths } from '../catalogue/category-reader.ts';
import type { ProductRecord } from '../catalogue/product.ts';
import { holdTree } from '../categories/tree-store.ts';
import { keepTokens } from '../listing/token-store.ts';
import { keepOffers } from '../sale-prices/sale-store.ts';
import type { SkuTaken } from './problems.ts';
import { findTakenSku, type ProductState, saveProducts, toState } from './product-store.ts';

/** Every edit of the catalogue works with these. */
export interface EditDependencies {
  readonly database: Database;
  readonly cache: Cache;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** Runs one edit and forgets what is cached of the product before anybody learns of the outcome. */
export async function editProduct<T>(
  deps: Omit<EditDependencies, 'outbox'>,
  { name, productId }: { readonly name: string; readonly productId: string },
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return editProducts(deps, { name }, async (tx) => ({ outcome: await work(tx), productIds: [productId] }));
}

/** As {@link editProduct}, for a few hundred products at once. `work` says which ones it has edited. */
export async function editProducts<T>(
  deps: Omit<EditDependencies, 'outbox'>,
  options: TransactionOptions,
  work: (tx: Transaction) => Promise<{ readonly outcome: T; readonly productIds: readonly string[] }>,
): Promise<T> {
  const { outcome, productIds } = await deps.database.transaction(options, async (tx) => {
    await holdTree(tx);
    const edited = await work(tx);
    if (edited.productIds.length > 0) {
      const now = deps.clock.now();
      await keepOffers(tx, edited.productIds, now);
      await keepTokens(tx, edited.productIds, now);
    }
    return edited;
  });
  if (productIds.length > 0) await forgetProducts(deps.cache, productIds);
  return outcome;
}

/** The next state of a product, its version one higher, on the shelves of its category. */
export async function nextState(
  tx: Transaction,
  deps: EditDependencies,
  product: ProductRecord,
  changes: Partial<Omit<ProductState, 'path'>>,
): Promise<ProductState> {
  const categoryId = changes.categoryId ?? product.categoryId;
  const paths = await findPaths(tx, [categoryId]);
  return {
    ...toState(product, paths.get(categoryId) ?? []),
    ...changes,
    updatedAt: deps.clock.now(),
    version: product.version + 1,
  };
}

/** One edit: by which mutation, and who asked for it. */
export interface Edit {
  readonly operation: string;
  readonly actor: Actor;
}

/** What an edit makes of a product whose row is locked or new. */
export interface ChangedProduct {
  /** Undefined of a new product. */
  readonly before: ProductRecord | undefined;
  readonly state: ProductState;
  readonly edit: Edit;
  /** What differs beside the product's own row: of its variants, of its schedule. */
  readonly otherFields?: readonly ChangedField[];
  /** What other domains hear of it. */
  readonly event: NewEvent;
}

/** Saves the product, keeps who changed what, and tells the other domains. */
export async function saveChanged(
  tx: Transaction,
  deps: EditDependencies,
  changed: ChangedProduct,
): Promise<void> {
  await saveAllChanged(tx, deps, [changed]);
}

/** As {@link saveChanged}: nine statements for any number. */
export async function saveAllChanged(
  tx: Transaction,
  deps: EditDependencies,
  changed: readonly ChangedProduct[],
): Promise<void> {
  if (changed.length === 0) return;
  await saveProducts(
    tx,
    changed.map(({ state }) => state),
  );
  const changes = changed.map(({ before, state, edit, otherFields = [] }) => ({
    ...edit,
    subject: state.id,
    fields: [...(before ? changedFields(before, state, EDITABLE) : []), ...otherFields],
    changedAt: state.updatedAt,
  }));
  await recordChanges(tx, 'catalog', changes);
  await deps.outbox.append(
    tx,
    changed.map(({ event }) => event),
  );
}

/** What staff write of a product; everything else follows from it. */
const EDITABLE = [
  ...(['nameJa', 'nameEn', 'nameKana', 'descriptionJa', 'descriptionEn'] as const),
  ...(['brand', 'brandEn'] as const),
  ...(['categoryId', 'status', 'options', 'slug', 'taxClass'] as const),
];

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
    return { kind: 'skuTaken', sku: (await findTakenSku(database, skus)) ?? skus[0]! };
  }
}
