import type { IncomingHttpHeaders } from 'node:http';

/** The same choice that the HTTP server makes: the nth address from the right, n being the proxies we trust. */
export function clientAddress(
  request: {
    readonly headers: IncomingHttpHeaders;
    readonly socket: { readonly remoteAddress?: string | undefined };
  },
  trustedProxies: number,
): string {
  const own = request.socket.remoteAddress ?? 'unknown';
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
  return trustedProxies === 0 ? own : (forwarded.at(-trustedProxies) ?? forwarded[0] ?? own);
}
