import type { Transaction } from '@depachika/database/database.ts';
import { type ChangedField, changedFields, recordChange } from '@depachika/domain/changes.ts';
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
import type { EditDependencies } from '../editing/edit-product.ts';
import { messages } from '../messages/messages.ts';
import type { SearchVocabulary } from '../search/search-vocabulary.ts';
import { readSynonym, type SynonymInput } from './synonym-input.ts';
import {
  countSynonyms,
  insertSynonym,
  lockSynonym,
  MAX_SYNONYMS,
  removeSynonym,
  type SynonymRecord,
  saveSynonym,
} from './synonym-store.ts';

export type SynonymDependencies = Pick<EditDependencies, 'database' | 'clock'> & {
  readonly vocabulary: Pick<SearchVocabulary, 'changed'>;
};

interface SynonymSaved {
  readonly kind: 'saved';
  readonly synonym: SynonymRecord;
}

export type CreateSynonymResult = SynonymSaved | InvalidInput;
export type UpdateSynonymResult = SynonymSaved | InvalidInput | NotFound | VersionConflict;
export type DeleteSynonymResult =
  | { readonly kind: 'deleted'; readonly id: string }
  | NotFound
  | VersionConflict;

interface Expected {
  readonly id: string;
  readonly expectedVersion: number;
}

/** Makes words mean the same. The next search knows it. */
export async function createSynonym(
  deps: SynonymDependencies,
  input: SynonymInput,
  actor: Actor,
): Promise<CreateSynonymResult> {
  const read = readSynonym(input, { terms: [], narrower: [] });
  if (read.kind === 'invalidInput') return read;
  const synonym = { ...read.value, id: newId('syn'), version: 1, updatedAt: deps.clock.now() };
  return known(deps, 'products.createSynonym', async (tx): Promise<CreateSynonymResult> => {
    if ((await countSynonyms(tx)) >= MAX_SYNONYMS)
      return invalidInput('terms', messages.allowed.synonymsAtMost(MAX_SYNONYMS));
    await insertSynonym(tx, synonym);
    await keep(tx, synonym, { operation: 'createSynonym', actor, fields: [] });
    return { kind: 'saved', synonym };
  });
}

/** Edits the lists that are given. */
export async function updateSynonym(
  deps: SynonymDependencies,
  input: SynonymInput & Expected,
  actor: Actor,
): Promise<UpdateSynonymResult> {
  return known(deps, 'products.updateSynonym', async (tx): Promise<UpdateSynonymResult> => {
    const before = await expected(tx, input);
    if ('kind' in before) return before;
    const read = readSynonym(input, before);
    if (read.kind === 'invalidInput') return read;
    const synonym = {
      ...before,
      ...read.value,
      version: before.version + 1,
      updatedAt: deps.clock.now(),
    };
    await saveSynonym(tx, synonym);
    const fields = changedFields(before, synonym, ['terms', 'narrower']);
    await keep(tx, synonym, { operation: 'updateSynonym', actor, fields });
    return { kind: 'saved', synonym };
  });
}

/** Lets words go apart; what the built-in list says of them counts again. */
export async function deleteSynonym(
  deps: SynonymDependencies,
  input: Expected,
  actor: Actor,
): Promise<DeleteSynonymResult> {
  return known(deps, 'products.deleteSynonym', async (tx): Promise<DeleteSynonymResult> => {
    const before = await expected(tx, input);
    if ('kind' in before) return before;
    await removeSynonym(tx, input.id);
    const nothing = { terms: null, narrower: null };
    const fields = changedFields<'terms' | 'narrower'>(before, nothing, ['terms', 'narrower']);
    const now = { ...before, updatedAt: deps.clock.now() };
    await keep(tx, now, { operation: 'deleteSynonym', actor, fields });
    return { kind: 'deleted', id: input.id };
  });
}

/** Runs an edit, and lets searches know the words before anybody is told of it. */
async function known<T>(
  { database, vocabulary }: SynonymDependencies,
  name: string,
  edit: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const outcome = await database.transaction({ name }, edit);
  await vocabulary.changed();
  return outcome;
}

async function expected(
  tx: Transaction,
  { id, expectedVersion }: Expected,
): Promise<SynonymRecord | NotFound | VersionConflict> {
  const before = await lockSynonym(tx, id);
  if (!before) return notFound(id);
  if (before.version === expectedVersion) return before;
  return versionConflict({ expectedVersion, currentVersion: before.version });
}

async function keep(
  tx: Transaction,
  { id, updatedAt }: SynonymRecord,
  change: { readonly operation: string; readonly actor: Actor; readonly fields: readonly ChangedField[] },
): Promise<void> {
  await recordChange(tx, 'catalog', { ...change, subject: id, changedAt: updatedAt });
}
