import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { forgetPageTexts } from '../catalogue/catalogue-cache.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import { type PageTextsInput, readPageTexts } from './page-texts-input.ts';
import { findPageTexts, hasPage, savePageTexts } from './page-texts-store.ts';

export type UpdatePageTextsResult =
  | { readonly kind: 'saved'; readonly id: string }
  | InvalidInput
  | NotFound
  | VersionConflict;

/** Writes what search engines show of the page of something; kept as a change of that. */
export async function updatePageTexts(
  { database, cache, clock }: EditDependencies,
  input: PageTextsInput & { readonly id: string; readonly expectedVersion: number },
  actor: Actor,
): Promise<UpdatePageTextsResult> {
  const { id, expectedVersion } = input;
  const result = await database.transaction(
    { name: 'products.updatePageTexts' },
    async (tx): Promise<UpdatePageTextsResult> => {
      if (!(await hasPage(tx, id))) return notFound(id);
      const before = (await findPageTexts(tx, [id])).get(id)!;
      if (before.version !== expectedVersion)
        return versionConflict({ expectedVersion, currentVersion: before.version });
      const read = readPageTexts(input, before);
      if (read.kind === 'invalidInput') return read;
      const after = { ...read.value, version: expectedVersion + 1 };
      // Another may have written since this transaction looked.
      if (!(await savePageTexts(tx, id, after)))
        return versionConflict({ expectedVersion, currentVersion: expectedVersion + 1 });
      const changes = changedFields(before, after, ['titleJa', 'titleEn', 'descriptionJa', 'descriptionEn']);
      await recordChange(tx, 'catalog', {
        ...{ subject: id, operation: 'updatePageTexts', actor, changedAt: clock.now() },
        fields: changes.map((change) => ({ ...change, field: `pageTexts.${change.field}` })),
      });
      return { kind: 'saved', id };
    },
  );
  await forgetPageTexts(cache, id);
  return result;
}
