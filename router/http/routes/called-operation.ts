import { hasText, operationReference } from '../../admission/persisted/operation-reference.ts';
import { type CalledOperation, REFERRED } from '../apollo-admission.ts';

/** What of a request holds an operation. */
export interface SentOperation {
  readonly body: unknown;
  /** Of its address, with the question mark; empty for none. */
  readonly search: string;
}

/**
 * Takes what stands for a text out of a request, so that Apollo Server finds a text there. What it would refuse it gets as it
 * came.
 */
export function calledOperation({
  method,
  body,
  search,
}: SentOperation & { readonly method: string }): SentOperation & { readonly called?: CalledOperation } {
  if (method === 'GET') return inSearch(search, body);
  if (!isObject(body)) return { body, search };
  const reference = operationReference(body);
  if (!reference) return { body, search };
  const { persistedQuery: _, ...extensions } = isObject(body.extensions) ? body.extensions : {};
  const isThere = hasText(body.query);
  const query = isThere ? body.query : REFERRED;
  return { body: { ...body, query, extensions }, search, called: { reference, hasText: isThere } };
}

function inSearch(search: string, body: unknown): SentOperation & { readonly called?: CalledOperation } {
  const parameters = new URLSearchParams(search);
  const extensions = onlyObject(parameters.getAll('extensions'));
  const isTwice = NAMES.some((name) => parameters.getAll(name).length > 1);
  const given = Object.fromEntries(parameters);
  const reference = isTwice || extensions === null ? undefined : operationReference({ ...given, extensions });
  if (!reference) return { body, search };
  const { persistedQuery: _, ...others } = extensions ?? {};
  const isThere = hasText(given.query);
  if (!isThere) parameters.set('query', REFERRED);
  parameters.set('extensions', JSON.stringify(others));
  return { body, search: `?${parameters}`, called: { reference, hasText: isThere } };
}

const NAMES = ['query', 'extensions', 'documentId', 'doc_id', 'id'];

/** @returns undefined where there is none, null where it is no JSON object */
function onlyObject(texts: readonly string[]): Readonly<Record<string, unknown>> | null | undefined {
  const [text] = texts;
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
