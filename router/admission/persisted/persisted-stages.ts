import { routerError } from '../../operation/public-errors.ts';
import { type Refusal, refusalOf } from '../refusal.ts';
import type { AskedOfList, ListRule } from './list-rule.ts';
import { hasText, type OperationReference } from './operation-reference.ts';
import { isHashOf, type PersistedOperations } from './persisted-operations.ts';

/** A request that may name its operation instead of holding its text. */
export interface CalledText {
  /** Empty until {@link refuseUnknownText} where there is none. */
  query: string;
  readonly reference?: OperationReference | undefined;
}

/** Finds the text of an operation that is called by a hash or an id. */
export function refuseUnknownText(
  request: CalledText,
  { persisted }: { readonly persisted: Pick<PersistedOperations, 'find'> },
): Refusal | undefined | Promise<Refusal | undefined> {
  const { reference, query } = request;
  if (!reference) return undefined;
  if (reference.kind === 'unreadable') return badRequest(reference.message);
  if (hasText(query)) {
    const isRight = reference.kind === 'id' || isHashOf(reference.hash, query);
    return isRight
      ? undefined
      : badRequest('extensions.persistedQuery.sha256Hash must be that of the query, in hexadecimal');
  }
  return persisted.find(reference).then((text) => {
    if (text === undefined) return notKnown(reference.kind);
    request.query = text;
    return undefined;
  });
}

/** A text that is not on the list, where only those that are may be asked for. */
export function refuseUnlisted(
  asked: AskedOfList,
  { listRule }: { readonly listRule: ListRule },
): Refusal | undefined {
  return listRule.refuses(asked)
    ? refusalOf(routerError('QUERY_NOT_IN_SAFELIST', UNLISTED, { status: 403 }))
    : undefined;
}

const UNLISTED =
  'This operation is not on the list of those that may be asked for here: have it added to a manifest of PERSISTED_OPERATIONS_FILES';

/** Who sends hashes of Apollo's kind sends the text next, for which it looks at code or message; who sends an id has none. */
function notKnown(kind: 'hash' | 'id'): Refusal {
  if (kind === 'hash')
    return refusalOf(routerError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', { status: 200 }));
  const message = 'No operation of this id is on the list: have it added, or send its text';
  return refusalOf(routerError('PERSISTED_QUERY_NOT_IN_LIST', message, { status: 404 }));
}

function badRequest(message: string): Refusal {
  return refusalOf(routerError('BAD_REQUEST', message, { status: 400 }));
}
