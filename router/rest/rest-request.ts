import type { IncomingHttpHeaders } from 'node:http';
import { errorMessage } from '@depachika/graphql/errors.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { MAX_IDEMPOTENCY_KEY } from '@depachika/schema/rest/input-limits.ts';
import type { EitherVariable, RestOperation, VariablePath } from '@depachika/schema/rest/rest-operation.ts';
import { badRequest, type RestProblem, type WrongPlace } from './problems.ts';
import type { DocumentedParameter, DocumentedRequest } from './rest-schemas.ts';

/** A request as HTTP hands it over. */
export interface SentRequest {
  readonly params: Readonly<Record<string, string>>;
  /** What stands twice is a list. */
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly headers: IncomingHttpHeaders;
  /** Undefined where there is none. */
  readonly body: unknown;
}

export type RestVariables = Record<string, unknown>;

/** @returns the variables of the row's operation, or what refuses the request before anybody is asked */
export function readRestRequest(
  row: RestOperation,
  documented: DocumentedRequest,
  sent: SentRequest,
): { readonly variables: RestVariables } | RestProblem {
  const variables: RestVariables = {};
  const wrong = [
    ...readPath(row, sent, variables),
    ...readQuery(row, { documented, sent }, variables),
    ...readPage(row, { documented, sent }, variables),
  ];
  if (wrong.length > 0) return badRequest(wrong);
  const refused =
    refuseUnread(row, sent) ??
    readBody(row, { documented, sent }, variables) ??
    readKey(row, { documented, sent }, variables) ??
    readVersion(row, sent, variables) ??
    refuseSeen(row, { documented, sent });
  if (refused) return refused;
  for (const [path, value] of Object.entries(row.fixed ?? {})) put(variables, path, value);
  return { variables };
}

export function isProblem(read: object): read is RestProblem {
  return 'code' in read;
}

/** What an address names, takes at most so many characters. */
const MAX_NAME = 200;

function readPath(row: RestOperation, { params }: SentRequest, variables: RestVariables): WrongPlace[] {
  const wrong: WrongPlace[] = [];
  for (const [parameter, to] of Object.entries(row.parameters ?? {})) {
    const value = params[parameter] ?? '';
    if (value === '' || value.length > MAX_NAME)
      wrong.push({ parameter, detail: `must have 1 to ${MAX_NAME} characters` });
    else put(variables, placeOf(to, value), value);
  }
  return wrong;
}

function placeOf(to: VariablePath | EitherVariable, value: string): VariablePath {
  if (typeof to === 'string') return to;
  return value.startsWith(to.prefix) ? to.id : to.name;
}

interface Sent {
  readonly documented: DocumentedRequest;
  readonly sent: SentRequest;
}

const OF_PAGES: ReadonlySet<string> = new Set(['limit', 'after', 'before']);

function readQuery(row: RestOperation, { documented, sent }: Sent, variables: RestVariables): WrongPlace[] {
  const known = documented.parameters.filter((each) => each.in === 'query');
  const names = new Set(known.map(({ name }) => name));
  const wrong: WrongPlace[] = Object.keys(sent.query)
    .filter((name) => !names.has(name))
    .map((parameter) => ({ parameter, detail: unknownWords([...names]) }));
  for (const parameter of known) {
    const { name, required } = parameter;
    const given = sent.query[name];
    if (given === undefined) {
      if (required) wrong.push({ parameter: name, detail: 'must be given' });
      continue;
    }
    const value = meantValue(given, parameter);
    const complaint = documented.check(parameter, value);
    if (complaint) wrong.push({ parameter: name, detail: complaint });
    else if (!(row.query?.paged && OF_PAGES.has(name))) put(variables, row.query!.parameters![name]!, value);
  }
  return [...wrong, ...partners(row, sent)];
}

/** Those that are missing beside the ones that say nothing without them. */
function partners({ query: { together = [] } = {} }: RestOperation, { query }: SentRequest): WrongPlace[] {
  return together.flatMap((names) => {
    const given = names.filter((name) => query[name] !== undefined);
    const missing = given.length === 0 ? [] : names.filter((name) => query[name] === undefined);
    return missing.map((parameter) => ({ parameter, detail: `must be given beside ${given.join(', ')}` }));
  });
}

function unknownWords(names: readonly string[]): string {
  return names.length === 0
    ? 'is not known here: this address takes no query'
    : `is not known here: there are ${names.join(', ')}`;
}

/** @returns the value that a text stands for, by its schema; the text itself where it stands for none, which the schema refuses */
function meantValue(given: string | readonly string[], { schema }: DocumentedParameter): unknown {
  switch (schema.type) {
    case 'array':
      return [given].flat();
    case 'integer':
      return typeof given === 'string' && /^-?\d{1,16}$/.test(given) ? Number(given) : given;
    case 'boolean':
      return given === 'true' || given === 'false' ? given === 'true' : given;
    default:
      return given;
  }
}

const DEFAULT_LIMIT = 20;

