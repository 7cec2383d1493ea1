import { readdirSync } from 'node:fs';

/** What metrics call every operation that is none of ours: clients may name theirs as they like. */
export const OTHER_OPERATION = 'other';

/** Names of the operations in `schema/operations`: each is in the file of its name, `PlaceOrder` in `place-order.graphql`. */
export const TRUSTED_OPERATIONS: ReadonlySet<string> = new Set(
  readdirSync(new URL('./operations/', import.meta.url))
    .filter((file) => file.endsWith('.graphql'))
    .map((file) =>
      file.replace(/\.graphql$/, '').replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase()),
    ),
);

/** The name by which an operation is counted: there are only so many. */
export function countedName(operationName: string | null | undefined): string {
  return operationName && TRUSTED_OPERATIONS.has(operationName) ? operationName : OTHER_OPERATION;
}

/** The same for what the router asks of a subgraph, which it names `PlaceOrder__orders__0`. */
export function countedPartName(operationName: string | null | undefined): string {
  const end = operationName?.indexOf('__') ?? -1;
  return countedName(end < 0 ? operationName : operationName?.slice(0, end));
}
