import { isUtf8Address } from '@depachika/graphql/http/utf8-bodies.ts';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Variables } from '../../operation/variables.ts';
import { couldBeForged } from '../forgery.ts';

/** An operation as most clients send it, of which nothing needs Apollo Server to be understood. */
export interface PlainOperation {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Variables | undefined;
  /** What its answer is sent as. */
  readonly mediaType: string;
}

/** @returns undefined for whatever is not plain, or wrong: Apollo Server reads it, and says what is wrong with it */
export function plainOperation(
  request: Pick<FastifyRequest, 'method' | 'headers' | 'body' | 'url'>,
): PlainOperation | undefined {
  const mediaType = mediaTypeFor(request.headers.accept);
  if (mediaType === undefined || couldBeForged(request) || hasOddType(request)) return undefined;
  const given = request.method === 'GET' ? searchFields(request.url) : bodyFields(request);
  if (!given) return undefined;
  const { query, operationName, variables } = given;
  if (typeof query !== 'string' || query === '') return undefined;
  if (!isAbsent(operationName) && typeof operationName !== 'string') return undefined;
  if (!isAbsent(variables) && !isObject(variables)) return undefined;
  return {
    query,
    operationName: (operationName as string | null | undefined) ?? undefined,
    variables: (variables as Variables | null | undefined) ?? undefined,
    mediaType,
  };
}

/** What is asked for by name alone. More than one type in a header is Apollo Server's to choose from. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '*/*': 'application/json; charset=utf-8',
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
  // As Apollo Client asks.
  'application/graphql-response+json,application/json;q=0.9':
    'application/graphql-response+json; charset=utf-8',
};

function mediaTypeFor(accept = '*/*'): string | undefined {
  return Object.hasOwn(MEDIA_TYPES, accept) ? MEDIA_TYPES[accept] : undefined;
}

const FIELDS: ReadonlySet<string> = new Set(['query', 'operationName', 'variables']);

/** A GET has no body, whatever its header says of one: Apollo Server says which it lets pass. */
function hasOddType({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  return method === 'GET' && headers['content-type'] !== undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function bodyFields({ body, headers }: Pick<FastifyRequest, 'body' | 'headers'>): Fields | undefined {
  if (!isObject(body) || !headers['content-type']?.startsWith('application/json')) return undefined;
  for (const name in body) if (!FIELDS.has(name)) return undefined;
  return body;
}

/**
 * What addresses hold, by the address: many ask at one, and taking it apart costs more than all else that is read of them. Variables
 * are text here, so that nobody shares them.
 */
const ADDRESSES = new LRUCache<string, Readonly<Record<string, string>>>({
  max: 1_000,
  maxSize: 1_000_000,
  sizeCalculation: (_fields, url) => url.length,
});

function searchFields(url: string): Fields | undefined {
  const known = ADDRESSES.get(url);
  const fields = known ?? readAddress(url);
  if (!fields) return undefined;
  if (!known) ADDRESSES.set(url, fields);
  if (fields.variables === undefined) return fields;
  try {
    return { ...fields, variables: JSON.parse(fields.variables) };
  } catch {
    return undefined;
  }
}

/** Each field once, in UTF-8. */
function readAddress(url: string): Readonly<Record<string, string>> | undefined {
  const start = url.indexOf('?');
  if (start < 0 || !isUtf8Address(url)) return undefined;
  const fields: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(url.slice(start))) {
    if (!FIELDS.has(name) || Object.hasOwn(fields, name)) return undefined;
    fields[name] = value;
  }
  return fields;
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
