import type { Transaction } from '@depachika/database/database.ts';
import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import { forgetVocabulary } from '../catalogue/catalogue-cache.ts';
import type { Edit, EditDependencies } from './edit-product.ts';
import type { CodeTaken } from './problems.ts';
import type { Checked } from './product-input.ts';

/** One edit of a word that products are described by, known by its code. */
interface VocabularyEdit extends Edit {
  readonly code: string;
  /** Under which its changes are kept: codes of different things may be the same. */
  readonly subject: string;
}

/** Adds a word, keeps who did it, and lets what is cached of the vocabulary go. */
export async function addWord(
  deps: EditDependencies,
  { code, ...edit }: VocabularyEdit,
  insert: (tx: Transaction) => Promise<boolean>,
): Promise<CodeTaken | undefined> {
  const { database, cache, clock } = deps;
  const name = `products.${edit.operation}`;
  const taken = await database.transaction({ name }, async (tx): Promise<CodeTaken | undefined> => {
    if (!(await insert(tx))) return { kind: 'codeTaken', code };
    await recordChange(tx, 'catalog', { ...edit, fields: [], changedAt: clock.now() });
    return undefined;
  });
  await forgetVocabulary(cache);
  return taken;
}

/** Edits a word as {@link addWord} adds one; its version goes up by one. */
export async function editWord<T extends { readonly version: number }>(
  deps: EditDependencies,
  { code, expectedVersion, ...edit }: VocabularyEdit & { readonly expectedVersion: number },
  word: {
    readonly lock: (tx: Transaction, code: string) => Promise<T | undefined>;
    readonly read: (before: T) => Checked<Omit<T, 'version'>>;
    readonly save: (tx: Transaction, word: T) => Promise<void>;
    /** What staff write of it. */
    readonly editable: readonly (keyof T & string)[];
  },
): Promise<{ readonly kind: 'saved'; readonly word: T } | InvalidInput | NotFound | VersionConflict> {
  const { database, cache, clock } = deps;
  const result = await database.transaction({ name: `products.${edit.operation}` }, async (tx) => {
    const before = await word.lock(tx, code);
    if (!before) return notFound(code);
    if (before.version !== expectedVersion)
      return versionConflict({ expectedVersion, currentVersion: before.version });
    const read = word.read(before);
    if (read.kind === 'invalidInput') return read;
    const after = { ...read.value, version: before.version + 1 } as T;
    await word.save(tx, after);
    const fields = changedFields(before, after, word.editable);
    await recordChange(tx, 'catalog', { ...edit, fields, changedAt: clock.now() });
    return { kind: 'saved' as const, word: after };
  });
  await forgetVocabulary(cache);
  return result;
}
