import {
  hasText,
  type OperationReference,
  operationReference,
} from '../admission/persisted/operation-reference.ts';
import type { StreamRequest } from '../lasting/stream-door.ts';

/** One operation, as a request for a stream holds it. */
export interface StreamedText {
  /** Empty where {@link reference} stands for it. */
  readonly query: string;
  readonly reference: OperationReference | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly extensions: Readonly<Record<string, unknown>>;
  /** The last version that the client has seen, as browsers' EventSource tells it. */
  readonly after: number | undefined;
}

/** @returns what is wrong with it, as a sentence for who writes the client */
export function readStreamRequest({
  method,
  headers,
  query: search,
  body,
}: Pick<StreamRequest, 'method' | 'headers' | 'query' | 'body'>): StreamedText | { readonly wrong: string } {
  const given = method === 'GET' ? fromSearch(search) : body;
  if (!isRecord(given)) return { wrong: 'The request must hold one JSON object with a query' };
  const wrong = wrongIn(given);
  if (wrong) return { wrong };
  const { query, operationName, variables, extensions } = given as Partial<StreamedText>;
  const seen = seenVersion(headers);
  if (typeof seen === 'object') return seen;
  return {
    query: query ?? '',
    reference: operationReference(given),
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? {},
    after: seen,
  };
}

/** @returns the version of the last event that a client has seen; undefined where it names none */
export function seenVersion(
  headers: StreamRequest['headers'],
): number | undefined | { readonly wrong: string } {
  const seen = headers['last-event-id'];
  if (seen === undefined) return undefined;
  if (!isVersion(String(seen))) return { wrong: 'last-event-id must hold the id of an event of this stream' };
  return Number(seen);
}

function wrongIn(given: Readonly<Record<string, unknown>>): string | undefined {
  const { query, operationName, variables, extensions } = given;
  if (!isAbsent(query) && typeof query !== 'string') return 'query must be a string';
  if (!hasText(query) && !operationReference(given))
    return 'query must be a text, or extensions.persistedQuery or documentId stand for one';
  if (!isAbsent(operationName) && typeof operationName !== 'string') return 'operationName must be a string';
  if (!isAbsent(variables) && !isRecord(variables)) return 'variables must be an object';
  if (!isAbsent(extensions) && !isRecord(extensions)) return 'extensions must be an object';
  return undefined;
}

/** Versions are `Int`, as in the argument that it stands for. */
function isVersion(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= MAX_INT;
}

const MAX_INT = 2 ** 31 - 1;

/** Objects stand as JSON in an address. */
function fromSearch(search: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...search, variables: jsonOf(search.variables), extensions: jsonOf(search.extensions) };
}

/** @returns the text itself where it is no JSON, which is then no object */
function jsonOf(text: unknown): unknown {
  if (typeof text !== 'string' || text === '') return text === '' ? undefined : text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
