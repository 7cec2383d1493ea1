/** Names that a page may send without asking, as long as their values are plain. */
const SAFELISTED = new Set(['accept', 'accept-language', 'content-language', 'range']);
const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];
/** What Node's own fetch adds, where a browser adds its own. */
const ADDED = new Set(['sec-fetch-mode', 'user-agent', 'accept-encoding', 'connection', 'host']);

/** A `fetch` as a page of this origin has it: asks first where a browser would, and throws as a browser does. */
export function pageFetch(origin: string): { readonly fetch: typeof fetch; readonly preflights: string[] } {
  const preflights: string[] = [];
  return { fetch: (input, init) => send(new Request(input, init)), preflights };

  async function send(request: Request): Promise<Response> {
    const asked = [...request.headers.keys()].filter((name) => isAsked(name, request.headers.get(name)!));
    if (asked.length > 0 || !['GET', 'HEAD', 'POST'].includes(request.method)) await ask(request, asked);
    const headers = new Headers(request.headers);
    headers.set('origin', origin);
    const response = await fetch(new Request(request, { headers }));
    const allowed = response.headers.get('access-control-allow-origin');
    if (allowed !== '*' && allowed !== origin) throw new TypeError(`CORS: ${origin} may not read the answer`);
    return response;
  }

  async function ask({ url, method }: Request, names: readonly string[]): Promise<void> {
    preflights.push(names.join(','));
    const answer = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': names.join(','),
      },
    });
    const allowed = (answer.headers.get('access-control-allow-headers') ?? '').toLowerCase().split(/, */);
    const refused = names.filter((name) => !allowed.includes(name));
    if (!answer.ok || refused.length > 0) throw new TypeError(`CORS: ${refused.join(', ')} may not be sent`);
  }
}

function isAsked(name: string, value: string): boolean {
  if (ADDED.has(name)) return false;
  if (name === 'content-type') return !FORM_TYPES.some((type) => value.startsWith(type));
  return !SAFELISTED.has(name) || value.length > 128;
}
