import { SentFile } from '../../operation/sent-files.ts';

/** One operation of a multipart request, and which of its parts goes where. */
export interface PlacedFiles {
  /** As it would be sent without files, with a {@link SentFile} in each place of one. */
  readonly operation: Readonly<Record<string, unknown>>;
  /** By the name of its part. */
  readonly files: ReadonlyMap<string, SentFile>;
}

export type PlacedForm =
  | ({ readonly kind: 'placed' } & PlacedFiles)
  | {
      readonly kind: 'refused';
      readonly code: 'BAD_REQUEST' | 'BATCHING_DISABLED';
      readonly message: string;
    };

/**
 * Reads `operations` and `map`, as JSON has them. Each file has one place, which holds null, in the variables of one operation.
 * Source: the GraphQL multipart request specification.
 * @param most files
 */
export function placeFiles(operations: unknown, map: unknown, most: number): PlacedForm {
  if (Array.isArray(operations))
    return { kind: 'refused', code: 'BATCHING_DISABLED', message: 'Send one operation per request' };
  if (!isObject(operations)) return refused('operations should hold one JSON object');
  if (!isObject(map)) return refused('map should hold one JSON object');
  const entries = Object.entries(map);
  if (entries.length > most) return refused(`At most ${most} files come with one operation`);
  let operation: unknown = operations;
  const files = new Map<string, SentFile>();
  for (const [part, paths] of entries) {
    const path = onlyPath(paths);
    if (!path) return refused(`map should name one place for each file, such as {"0": ["variables.file"]}`);
    if (valueAt(operation, path) !== null) return refused(`There is no null for a file at ${path.join('.')}`);
    const file = new SentFile(path.slice(1));
    files.set(part, file);
    operation = replacedAt(operation, path, file);
  }
  return { kind: 'placed', operation: operation as PlacedFiles['operation'], files };
}

/** A copy that has something else in one place, which is there. */
export function replacedAt(value: unknown, path: readonly string[], replacement: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return replacement;
  const inside = replacedAt((value as Record<string, unknown>)[step], rest, replacement);
  return Array.isArray(value) ? value.with(Number(step), inside) : { ...(value as object), [step]: inside };
}

function onlyPath(paths: unknown): readonly string[] | undefined {
  if (!Array.isArray(paths) || paths.length !== 1) return undefined;
  const [text] = paths;
  if (typeof text !== 'string' || text.length > LONGEST_PATH) return undefined;
  const path = text.split('.');
  const [root, ...steps] = path;
  const isRead =
    root === 'variables' && steps.length >= 1 && steps.length <= MOST_STEPS && steps.every(isStep);
  return isRead ? path : undefined;
}

const LONGEST_PATH = 500;
/** Variables are no deeper than what a schema declares. */
const MOST_STEPS = 10;

function isStep(step: string): boolean {
  return NAME.test(step) || INDEX.test(step);
}

/** As GraphQL names things. Two underscores begin its own names, and JavaScript's way to a prototype. */
const NAME = /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/;
const INDEX = /^(?:0|[1-9][0-9]{0,3})$/;

/** What stands there by itself; undefined where nothing does. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const step of path) {
    const isThere =
      Array.isArray(found) || isObject(found)
        ? Object.hasOwn(found, step) && !(Array.isArray(found) && NAME.test(step))
        : false;
    if (!isThere) return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof SentFile);
}

function refused(message: string): PlacedForm {
  return { kind: 'refused', code: 'BAD_REQUEST', message };
}
