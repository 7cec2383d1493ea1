import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** What metrics call every operation that is none of ours: clients may name theirs as they like. */
export const OTHER_OPERATION = 'other';

const FOLDER = new URL('./operations/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.graphql'));

/** Names of the operations in `schema/operations`: each is in the file of its name, `PlaceOrder` in `place-order.graphql`. */
export const TRUSTED_OPERATIONS: ReadonlySet<string> = new Set(FILES.map(nameOf));

/** One of them, as a router lists it. */
export interface TrustedOperation {
  /** Its name, and the SHA-256 of its file: clients may ask for it by either. */
  readonly ids: readonly string[];
  readonly text: string;
  readonly place: string;
}

/** Reads the texts of {@link TRUSTED_OPERATIONS}. */
export function trustedOperations(): readonly TrustedOperation[] {
  return FILES.map((file) => {
    const text = readFileSync(new URL(file, FOLDER), 'utf8');
    const hash = createHash('sha256').update(text).digest('hex');
    return { ids: [nameOf(file), hash], text, place: `schema/operations/${file}` };
  });
}

function nameOf(file: string): string {
  return file.replace(/\.graphql$/, '').replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
}

/** The name by which an operation is counted: there are only so many. */
export function countedName(operationName: string | null | undefined): string {
  return operationName && TRUSTED_OPERATIONS.has(operationName) ? operationName : OTHER_OPERATION;
}

/** The same for what the router asks of a subgraph, which it names `PlaceOrder__orders__0`. */
export function countedPartName(operationName: string | null | undefined): string {
  const end = operationName?.indexOf('__') ?? -1;
  return countedName(end < 0 ? operationName : operationName?.slice(0, end));
}