/** A page is read forwards from a cursor, or backwards from one. */
function readPage(row: RestOperation, { sent }: Sent, variables: RestVariables): WrongPlace[] {
  if (!row.query?.paged) return [];
  const { limit = DEFAULT_LIMIT, after, before } = sent.query;
  if (after !== undefined && before !== undefined)
    return [{ parameter: 'before', detail: 'cannot stand beside after: a page is on one side of a cursor' }];
  if (before === undefined)
    Object.assign(variables, { first: Number(limit), ...(after === undefined ? {} : { after }) });
  else Object.assign(variables, { last: Number(limit), before });
  return [];
}

function readBody(
  row: RestOperation,
  { documented, sent }: Sent,
  variables: RestVariables,
): RestProblem | undefined {
  const { body } = documented;
  const { body: given } = sent;
  if (!body || row.body === undefined) {
    return given === undefined
      ? undefined
      : badRequest([{ pointer: '#', detail: 'must not be there: this address takes no body' }]);
  }
  if (given === undefined && body.required)
    return badRequest([{ pointer: '#', detail: 'must be one JSON object' }]);
  const value = given === undefined ? {} : given;
  const wrong = body.check(value);
  if (wrong.length > 0) return badRequest(wrong, 422);
  const taken = variables[row.body] as object | undefined;
  variables[row.body] = { ...(value as object), ...taken };
  return undefined;
}

/**
 * A condition that nobody checks would be believed: what was sent only if nothing had changed would be done all the same. So
 * would a key that nobody remembers. What only reads needs neither.
 */
function refuseUnread(row: RestOperation, { headers }: SentRequest): RestProblem | undefined {
  if (row.method === 'GET') return undefined;
  const wrong: WrongPlace[] = [];
  if (!row.ifMatch && (headers['if-match'] ?? '*').trim() !== '*')
    wrong.push({ header: 'If-Match', detail: 'is not known here: this is changed whatever its version' });
  if (!row.idempotencyKey && headers['idempotency-key'] !== undefined)
    wrong.push({ header: 'Idempotency-Key', detail: 'is not known here: no key is remembered for this' });
  return wrong.length > 0 ? badRequest(wrong) : undefined;
}

/** The key of draft-ietf-httpapi-idempotency-key-header: a string in quotes; clients that send it bare mean the same. */
function readKey(
  row: RestOperation,
  { documented, sent }: Sent,
  variables: RestVariables,
): RestProblem | undefined {
  if (!row.idempotencyKey) return undefined;
  const given = String(sent.headers['idempotency-key'] ?? '').trim();
  const parameter = documented.parameters.find(({ name }) => name === 'Idempotency-Key')!;
  if (documented.check(parameter, given) !== undefined)
    return badRequest([
      {
        header: 'Idempotency-Key',
        detail: `must be ${given === '' ? 'given: ' : ''}one key of your own, such as a UUID in quotes, of 1 to ${MAX_IDEMPOTENCY_KEY} characters of ASCII without comma, quotation mark and backslash, the same whenever this request is sent again`,
      },
    ]);
  put(variables, row.idempotencyKey, given.startsWith('"') ? given.slice(1, -1) : given);
  return undefined;
}

/** What a stream goes on from: it is read where streams are. */
function refuseSeen(row: RestOperation, { documented, sent }: Sent): RestProblem | undefined {
  const given = sent.headers['last-event-id'];
  if (row.answer.event === undefined || given === undefined) return undefined;
  const parameter = documented.parameters.find(({ name }) => name === 'Last-Event-ID')!;
  const detail = documented.check(parameter, meantValue(given, parameter));
  return detail === undefined ? undefined : badRequest([{ header: 'Last-Event-ID', detail }]);
}

/** Versions are `Int`. */
const MAX_VERSION = 2 ** 31 - 1;

function readVersion(
  row: RestOperation,
  { headers }: SentRequest,
  variables: RestVariables,
): RestProblem | undefined {
  if (!row.ifMatch) return undefined;
  const given = headers['if-match']?.trim();
  if (given === undefined || given === '*') {
    if (!row.ifMatch.required) return undefined;
    return {
      status: 428,
      code: 'BAD_REQUEST',
      detail: errorMessage(shared.versionNeeded),
      errors: [{ header: 'If-Match', detail: 'must hold one version in quotes, such as "3"' }],
    };
  }
  const [, version] = /^"(\d{1,10})"$/.exec(given) ?? [];
  if (version !== undefined && Number(version) <= MAX_VERSION) {
    put(variables, row.ifMatch.to, Number(version));
    return undefined;
  }
  // Another tag is a version that nothing here ever has: the condition is false.
  if (/^(W\/)?"[^"]*"$/.test(given))
    return {
      status: 412,
      code: 'BAD_REQUEST',
      detail: errorMessage(shared.versionUnknown),
      errors: [{ header: 'If-Match', detail: 'must hold one version in quotes, such as "3"' }],
    };
  return badRequest([{ header: 'If-Match', detail: 'must hold one version in quotes, such as "3"' }]);
}

/** @param path where it goes: `filter.minPriceYen` */
function put(variables: RestVariables, path: VariablePath, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop()!;
  let object = variables;
  for (const key of keys) {
    object[key] ??= {};
    object = object[key] as RestVariables;
  }
  object[last] = value;
}
