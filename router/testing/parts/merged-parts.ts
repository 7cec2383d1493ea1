import type { Part } from './read-parts.ts';

type Path = readonly (string | number)[];
type Tree = Record<string | number, unknown>;

/** What a client has once all parts of an answer are there. */
export interface MergedParts {
  readonly data: unknown;
  readonly errors: readonly { readonly message: string; readonly path?: Path }[];
  /** How many deferred parts came. */
  readonly count: number;
  /** Of them, those that failed. */
  readonly failed: number;
}

/** Puts parts together as `deferSpec=20220824` has it. Throws for what it does not allow. */
export function mergedOlder(parts: readonly Part[]): MergedParts {
  return merged(parts, (part, merging) => {
    for (const { data, path, errors = [] } of listOf(part.incremental)) {
      merging.count += 1;
      merging.errors.push(...errors);
      if (data === null) merging.failed += 1;
      else mergeDeep(objectAt(merging.data, path!), data);
    }
  });
}

/** The same of `incrementalSpec=v0.2`, which tells nothing twice, and nothing of what it has not named before. */
export function mergedNewer(parts: readonly Part[]): MergedParts {
  const pending = new Map<string, Path>();
  const result = merged(parts, (part, merging) => {
    for (const { id, path } of listOf(part.pending)) pending.set(id!, path!);
    for (const { id, subPath = [], data, errors = [] } of listOf(part.incremental)) {
      merging.errors.push(...errors);
      putFresh(objectAt(merging.data, [...pathOf(id), ...subPath]), data as Tree);
    }
    for (const { id, errors } of listOf(part.completed)) {
      pathOf(id);
      pending.delete(id!);
      complete(merging, errors);
    }
  });
  if (pending.size > 0) throw new Error(`Parts ${[...pending.keys()]} never came`);
  return result;

  function pathOf(id: string | undefined): Path {
    const path = pending.get(id!);
    if (!path) throw new Error(`Part ${id} is not pending`);
    return path;
  }
}

function complete(merging: Merging, errors: MergedParts['errors'] | undefined): void {
  merging.count += 1;
  if (!errors) return;
  if (errors.length === 0) throw new Error('A part has failed without an error');
  merging.failed += 1;
  merging.errors.push(...errors);
}

function listOf(told: unknown): readonly Incremental[] {
  return (told ?? []) as Incremental[];
}

interface Incremental {
  readonly id?: string;
  readonly path?: Path;
  readonly subPath?: Path;
  readonly data: Tree | null;
  readonly errors?: MergedParts['errors'];
}

interface Merging {
  readonly data: unknown;
  readonly errors: MergedParts['errors'][number][];
  count: number;
  failed: number;
}

function merged(parts: readonly Part[], add: (part: Part, merging: Merging) => void): MergedParts {
  const [first, ...later] = parts;
  const merging: Merging = {
    data: structuredClone(first?.data),
    errors: [...((first?.errors as MergedParts['errors'] | undefined) ?? [])],
    count: 0,
    failed: 0,
  };
  if (first?.pending) add({ pending: first.pending }, merging);
  for (const [index, part] of later.entries()) {
    if (part.hasNext !== index < later.length - 1) throw new Error('hasNext says otherwise');
    add(part, merging);
  }
  return merging;
}

function objectAt(root: unknown, path: Path): Tree {
  let at = root;
  for (const part of path) at = (at as Tree | null | undefined)?.[part];
  if (typeof at !== 'object' || at === null) throw new Error(`There is no object at ${path.join('.')}`);
  return at as Tree;
}

function putFresh(object: Tree, data: Tree): void {
  for (const [key, value] of Object.entries(data)) {
    if (Object.hasOwn(object, key)) throw new Error(`${key} was told before`);
    object[key] = value;
  }
}

function mergeDeep(object: Tree, data: Tree): void {
  for (const [key, value] of Object.entries(data)) {
    const known = Object.hasOwn(object, key) ? object[key] : undefined;
    if (isTree(known) && isTree(value)) mergeDeep(known, value);
    else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}
