import type { Transaction } from '@depachika/database/database.ts';
import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { newId } from '@depachika/ids/ids.ts';
import { forgetCollections } from '../catalogue/catalogue-cache.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { SlugTaken } from '../editing/problems.ts';
import { messages } from '../messages/messages.ts';
import { readSlug } from '../slugs/slug-input.ts';
import { claimSlug, claimSlugOfName } from '../slugs/slug-store.ts';
import type { CollectionRecord } from './collection.ts';
import { type CollectionInput, readCollection } from './collection-input.ts';
import {
  chooseProducts,
  chosenProducts,
  findMissing,
  lockCollection,
  saveCollection,
} from './collection-store.ts';

interface CollectionSaved {
  readonly kind: 'saved';
  readonly id: string;
}

export type CreateCollectionResult = CollectionSaved | InvalidInput | SlugTaken | NotFound;
export type UpdateCollectionResult = CreateCollectionResult | VersionConflict;

export type RetireCollectionResult = CollectionSaved | InvalidInput | NotFound | VersionConflict;

type AddressedInput = CollectionInput & { readonly slug?: string | null };

/** Adds a collection behind the others. */
export async function createCollection(
  { database, cache, clock }: EditDependencies,
  input: AddressedInput,
  actor: Actor,
): Promise<CreateCollectionResult> {
  const wanted = readSlug(input.slug);
  const read = readCollection(input, EMPTY);
  if (wanted.kind === 'invalidInput') return wanted;
  if (read.kind === 'invalidInput') return read;
  const id = newId('col');
  const result = await database.transaction(
    { name: 'products.createCollection' },
    async (tx): Promise<CreateCollectionResult> => {
      const own = { kind: 'COLLECTION', subject: id } as const;
      const missing = await findMissing(tx, input.productIds ?? [], read.value.rule);
      if (missing !== undefined) return notFound(missing);
      if (wanted.value && !(await claimSlug(tx, { ...own, slug: wanted.value })))
        return { kind: 'slugTaken', slug: wanted.value };
      const slug = wanted.value ?? (await claimSlugOfName(tx, { ...own, name: read.value.nameEn }));
      await saveCollection(tx, { ...read.value, id, slug, version: 1 });
      await chooseProducts(tx, id, input.productIds ?? []);
      await recordChange(tx, 'catalog', {
        ...{ subject: id, operation: 'createCollection', actor, fields: [], changedAt: clock.now() },
      });
      return { kind: 'saved', id };
    },
  );
  await forgetCollections(cache);
  return result;
}

/** Edits the fields that are given; products that are given replace those before. */
export async function updateCollection(
  { database, cache, clock }: EditDependencies,
  input: AddressedInput & { readonly id: string; readonly expectedVersion: number },
  actor: Actor,
): Promise<UpdateCollectionResult> {
  const wanted = readSlug(input.slug);
  if (wanted.kind === 'invalidInput') return wanted;
  const { id, expectedVersion } = input;
  const result = await database.transaction(
    { name: 'products.updateCollection' },
    async (tx): Promise<UpdateCollectionResult> => {
      const before = await lockCollection(tx, id);
      if (!before) return notFound(id);
      if (before.version !== expectedVersion)
        return versionConflict({ expectedVersion, currentVersion: before.version });
      const read = readCollection(input, before);
      if (read.kind === 'invalidInput') return read;
      const after = {
        ...read.value,
        ...{ id, slug: wanted.value ?? before.slug, version: before.version + 1 },
      };
      const missing = await findMissing(tx, input.productIds ?? [], after.rule);
      if (missing !== undefined) return notFound(missing);
      const { slug } = after;
      if (!(await claimSlug(tx, { kind: 'COLLECTION', subject: id, slug })))
        return { kind: 'slugTaken', slug };
      await saveCollection(tx, after);
      await keepChange(tx, { before, after, input, actor, changedAt: clock.now() });
      return { kind: 'saved', id };
    },
  );
  await forgetCollections(cache);
  return result;
}

/** Takes a collection out of the shop, or brings it back, as `retired` says. */
export async function retireCollection(
  { database, cache, clock }: EditDependencies,
  input: { readonly id: string; readonly expectedVersion: number },
  { retired, actor }: { readonly retired: boolean; readonly actor: Actor },
): Promise<RetireCollectionResult> {
  const operation = retired ? 'retireCollection' : 'restoreCollection';
  const { id, expectedVersion } = input;
  const result = await database.transaction(
    { name: `products.${operation}` },
    async (tx): Promise<RetireCollectionResult> => {
      const before = await lockCollection(tx, id);
      if (!before) return notFound(id);
      if (before.version !== expectedVersion)
        return versionConflict({ expectedVersion, currentVersion: before.version });
      if (before.retired === retired)
        return invalidInput(
          'id',
          retired ? messages.allowed.collectionInUse : messages.allowed.collectionRetired,
        );
      await saveCollection(tx, { ...before, retired, version: before.version + 1 });
      const fields = changedFields(before, { ...before, retired }, ['retired']);
      await recordChange(tx, 'catalog', { subject: id, operation, actor, fields, changedAt: clock.now() });
      return { kind: 'saved', id };
    },
  );
  await forgetCollections(cache);
  return result;
}

async function keepChange(
  tx: Transaction,
  change: {
    readonly before: CollectionRecord;
    readonly after: CollectionRecord;
    readonly input: CollectionInput;
    readonly actor: Actor;
    readonly changedAt: Date;
  },
): Promise<void> {
  const { before, after, input, actor, changedAt } = change;
  const fields = changedFields(before, after, EDITABLE);
  const chosen = input.productIds ?? (after.rule === null ? undefined : []);
  if (chosen) {
    const productIds = await chosenProducts(tx, after.id);
    fields.push(...changedFields({ productIds }, { productIds: chosen }, ['productIds']));
    await chooseProducts(tx, after.id, chosen);
  }
  await recordChange(tx, 'catalog', {
    ...{ subject: after.id, operation: 'updateCollection', actor, fields, changedAt },
  });
}

const EMPTY = {
  ...{ nameJa: '', nameEn: '', descriptionJa: '', descriptionEn: '' },
  ...{ rule: null, startsAt: null, endsAt: null, retired: false },
};
const EDITABLE = [
  ...(['slug', 'nameJa', 'nameEn', 'descriptionJa', 'descriptionEn'] as const),
  ...(['rule', 'startsAt', 'endsAt'] as const),
];
