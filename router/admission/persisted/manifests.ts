import { readFileSync } from 'node:fs';
import { type ListedOperation, OperationListRefused } from './operation-list.ts';

/**
 * Reads manifests of persisted operations, by the form of each: Apollo's (`generate-persisted-query-manifest`, version 1), or
 * Relay's (`persistConfig.file`), which is one object of texts by their ids. Throws {@link OperationListRefused}, naming the file and
 * the place in it.
 */
export function readManifests(files: readonly string[]): readonly ListedOperation[] {
  return files.flatMap((file) => operationsIn(jsonOf(file), file));
}

function jsonOf(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw refused(file, `cannot be read: ${(error as Error).message}`);
  }
  if (text.length > MOST_CHARACTERS) throw refused(file, `has more than ${MOST_CHARACTERS} characters`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused(file, `holds no JSON: ${(error as Error).message}`);
  }
}

/** Thousands of operations: nobody means a larger one. */
const MOST_CHARACTERS = 50_000_000;
const LONGEST_ID = 200;

function operationsIn(manifest: unknown, file: string): readonly ListedOperation[] {
  if (!isObject(manifest)) throw refused(file, "should hold one JSON object, as Apollo's and Relay's do");
  return 'format' in manifest || 'operations' in manifest
    ? apolloOperations(manifest, file)
    : Object.entries(manifest).map(([id, text]) => listed({ id, text, file, at: JSON.stringify(id) }));
}

function apolloOperations(
  { format, version, operations }: Readonly<Record<string, unknown>>,
  file: string,
): readonly ListedOperation[] {
  if (format !== APOLLO_FORMAT) throw refused(file, `should have the format "${APOLLO_FORMAT}"`);
  if (version !== 1) throw refused(file, 'should have the version 1');
  if (!Array.isArray(operations)) throw refused(file, 'should hold a list at operations');
  return operations.map((operation: unknown, index) => {
    const at = `operations[${index}]`;
    if (!isObject(operation)) throw refused(file, `should hold an object at ${at}`);
    return listed({ id: operation.id, text: operation.body, file, at, textAt: `${at}.body` });
  });
}

const APOLLO_FORMAT = 'apollo-persisted-query-manifest';

function listed({
  id,
  text,
  file,
  at,
  textAt = at,
}: {
  readonly id: unknown;
  readonly text: unknown;
  readonly file: string;
  readonly at: string;
  readonly textAt?: string;
}): ListedOperation {
  if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID)
    throw refused(file, `should have an id of 1 to ${LONGEST_ID} characters at ${at}`);
  if (typeof text !== 'string') throw refused(file, `should hold the text of an operation at ${textAt}`);
  return { ids: [id], text, place: `${file}, at ${textAt},` };
}

function refused(file: string, why: string): OperationListRefused {
  return new OperationListRefused(`PERSISTED_OPERATIONS_FILES: ${file} ${why}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
