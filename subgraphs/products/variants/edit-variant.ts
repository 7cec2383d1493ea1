import type { Transaction } from '@depachika/database/database.ts';
import type { ChangedField } from '@depachika/domain/changes.ts';
import {
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import { type ProductRecord, priceRange, type VariantRecord, variantsOffered } from '../catalogue/product.ts';
import { findProductIds } from '../catalogue/product-reader.ts';
import {
  type Edit,
  type EditDependencies,
  editProduct,
  nextState,
  saveChanged,
} from '../editing/edit-product.ts';
import { productChanged } from '../editing/product-events.ts';
import { lockProduct, type PriceSetting, saveVariants } from '../editing/product-store.ts';
import { settleSales } from '../sale-prices/settle-sales.ts';
import { variantFields } from './variant-fields.ts';

export interface VariantSaved {
  readonly kind: 'saved';
  readonly id: string;
  readonly productId: string;
}

/** A variant under its product's lock. */
export interface LockedVariant {
  readonly product: ProductRecord;
  readonly variant: VariantRecord;
}

/** Runs one edit of a variant, its sale brought up to now before. The edit is one of the product as well: both versions go up. */
export async function editVariant<R>(
  deps: EditDependencies,
  {
    id,
    expectedVersion,
    name,
  }: { readonly id: string; readonly expectedVersion: number; readonly name: string },
  work: (tx: Transaction, locked: LockedVariant) => Promise<R>,
): Promise<R | NotFound | VersionConflict> {
  const productId = (await findProductIds(deps.database, [id])).get(id);
  if (!productId) return notFound(id);
  return editProduct(deps, { name, productId }, async (tx): Promise<R | NotFound | VersionConflict> => {
    const locked = await lockProduct(tx, productId);
    const product = locked && (await settleSales(tx, deps, locked));
    const variant = product?.variants.find((one) => one.id === id);
    if (!product || !variant) return notFound(id);
    if (variant.version !== expectedVersion)
      return versionConflict({ expectedVersion, currentVersion: variant.version });
    return work(tx, { product, variant });
  });
}

/** Saves what an edit makes of a variant, and its product. */
export async function saveEditedVariant(
  tx: Transaction,
  deps: EditDependencies,
  { product, variant }: LockedVariant,
  {
    changed,
    edit,
    newPrice,
    otherFields = [],
  }: {
    readonly changed: Partial<VariantRecord>;
    readonly edit: Edit;
    /** Of a new price. */
    readonly newPrice?: PriceSetting | undefined;
    readonly otherFields?: readonly ChangedField[];
  },
): Promise<VariantSaved> {
  const after = { ...variant, ...changed, version: variant.version + 1 };
  await saveVariants(tx, [after], newPrice);
  const variants = product.variants.map((one) => (one === variant ? after : one));
  const state = await nextState(tx, deps, product, priceRange(variantsOffered(variants)));
  await saveChanged(tx, deps, {
    before: product,
    state,
    edit,
    otherFields: [...variantFields(variant.id, variant, changed), ...otherFields],
    event: productChanged(
      state,
      variants.map(({ id }) => id),
    ),
  });
  return { kind: 'saved', id: variant.id, productId: product.id };
}
