import { readFileSync } from 'node:fs';
import { PROBLEM_STATUSES } from './problem-statuses.ts';
import type { RestOperation } from './rest-operation.ts';
import { REST_TABLE } from './rest-table.ts';

/** Everything that a router needs in order to answer REST, and all that it knows of what is asked. */
export interface RestApi {
  readonly table: readonly RestOperation[];
  /** Of each row's document, by the name of its file. */
  readonly texts: ReadonlyMap<string, string>;
  /** By the name of a problem. */
  readonly problemStatuses: Readonly<Record<string, number>>;
  /** The OpenAPI document, as `npm run schema` has written it. */
  readonly document: string;
}

export const OPENAPI_FILE = new URL('./openapi.json', import.meta.url);

/** Reads the table's documents, once, at the start. */
export function readRestApi(): RestApi {
  const names = new Set(REST_TABLE.map(({ operation }) => operation));
  const texts = new Map(
    [...names].map((name) => [
      name,
      readFileSync(new URL(`../operations/${name}.graphql`, import.meta.url), 'utf8'),
    ]),
  );
  return {
    table: REST_TABLE,
    texts,
    problemStatuses: PROBLEM_STATUSES,
    document: readFileSync(OPENAPI_FILE, 'utf8'),
  };
}
