import type { IncomingMessage } from 'node:http';

/** Bytes of one form. */
const MAX_FORM_BYTES = 100_000;

/**
 * Only a page of this shop may send a form, and none so large. Browsers say whose page it was in one header or in both; what
 * says nothing is refused. @returns the status that refuses it
 */
export function refusedForm({
  method,
  headers,
}: Pick<IncomingMessage, 'method' | 'headers'>): number | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (method !== 'POST') return 405;
  const { 'sec-fetch-site': site, origin, host } = headers;
  if (site === undefined && origin === undefined) return 403;
  if (site !== undefined && site !== 'same-origin') return 403;
  if (origin !== undefined && URL.parse(origin)?.host !== host) return 403;
  return Number(headers['content-length'] ?? Number.NaN) <= MAX_FORM_BYTES ? undefined : 413;
}
