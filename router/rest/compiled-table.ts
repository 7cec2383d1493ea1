import type { RestApi } from '@depachika/schema/rest/rest-api.ts';
import type { RestOperation } from '@depachika/schema/rest/rest-operation.ts';
import { getOperationAST, parse } from 'graphql';
import { type DocumentedRequest, restSchemas } from './rest-schemas.ts';

/** A row with what answers it. */
export interface CompiledRow {
  readonly row: RestOperation;
  /** Of its operation. */
  readonly text: string;
  readonly operationName: string;
  readonly documented: DocumentedRequest;
}

/** Throws for a row without a document, or which the OpenAPI document does not describe. */
export function compileTable({ table, texts, document }: RestApi): readonly CompiledRow[] {
  const schemas = restSchemas(document);
  return table.map((row) => {
    const text = texts.get(row.operation);
    if (text === undefined) throw new Error(`${row.id}: there is no operation ${row.operation}`);
    const operationName = getOperationAST(parse(text, { noLocation: true }))?.name?.value;
    if (operationName === undefined) throw new Error(`${row.id}: ${row.operation} has no name`);
    return { row, text, operationName, documented: schemas.requestOf(row) };
  });
}

/** @param path as it was asked for, without its query @returns the rows at this address, whatever their methods */
export function matchingRows(rows: readonly CompiledRow[], path: string): readonly CompiledRow[] {
  const asked = path.split('/');
  return rows.filter(({ row }) => {
    const parts = row.path.split('/');
    return (
      parts.length === asked.length &&
      parts.every((part, index) => part === asked[index] || (part.startsWith('{') && asked[index] !== ''))
    );
  });
}
