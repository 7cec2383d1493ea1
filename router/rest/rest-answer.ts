import { errorMessage } from '@depachika/graphql/errors.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { MISSING_PARTS_HEADER } from '@depachika/schema/headers.ts';
import type { RestOperation } from '@depachika/schema/rest/rest-operation.ts';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { pageLinks } from './page-links.ts';
import { badFields, problemOfErrors, type RestProblem, signInFirst, type WrongPlace } from './problems.ts';
import { placeOfVariable } from './variable-places.ts';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined where there is none. */
  readonly body: object | undefined;
}

export interface AnswerContext {
  readonly row: RestOperation;
  readonly problemStatuses: Readonly<Record<string, number>>;
  /** Of the request, with its query. */
  readonly url: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** @returns how the result of a row's operation is told over HTTP */
export function restAnswer(result: ExecutionResult, context: AnswerContext): RestAnswer | RestProblem {
  const found = valueAt(result, context);
  if ('code' in found) return found;
  const { row, url } = context;
  const { status, list, location, version } = row.answer;
  const headers: Record<string, string> = missingParts(result.errors ?? [], row);
  if (list === 'whole') return { status, headers, body: { items: found.value } };
  const value = found.value as Fields;
  if (list === 'page') {
    const { body, link } = pageOf(value, { row, url });
    return { status, headers: link ? { ...headers, link } : headers, body };
  }
  if (location) headers.location = location.replace('{id}', encodeURIComponent(String(value.id)));
  if (version && typeof value[version] === 'number') headers.etag = `"${value[version]}"`;
  return { status, headers, body: status === 204 ? undefined : withoutTypename(value) };
}

/** @returns what one event of a subscription tells, or why it tells nothing */
export function restEvent(
  result: ExecutionResult,
  context: Pick<AnswerContext, 'row' | 'problemStatuses'>,
): { readonly value: object } | RestProblem {
  const found = valueAt(result, context);
  return 'code' in found ? found : { value: withoutTypename(found.value as Fields) };
}

/** Follows the row's path; what stands in the way is a refusal. */
function valueAt(
  { data, errors = [] }: ExecutionResult,
  { row, problemStatuses }: Pick<AnswerContext, 'row' | 'problemStatuses'>,
): { readonly value: unknown } | RestProblem {
  let value: unknown = data;
  for (const key of ['', ...row.answer.at.split('.')]) {
    if (key !== '') value = (value as Fields)[key];
    if (value === null || value === undefined) return nothingAt(key, errors, row);
    const name = (value as Fields).__typename;
    if (typeof name === 'string' && Object.hasOwn(problemStatuses, name))
      return statedProblem(value as Fields, { row, code: name, status: problemStatuses[name]! });
  }
  return { value };
}

/** Null with an error is that error; null without one is nobody, or nothing. */
function nothingAt(key: string, errors: readonly GraphQLError[], row: RestOperation): RestProblem {
  const bodiless = row.body === undefined;
  const placeOf = (argument: string) => placeOfVariable(row, argument);
  if (errors.length > 0) return problemOfErrors({ errors: errors.slice(0, 1), bodiless, placeOf });
  if (key === row.answer.nobody) return signInFirst();
  const error = { message: errorMessage(shared.notFound), extensions: { code: 'NOT_FOUND' } };
  return problemOfErrors({ errors: [error], bodiless });
}

/** What the graph tells by a problem of a result union. */
function statedProblem(
  problem: Fields,
  { row, code, status }: { readonly row: RestOperation; readonly code: string; readonly status: number },
): RestProblem {
  const { __typename: _, message, ...given } = problem;
  const { extensions, errors, detail = String(message) } = asSent(given, row);
  const { retryAt } = extensions;
  return {
    status,
    code,
    detail,
    headers: {
      ...(typeof retryAt === 'string' ? { 'retry-after': new Date(retryAt).toUTCString() } : {}),
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
    errors,
    extensions,
  };
}

/** What a problem says beside its message, in the names that REST has. */
interface AsSent {
  readonly extensions: Fields;
  readonly errors: readonly WrongPlace[];
  /** Undefined where the problem is about no field. */
  readonly detail?: string;
}

/** A domain names a field of its input as `lines.0.quantity`; where the field came from a header or the address, that is named. */
function asSent(extensions: Fields, row: RestOperation): AsSent {
  const { field, allowed, fields, ...others } = extensions;
  const wrong = (Array.isArray(fields) ? fields : field === undefined ? [] : [{ field, allowed }]).map(
    (each: Fields) => sentField(each, row),
  );
  if (wrong.length === 0) return { extensions, errors: [] };
  const told = wrong.map(namedField);
  return {
    extensions: {
      ...others,
      ...(field === undefined ? {} : namedField(sentField({ field, allowed }, row))),
      ...(fields === undefined ? {} : { fields: told }),
    },
    errors: wrong.map(({ place, words }) => ({ ...place, detail: words })),
    detail: errorMessage(badFields(told)),
  };
}

function namedField({ name, words }: { readonly name: string; readonly words: string }) {
  return { field: name, allowed: words };
}

function sentField({ field, allowed }: Fields, row: RestOperation) {
  const place = placeOfVariable(row, `${row.body ?? 'input'}.${String(field)}`);
  return { place, name: place.parameter ?? place.header ?? String(field), words: String(allowed) };
}

function pageOf(value: Fields, { row, url }: Pick<AnswerContext, 'row' | 'url'>) {
  const { nodes, pageInfo } = value as { readonly nodes: unknown; readonly pageInfo: PageInfo };
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  const previous = pageInfo.hasPreviousPage ? pageInfo.startCursor : null;
  const backwards = row.query?.paged?.backwards ?? false;
  const body = { items: nodes, next, ...(backwards ? { previous } : {}) };
  return { body, link: pageLinks(url, { next, previous: backwards ? previous : null }) };
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** As much as a header may hold. */
const MAX_MISSING = 20;

/** Parts that are away are null in the body; where, a header says. */
function missingParts(errors: readonly GraphQLError[], row: RestOperation): Record<string, string> {
  const at = row.answer.at.split('.');
  const inBody = errors.flatMap(({ path = [] }) => {
    const begins = at.every((key, index) => path[index] === key);
    return begins ? [pointerIn(path.slice(at.length), row)] : [];
  });
  const pointers = [...new Set(inBody)].slice(0, MAX_MISSING);
  return pointers.length > 0 ? { [MISSING_PARTS_HEADER]: pointers.join(', ') } : {};
}

function pointerIn(path: readonly (string | number)[], { answer }: RestOperation): string {
  const keys = answer.list === 'page' ? ['items', ...path.slice(1)] : answer.list ? ['items', ...path] : path;
  return `/${keys.join('/')}`;
}

function withoutTypename({ __typename: _, ...fields }: Fields): Fields {
  return fields;
}
