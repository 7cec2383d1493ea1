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
import { forgetVocabulary } from '../catalogue/catalogue-cache.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { CodeTaken } from '../editing/problems.ts';
import { messages } from '../messages/messages.ts';
import type { LabelRecord } from './label.ts';
import { isLabelCode, type LabelInput, readLabel } from './label-input.ts';
import { insertLabel, lockLabel, saveLabel } from './label-store.ts';

interface LabelSaved {
  readonly kind: 'saved';
  readonly label: LabelRecord;
}

export type CreateLabelResult = LabelSaved | InvalidInput | CodeTaken;
export type UpdateLabelResult = LabelSaved | InvalidInput | NotFound | VersionConflict;

/** Adds a label; its code stays for ever. */
export async function createLabel(
  { database, cache, clock }: EditDependencies,
  input: LabelInput & { readonly code: string },
  actor: Actor,
): Promise<CreateLabelResult> {
  const { code } = input;
  if (!isLabelCode(code)) return invalidInput('code', messages.allowed.labelCode);
  const read = readLabel(input, { code, nameJa: '', nameEn: '', newForDays: null });
  if (read.kind === 'invalidInput') return read;
  const result = await database.transaction(
    { name: 'products.createLabel' },
    async (tx): Promise<CreateLabelResult> => {
      if (!(await insertLabel(tx, read.value))) return { kind: 'codeTaken', code };
      await recordChange(tx, 'catalog', {
        ...{ subject: labelSubject(code), operation: 'createLabel', actor, fields: [] },
        changedAt: clock.now(),
      });
      return { kind: 'saved', label: { ...read.value, version: 1 } };
    },
  );
  await forgetVocabulary(cache);
  return result;
}

/** Edits the fields that are given. */
export async function updateLabel(
  { database, cache, clock }: EditDependencies,
  input: LabelInput & { readonly code: string; readonly expectedVersion: number },
  actor: Actor,
): Promise<UpdateLabelResult> {
  const { code, expectedVersion } = input;
  const result = await database.transaction(
    { name: 'products.updateLabel' },
    async (tx): Promise<UpdateLabelResult> => {
      const before = await lockLabel(tx, code);
      if (!before) return notFound(code);
      if (before.version !== expectedVersion)
        return versionConflict({ expectedVersion, currentVersion: before.version });
      const read = readLabel(input, before);
      if (read.kind === 'invalidInput') return read;
      const label = { ...read.value, version: before.version + 1 };
      await saveLabel(tx, label);
      const fields = changedFields(before, label, ['nameJa', 'nameEn', 'newForDays']);
      await recordChange(tx, 'catalog', {
        ...{ subject: labelSubject(code), operation: 'updateLabel', actor, fields },
        changedAt: clock.now(),
      });
      return { kind: 'saved', label };
    },
  );
  await forgetVocabulary(cache);
  return result;
}

/** Under which its changes are kept: codes of different things may be the same. */
export function labelSubject(code: string): string {
  return `label:${code}`;
}
