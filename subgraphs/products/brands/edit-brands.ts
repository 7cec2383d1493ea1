import type { Transaction } from '@depachika/database/database.ts';
import { isUniqueViolation } from '@depachika/database/faults.ts';
import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { newId } from '@depachika/ids/ids.ts';
import { forgetBrands, forgetProducts } from '../catalogue/catalogue-cache.ts';
import { findPaths } from '../catalogue/category-reader.ts';
import { findProducts } from '../catalogue/product-reader.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { SlugTaken } from '../editing/problems.ts';
import { saveProducts, toState } from '../editing/product-store.ts';
import { keepTokens } from '../listing/token-store.ts';
import { claimSlug, claimSlugOfName } from '../slugs/slug-store.ts';
import type { BrandRecord } from './brand.ts';
import { type BrandInput, readBrand } from './brand-input.ts';
import { insertBrand, lockBrand, lockProductsOfBrand, saveBrand } from './brand-store.ts';

/** Another brand has this name. */
export interface BrandTaken {
  readonly kind: 'brandTaken';
  readonly nameJa: string;
}

interface BrandSaved {
  readonly kind: 'saved';
  readonly id: string;
}

export type CreateBrandResult = BrandSaved | InvalidInput | BrandTaken | SlugTaken;
export type UpdateBrandResult = CreateBrandResult | NotFound | VersionConflict;

/** Adds a brand whose products come later. */
export async function createBrand(
  deps: EditDependencies,
  input: BrandInput & { readonly nameJa: string },
  actor: Actor,
): Promise<CreateBrandResult> {
  const read = readBrand(input);
  if (read.kind === 'invalidInput') return read;
  const id = newId('brd');
  const brand: BrandRecord = { ...EMPTY, ...read.value, id };
  const result = await orBrandTaken(brand.nameJa, () =>
    deps.database.transaction({ name: 'products.createBrand' }, async (tx): Promise<CreateBrandResult> => {
      const { slug: wanted } = read.value;
      const own = { kind: 'BRAND', subject: id } as const;
      if (wanted && !(await claimSlug(tx, { ...own, slug: wanted }))) return slugTaken(wanted);
      const slug = wanted ?? (await claimSlugOfName(tx, { ...own, name: brand.nameEn }));
      const now = deps.clock.now();
      await insertBrand(tx, { ...brand, slug }, now);
      await recordChange(tx, 'catalog', {
        ...{ subject: id, operation: 'createBrand', actor, fields: [], changedAt: now },
      });
      return { kind: 'saved', id };
    }),
  );
  await forgetBrands(deps.cache);
  return result;
}

/** Edits the fields that are given; a new name is written on all of its products. */
export async function updateBrand(
  deps: EditDependencies,
  input: BrandInput & { readonly id: string; readonly expectedVersion: number },
  actor: Actor,
): Promise<UpdateBrandResult> {
  const read = readBrand(input);
  if (read.kind === 'invalidInput') return read;
  const { id, expectedVersion } = input;
  let renamed: readonly string[] = [];
  const result = await orBrandTaken(read.value.nameJa ?? '', () =>
    deps.database.transaction(
      { name: 'products.updateBrand', timeoutMs: RENAMING_TIMEOUT_MS },
      async (tx): Promise<UpdateBrandResult> => {
        const before = await lockBrand(tx, id);
        if (!before) return notFound(id);
        if (before.version !== expectedVersion)
          return versionConflict({ expectedVersion, currentVersion: before.version });
        const after: BrandRecord = { ...before, ...read.value, version: before.version + 1 };
        if (!(await claimSlug(tx, { kind: 'BRAND', subject: id, slug: after.slug })))
          return slugTaken(after.slug);
        const now = deps.clock.now();
        await saveBrand(tx, after, now);
        const isRenamed = after.nameJa !== before.nameJa || after.nameEn !== before.nameEn;
        renamed = isRenamed ? await renameProducts(tx, after, now) : [];
        const fields = changedFields(before, after, EDITABLE);
        await recordChange(tx, 'catalog', {
          ...{ subject: id, operation: 'updateBrand', actor, fields, changedAt: now },
        });
        return { kind: 'saved', id };
      },
    ),
  );
  await forgetProducts(deps.cache, renamed);
  return result;
}

/** @returns ids of the products that have the new name now, also in what a search looks through */
async function renameProducts(
  tx: Transaction,
  { id, nameJa, nameEn }: BrandRecord,
  now: Date,
): Promise<string[]> {
  const ids = await lockProductsOfBrand(tx, id);
  for (let from = 0; from < ids.length; from += BATCH) {
    const products = [...(await findProducts(tx, ids.slice(from, from + BATCH))).values()];
    const paths = await findPaths(tx, [...new Set(products.map(({ categoryId }) => categoryId))]);
    await saveProducts(
      tx,
      products.map((product) => ({
        ...toState(product, paths.get(product.categoryId) ?? []),
        brand: nameJa,
        brandEn: nameEn,
      })),
    );
    await keepTokens(
      tx,
      products.map((product) => product.id),
      now,
    );
  }
  return ids;
}

async function orBrandTaken<T>(nameJa: string, edit: () => Promise<T>): Promise<T | BrandTaken> {
  try {
    return await edit();
  } catch (error) {
    if (isUniqueViolation(error, 'brands_name_ja_key')) return { kind: 'brandTaken', nameJa };
    throw error;
  }
}

function slugTaken(slug: string): SlugTaken {
  return { kind: 'slugTaken', slug };
}

const EMPTY = {
  ...{ slug: '', nameJa: '', nameEn: '', nameKana: '', descriptionJa: '', descriptionEn: '' },
  version: 1,
};
const EDITABLE = ['slug', 'nameJa', 'nameEn', 'nameKana', 'descriptionJa', 'descriptionEn'] as const;

/** Products in one statement: a few megabytes of JSON. */
const BATCH = 500;
/** A brand may have thousands of products. */
const RENAMING_TIMEOUT_MS = 30_000;
