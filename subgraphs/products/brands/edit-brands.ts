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
import { LONGEST_WAIT_MS, lockEdits } from '../categories/tree-store.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { SlugTaken } from '../editing/problems.ts';
import { BRAND, tokenOf } from '../listing/facet-tokens.ts';
import { renameFacetValue } from '../listing/facet-words-store.ts';
import { brandRenamings } from '../rewrites/rewrite-queue.ts';
import { claimSlug, claimSlugOfName } from '../slugs/slug-store.ts';
import type { BrandRecord } from './brand.ts';
import { type BrandInput, type BrandTexts, readBrand } from './brand-input.ts';
import { findProductsOfBrand, insertBrand, lockBrand, saveBrand } from './brand-store.ts';

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

/**
 * Edits the fields that are given. Products have a new name at once for whoever reads or edits them; a search finds them by it once
 * a job has been there.
 */
export async function updateBrand(
  deps: EditDependencies,
  input: BrandInput & { readonly id: string; readonly expectedVersion: number },
  actor: Actor,
): Promise<UpdateBrandResult> {
  const read = readBrand(input);
  if (read.kind === 'invalidInput') return read;
  const { nameJa, nameEn } = read.value;
  const result = await orBrandTaken(nameJa ?? '', () =>
    deps.database.transaction({ name: 'products.updateBrand', timeoutMs: LONGEST_WAIT_MS }, async (tx) => {
      // Who edits a product finds its brand by its name: none is edited that was read with the old one.
      if (nameJa !== undefined || nameEn !== undefined) await lockEdits(tx);
      return editBrand(tx, { ...input, texts: read.value, actor, now: deps.clock.now() });
    }),
  );
  await forgetBrands(deps.cache);
  if (result.kind !== 'renamed') return result;
  await forgetBranded(deps, input.id);
  return { kind: 'saved', id: input.id };
}

async function editBrand(
  tx: Transaction,
  {
    id,
    expectedVersion,
    texts,
    actor,
    now,
  }: {
    readonly id: string;
    readonly expectedVersion: number;
    readonly texts: BrandTexts;
    readonly actor: Actor;
    readonly now: Date;
  },
): Promise<Exclude<UpdateBrandResult, BrandTaken> | { readonly kind: 'renamed' }> {
  const before = await lockBrand(tx, id);
  if (!before) return notFound(id);
  if (before.version !== expectedVersion)
    return versionConflict({ expectedVersion, currentVersion: before.version });
  const after: BrandRecord = { ...before, ...texts, version: before.version + 1 };
  if (!(await claimSlug(tx, { kind: 'BRAND', subject: id, slug: after.slug }))) return slugTaken(after.slug);
  await saveBrand(tx, after, now);
  const fields = changedFields(before, after, EDITABLE);
  await recordChange(tx, 'catalog', {
    ...{ subject: id, operation: 'updateBrand', actor, fields, changedAt: now },
  });
  if (after.nameJa === before.nameJa && after.nameEn === before.nameEn) return { kind: 'saved', id };
  const { nameJa, nameEn } = after;
  await renameFacetValue(tx, tokenOf(BRAND, id), { labelJa: nameJa, labelEn: nameEn || nameJa });
  await brandRenamings.begin(tx, [id], now);
  return { kind: 'renamed' };
}

/** What is cached of products says the old name: of all, before anybody is told of the new one. A page of ids at a time. */
async function forgetBranded({ database, cache }: EditDependencies, brandId: string): Promise<void> {
  let after: string | undefined = '';
  while (after !== undefined) {
    const ids: readonly string[] = await findProductsOfBrand(database, brandId, { after, limit: PAGE });
    await forgetProducts(cache, ids);
    after = ids.length < PAGE ? undefined : ids.at(-1);
  }
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

/** Ids of products that are forgotten at once. */
const PAGE = 1_000;
