import { createHash } from 'node:crypto';
import type { RestApi } from '@depachika/schema/rest/rest-api.ts';
import { type GraphQLSchema, parse, validate } from 'graphql';
import type { Logger } from 'pino';
import type { CompiledRow } from './compiled-table.ts';

/** What clients see of the graph that is served, now and after each change. */
export interface ServedSchemas {
  readonly supergraph: { readonly schema: GraphQLSchema };
  onReplace(listener: (supergraph: { readonly schema: GraphQLSchema }) => void): void;
}

/** The table over the graph that is served now: a graph may have lost what a row asks for. */
export interface ServedTable {
  isServed(row: CompiledRow): boolean;
  /** The OpenAPI document, without the rows that are not served. */
  description(): TableDescription;
}

export interface TableDescription {
  readonly text: string;
  /** Of the text, in quotes. */
  readonly tag: string;
}

/** Says once for each graph which rows it does not have, and what to do. */
export function servedTable(
  rows: readonly CompiledRow[],
  { api, graphs, logger }: { readonly api: RestApi; readonly graphs: ServedSchemas; readonly logger: Logger },
): ServedTable {
  let missing: ReadonlySet<CompiledRow> = new Set();
  let described: TableDescription = descriptionOf(api.document);
  look(graphs.supergraph.schema);
  graphs.onReplace(({ schema }) => look(schema));
  return { isServed: (row) => !missing.has(row), description: () => described };

  function look(schema: GraphQLSchema): void {
    const broken = rows.flatMap((row) => {
      const why = mistakeOf(row, schema);
      return why === undefined ? [] : [{ row, why }];
    });
    missing = new Set(broken.map(({ row }) => row));
    described = descriptionOf(broken.length === 0 ? api.document : without(api.document, missing));
    if (broken.length === 0) return;
    const told = broken.map(({ row: { row }, why }) => ({ id: row.id, operation: row.operation, why }));
    logger.error({ rows: told }, WHAT_TO_DO);
  }
}

const WHAT_TO_DO =
  'The graph does not have what these rows of REST ask for: they answer 503, the others go on. Serve a graph that has it, or change the rows and their operations (schema/rest/table, schema/operations), run npm run schema, and start the routers again';

/** @returns the first reason why the graph cannot be asked for it */
function mistakeOf({ text }: CompiledRow, schema: GraphQLSchema): string | undefined {
  const [error] = validate(schema, parse(text, { noLocation: true }), undefined, { maxErrors: 1 });
  return error?.message;
}

function descriptionOf(text: string): TableDescription {
  return { text, tag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
}

function without(document: string, missing: ReadonlySet<CompiledRow>): string {
  const described = JSON.parse(document) as { paths: Record<string, Record<string, unknown>> };
  for (const { row } of missing) {
    const methods = described.paths[row.path];
    if (!methods) continue;
    delete methods[row.method.toLowerCase()];
    if (Object.keys(methods).length === 0) delete described.paths[row.path];
  }
  return `${JSON.stringify(described, null, 1)}\n`;
}
