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
import type { AttributeDefinition, AttributeKind } from './attribute.ts';
import { type DefinitionInput, isAttributeCode, readDefinition } from './attribute-input.ts';
import { insertDefinition, lockDefinition, saveDefinition } from './attribute-store.ts';

interface DefinitionSaved {
  readonly kind: 'saved';
  readonly definition: AttributeDefinition;
}

export type CreateDefinitionResult = DefinitionSaved | InvalidInput | CodeTaken;
export type UpdateDefinitionResult = DefinitionSaved | InvalidInput | NotFound | VersionConflict;

/** Adds something that can be said of products; its code and kind stay for ever. */
export async function createDefinition(
  { database, cache, clock }: EditDependencies,
  input: DefinitionInput & { readonly code: string; readonly kind: AttributeKind },
  actor: Actor,
): Promise<CreateDefinitionResult> {
  const { code, kind } = input;
  if (!isAttributeCode(code)) return invalidInput('code', messages.allowed.code);
  const read = readDefinition(input, { ...EMPTY, code, kind });
  if (read.kind === 'invalidInput') return read;
  const result = await database.transaction(
    { name: 'products.createAttributeDefinition' },
    async (tx): Promise<CreateDefinitionResult> => {
      if (!(await insertDefinition(tx, read.value))) return { kind: 'codeTaken', code };
      await recordChange(tx, 'catalog', {
        ...{ subject: attributeSubject(code), operation: 'createAttributeDefinition', actor, fields: [] },
        changedAt: clock.now(),
      });
      return { kind: 'saved', definition: { ...read.value, version: 1 } };
    },
  );
  await forgetVocabulary(cache);
  return result;
}

/** Edits the fields that are given. A choice that products may have said is never taken away. */
export async function updateDefinition(
  { database, cache, clock }: EditDependencies,
  input: DefinitionInput & { readonly code: string; readonly expectedVersion: number },
  actor: Actor,
): Promise<UpdateDefinitionResult> {
  const { code, expectedVersion } = input;
  const result = await database.transaction(
    { name: 'products.updateAttributeDefinition' },
    async (tx): Promise<UpdateDefinitionResult> => {
      const before = await lockDefinition(tx, code);
      if (!before) return notFound(code);
      if (before.version !== expectedVersion)
        return versionConflict({ expectedVersion, currentVersion: before.version });
      const read = readDefinition(input, before);
      if (read.kind === 'invalidInput') return read;
      const definition = { ...read.value, version: before.version + 1 };
      await saveDefinition(tx, definition);
      const fields = changedFields(before, definition, EDITABLE);
      await recordChange(tx, 'catalog', {
        ...{ subject: attributeSubject(code), operation: 'updateAttributeDefinition', actor, fields },
        changedAt: clock.now(),
      });
      return { kind: 'saved', definition };
    },
  );
  await forgetVocabulary(cache);
  return result;
}

/** Under which its changes are kept: codes of different things may be the same. */
export function attributeSubject(code: string): string {
  return `attribute:${code}`;
}

const EMPTY = { nameJa: '', nameEn: '', unitJa: '', unitEn: '', choices: [], filterable: false };
const EDITABLE = ['nameJa', 'nameEn', 'unitJa', 'unitEn', 'choices', 'filterable'] as const;
