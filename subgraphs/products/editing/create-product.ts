import type { Transaction } from '@depachika/database/database.ts';
import type { InvalidInput, NotFound } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type NewVariant, priceRange } from '../catalogue/product.ts';
import { claimSlug, claimSlugOfName } from '../slugs/slug-store.ts';
import { type EditDependencies, editProduct, orSkuTaken, saveChanged } from './edit-product.ts';
import { type NewProductInput, readNewProduct } from './new-product.ts';
import type { SkuTaken, SlugTaken } from './problems.ts';
import { productChanged } from './product-events.ts';
import { findPlace } from './product-place.ts';
import { findTakenSku, insertVariants, type ProductState, type StoredVariant } from './product-store.ts';

export type CreateProductResult =
  | { readonly kind: 'created'; readonly id: string }
  | InvalidInput
  | SkuTaken
  | SlugTaken
  | NotFound;

/** Adds a product with its variants. */
export async function createProduct(
  deps: EditDependencies,
  input: NewProductInput,
  actor: Actor,
): Promise<CreateProductResult> {
  const read = readNewProduct(input);
  if (read.kind === 'invalidInput') return read;
  const { texts, options, variants, slug: wanted } = read.value;
  const id = newId('prd');
  const skus = variants.map(({ sku }) => sku);

  return orSkuTaken(deps.database, skus, () =>
    editProduct(
      deps,
      { name: 'products.createProduct', productId: id },
      async (tx): Promise<CreateProductResult> => {
        const place = await findPlace(tx, input.categoryId, { mayRetire: false });
        if (place.kind !== 'place') return place;
        const { path } = place;
        const taken = await findTakenSku(tx, skus);
        if (taken) return { kind: 'skuTaken', sku: taken };
        const slug = await takeSlug(tx, id, { wanted, name: texts.nameEn });
        if (slug === undefined) return { kind: 'slugTaken', slug: wanted! };
        const now = deps.clock.now();
        const stored = toStored(id, variants);
        const state: ProductState = {
          id,
          ...texts,
          categoryId: input.categoryId,
          status: input.status === 'ACTIVE' ? 'ACTIVE' : 'DRAFT',
          taxClass: input.taxClass,
          options,
          ...priceRange(variants),
          version: 1,
          createdAt: now,
          updatedAt: now,
          deletedAt: null,
          path,
          slug,
        };
        const variantIds = stored.map((variant) => variant.id);
        await saveChanged(tx, deps, {
          before: undefined,
          state,
          edit: { operation: 'createProduct', actor },
          event: productChanged(state, variantIds),
        });
        await insertVariants(tx, stored, { actor, since: now });
        return { kind: 'created', id };
      },
    ),
  );
}

/** @returns undefined when another has the one that is wanted */
async function takeSlug(
  tx: Transaction,
  id: string,
  { wanted, name }: { readonly wanted: string | undefined; readonly name: string },
): Promise<string | undefined> {
  const own = { kind: 'PRODUCT', subject: id } as const;
  if (wanted === undefined) return claimSlugOfName(tx, { ...own, name });
  return (await claimSlug(tx, { ...own, slug: wanted })) ? wanted : undefined;
}

function toStored(productId: string, variants: readonly NewVariant[]): StoredVariant[] {
  return variants.map((variant, position) => ({ ...variant, id: newId('var'), productId, position }));
}
