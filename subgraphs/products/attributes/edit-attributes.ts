import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  type VersionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import { addWord, editWord, retireWord } from '../editing/edit-vocabulary.ts';
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
  deps: EditDependencies,
  input: DefinitionInput & { readonly code: string; readonly kind: AttributeKind },
  actor: Actor,
): Promise<CreateDefinitionResult> {
  const { code, kind } = input;
  if (!isAttributeCode(code)) return invalidInput('code', messages.allowed.code);
  const read = readDefinition(input, { ...EMPTY, code, kind });
  if (read.kind === 'invalidInput') return read;
  const edit = { operation: 'createAttributeDefinition', actor, code, subject: attributeSubject(code) };
  const taken = await addWord(deps, edit, {
    insert: (tx) => insertDefinition(tx, read.value),
    refreshes: false,
  });
  return taken ?? { kind: 'saved', definition: { ...read.value, version: 1 } };
}

/** Edits the fields that are given. A choice that products may have said is never taken away. */
export async function updateDefinition(
  deps: EditDependencies,
  input: DefinitionInput & { readonly code: string; readonly expectedVersion: number },
  actor: Actor,
): Promise<UpdateDefinitionResult> {
  const { code, expectedVersion } = input;
  const operation = 'updateAttributeDefinition';
  const edit = { operation, actor, code, subject: attributeSubject(code), expectedVersion };
  const result = await editWord(deps, edit, {
    lock: lockDefinition,
    read: (before) => readDefinition(input, before),
    save: saveDefinition,
    editable: EDITABLE,
    found: ['filterable'],
  });
  return result.kind === 'saved' ? { kind: 'saved', definition: result.word } : result;
}

/** Takes an attribute off products and out of lists, for people: products keep what they say. Or brings it back. */
export async function retireDefinition(
  deps: EditDependencies,
  input: { readonly code: string; readonly expectedVersion: number },
  { retired, actor }: { readonly retired: boolean; readonly actor: Actor },
): Promise<UpdateDefinitionResult> {
  const operation = retired ? 'retireAttributeDefinition' : 'restoreAttributeDefinition';
  const edit = { ...input, operation, actor, subject: attributeSubject(input.code) };
  const result = await retireWord(deps, edit, { retired, lock: lockDefinition, save: saveDefinition });
  return result.kind === 'saved' ? { kind: 'saved', definition: result.word } : result;
}

/** Under which its changes are kept: codes of different things may be the same. */
export function attributeSubject(code: string): string {
  return `attribute:${code}`;
}

const EMPTY = {
  ...{ nameJa: '', nameEn: '', unitJa: '', unitEn: '', choices: [] },
  ...{ filterable: false, retired: false },
};
const EDITABLE = ['nameJa', 'nameEn', 'unitJa', 'unitEn', 'choices', 'filterable'] as const;
