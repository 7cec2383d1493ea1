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
  deps: EditDependencies,
  input: LabelInput & { readonly code: string },
  actor: Actor,
): Promise<CreateLabelResult> {
  const { code } = input;
  if (!isLabelCode(code)) return invalidInput('code', messages.allowed.labelCode);
  const read = readLabel(input, { code, nameJa: '', nameEn: '', newForDays: null, retired: false });
  if (read.kind === 'invalidInput') return read;
  const edit = { operation: 'createLabel', actor, code, subject: labelSubject(code) };
  const taken = await addWord(deps, edit, {
    insert: (tx) => insertLabel(tx, read.value),
    refreshes: read.value.newForDays !== null,
  });
  return taken ?? { kind: 'saved', label: { ...read.value, version: 1 } };
}

/** Edits the fields that are given. */
export async function updateLabel(
  deps: EditDependencies,
  input: LabelInput & { readonly code: string; readonly expectedVersion: number },
  actor: Actor,
): Promise<UpdateLabelResult> {
  const { code, expectedVersion } = input;
  const edit = { operation: 'updateLabel', actor, code, subject: labelSubject(code), expectedVersion };
  const result = await editWord(deps, edit, {
    lock: lockLabel,
    read: (before) => readLabel(input, before),
    save: saveLabel,
    editable: ['nameJa', 'nameEn', 'newForDays'],
    found: ['newForDays'],
  });
  return result.kind === 'saved' ? { kind: 'saved', label: result.word } : result;
}

/** Takes a label off products and out of lists, for people: products keep it. Or brings it back, as `retired` says. */
export async function retireLabel(
  deps: EditDependencies,
  input: { readonly code: string; readonly expectedVersion: number },
  { retired, actor }: { readonly retired: boolean; readonly actor: Actor },
): Promise<UpdateLabelResult> {
  const operation = retired ? 'retireLabel' : 'restoreLabel';
  const edit = { ...input, operation, actor, subject: labelSubject(input.code) };
  const result = await retireWord(deps, edit, { retired, lock: lockLabel, save: saveLabel });
  return result.kind === 'saved' ? { kind: 'saved', label: result.word } : result;
}

/** Under which its changes are kept: codes of different things may be the same. */
export function labelSubject(code: string): string {
  return `label:${code}`;
}
