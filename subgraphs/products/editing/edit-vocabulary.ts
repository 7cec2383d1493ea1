import type { Cache } from '@depachika/cache/cache.ts';
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
import { forgetProducts, forgetVocabulary } from '../catalogue/catalogue-cache.ts';
import { messages } from '../messages/messages.ts';
import { wordRewrites } from '../rewrites/rewrite-queue.ts';
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
  word: { readonly insert: (tx: Transaction) => Promise<boolean>; readonly refreshes: boolean },
): Promise<CodeTaken | undefined> {
  const { database, cache, clock } = deps;
  const name = `products.${edit.operation}`;
  const taken = await database.transaction({ name }, async (tx): Promise<CodeTaken | undefined> => {
    if (!(await word.insert(tx))) return { kind: 'codeTaken', code };
    if (word.refreshes) await wordRewrites.begin(tx, [edit.subject], clock.now());
    await recordChange(tx, 'catalog', { ...edit, fields: [], changedAt: clock.now() });
    return undefined;
  });
  await forgetWords(cache);
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
    /** What of it says which products are found by it. */
    readonly found: readonly (keyof T & string)[];
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
    if (changedFields(before, after, word.found).length > 0)
      await wordRewrites.begin(tx, [edit.subject], clock.now());
    const fields = changedFields(before, after, word.editable);
    await recordChange(tx, 'catalog', { ...edit, fields, changedAt: clock.now() });
    return { kind: 'saved' as const, word: after };
  });
  await forgetWords(cache);
  return result;
}

/** Takes a word out of use, or back. Products keep it all the while; who is shown what it says asks `retired`. */
export async function retireWord<T extends { readonly version: number; readonly retired: boolean }>(
  deps: EditDependencies,
  edit: VocabularyEdit & { readonly expectedVersion: number },
  word: {
    readonly retired: boolean;
    readonly lock: (tx: Transaction, code: string) => Promise<T | undefined>;
    readonly save: (tx: Transaction, word: T) => Promise<void>;
  },
): ReturnType<typeof editWord<T>> {
  const { retired, lock, save } = word;
  const read = (before: T): Checked<Omit<T, 'version'>> =>
    before.retired === retired
      ? invalidInput('code', retired ? messages.allowed.wordInUse : messages.allowed.wordRetired)
      : { kind: 'checked', value: { ...before, retired } };
  return editWord(deps, edit, { lock, save, read, editable: ['retired'], found: [] });
}

/** Lists show words in their facets. */
async function forgetWords(cache: Cache): Promise<void> {
  await forgetVocabulary(cache);
  await forgetProducts(cache, []);
}
