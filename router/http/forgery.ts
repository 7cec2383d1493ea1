import type { IncomingHttpHeaders } from 'node:http';

/** A request of which nothing but this is known. */
export interface HttpAsk {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * True for what a page of another site can make a browser send without asking this server first. `/graphql` reads no
 * cookie, so that such a request could do no more than anybody can; it is refused because no client means it.
 */
export function couldBeForged({ method, headers }: HttpAsk): boolean {
  if (ALWAYS_ASKED.has(method) || hasCheckedContentType(headers['content-type'])) return false;
  if (Object.keys(headers).some(forcesPreflight)) return false;
  // A link, a picture, a form cannot ask for these by name; urql, graphql-request and EventSource do, and a GET changes nothing.
  return method !== 'GET' || !BY_NAME.some((type) => headers.accept?.includes(type));
}

/** Methods before which a browser asks, whatever else is sent. */
const ALWAYS_ASKED: ReadonlySet<string> = new Set(['PUT', 'PATCH', 'DELETE']);

const BY_NAME = ['application/graphql-response+json', 'application/json', 'text/event-stream'];

/** Types of a form. A browser asks before it sends any other. */
const UNCHECKED_CONTENT_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

/** A body in parts. Whether it can be read is asked where it is. */
export function isForm({ 'content-type': type }: IncomingHttpHeaders): boolean {
  return type?.toLowerCase().startsWith('multipart/') ?? false;
}

function hasCheckedContentType(contentType: string | undefined): boolean {
  const [type = ''] = (contentType ?? '').split(';', 1);
  const essence = type.trim().toLowerCase();
  return essence !== '' && !UNCHECKED_CONTENT_TYPES.includes(essence);
}

/** Browsers ask before they send a header for a page that they would not send by themselves. */
function forcesPreflight(name: string): boolean {
  return !SENT_UNASKED.has(name) && !SENT_UNASKED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** By browsers on their own, by a page within the limits of a form, or by proxies on the way. */
const SENT_UNASKED: ReadonlySet<string> = new Set([
  ...['accept', 'accept-charset', 'accept-encoding', 'accept-language', 'cache-control', 'connection'],
  ...['content-encoding', 'content-language', 'content-length', 'content-type', 'cookie', 'cookie2', 'date'],
  ...['device-memory', 'dnt', 'downlink', 'dpr', 'early-data', 'ect', 'expect', 'forwarded', 'host'],
  ...['if-match', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since', 'keep-alive'],
  ...['origin', 'pragma', 'priority', 'purpose', 'range', 'referer', 'rtt', 'save-data', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'upgrade-insecure-requests', 'user-agent', 'via', 'viewport-width'],
  ...['width', 'x-real-ip'],
]);
const SENT_UNASKED_PREFIXES = ['access-control-', 'proxy-', 'sec-', 'x-forwarded-'];
