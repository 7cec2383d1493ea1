import type { IncomingMessage } from 'node:http';

/** Bytes of one form. */
const MAX_FORM_BYTES = 100_000;

/** Only a page of this shop may send a form, and none so large. @returns the status that refuses it */
export function refusedForm({
  method,
  headers,
}: Pick<IncomingMessage, 'method' | 'headers'>): number | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (method !== 'POST') return 405;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return 403;
  if (headers.origin !== undefined && hostOf(headers.origin) !== headers.host) return 403;
  const length = Number(headers['content-length'] ?? Number.NaN);
  return length <= MAX_FORM_BYTES ? undefined : 413;
}

function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host;
}
