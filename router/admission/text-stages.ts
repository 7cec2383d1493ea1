import type { Caller } from '@depachika/identity/caller.ts';
import { type DocumentNode, GraphQLError } from 'graphql';
import type { OperationLimits } from '../config.ts';
import { type Operations, type PreparedOperation, queryTooLarge } from '../operation/operations.ts';
import { mayIntrospect } from './introspection-right.ts';
import type { ListRule } from './persisted/list-rule.ts';
import { type CalledText, refuseUnlisted } from './persisted/persisted-stages.ts';
import { type Refusal, refusalOf } from './refusal.ts';

/** A request whose body was read. Stages add what they find in it. */
export interface TextRequest extends CalledText {
  readonly operationName: string | null | undefined;
  readonly caller: Caller;
  /** Known from `refuseUnreadableText` on. */
  document?: DocumentNode;
  /** Known from `refuseUnknownOperation` on. */
  prepared?: PreparedOperation;
}

export function refuseTextSize(
  { query }: TextRequest,
  { limits }: { readonly limits: { readonly operation: OperationLimits } },
): Refusal | undefined {
  const tooLarge = queryTooLarge(query, limits.operation);
  return tooLarge && refusalOf(tooLarge);
}

/** A text that was read before is looked up, not read again. Suggestions would tell the graph that introspection hides. */
export function refuseUnreadableText(
  request: TextRequest,
  {
    operations,
    production,
    listRule,
  }: { readonly operations: Operations; readonly production: boolean; readonly listRule: ListRule },
): Refusal | undefined {
  const read = operations.read(request.query, { suggest: mayIntrospect(request.caller, { production }) });
  if ('errors' in read) return refuseUnlisted(request, { listRule }) ?? refusalOf(...read.errors);
  request.document = read.document;
  return undefined;
}

export function refuseUnknownOperation(
  request: TextRequest,
  { operations }: { readonly operations: Operations },
): Refusal | undefined {
  const prepared = request.document && operations.prepare(request.document, request.operationName);
  if (!prepared) return refusalOf(unknownOperation());
  request.prepared = prepared;
  return undefined;
}

function unknownOperation(): GraphQLError {
  return new GraphQLError('Name one of the operations in the document', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
  });
}
