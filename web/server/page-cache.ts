import { randomBytes } from 'node:crypto';
import type { Clock } from '@depachika/clock/clock.ts';
import { LRUCache } from 'lru-cache';

/** How long a page that is everybody's is given again as it was. */
const KEPT_MS = 10_000;
const MAX_PAGES = 1_000;
const MAX_BYTES = 16 * 1024 * 1024;

/** Makes the answer to a request for a page, and knows by itself who asks. */
export type RenderPage<Asking> = (request: Request, asking: Asking) => Promise<Response>;

/** A page that was made, in the pieces between the places of its nonce. */
interface MadePage {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: readonly string[];
  readonly nonce: string | undefined;
  readonly madeMs: number;
}

/**
 * Gives pages that are everybody's to everybody for a moment. They are made for a request of which nothing is left but its
 * address, so that there is nobody's in them; a browser that sends any cookie has its pages made for itself.
 */
export function cachedPages<Asking>(clock: Clock, render: RenderPage<Asking>): RenderPage<Asking> {
  const pages = new LRUCache<string, MadePage>({
    max: MAX_PAGES,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ body }) => 1 + body.reduce((sum, part) => sum + 2 * part.length, 0),
  });
  const making = new Map<string, Promise<MadePage>>();

  return async (request, asking) => {
    if (!isEverybodys(request)) return render(request, asking);
    const known = pages.get(request.url);
    if (known && clock.now().getTime() - known.madeMs < KEPT_MS) return given(known);
    const shared = making.get(request.url);
    // What one of them is refused, another one may have.
    if (shared && (await shared.catch(() => undefined))?.status === 200) return given(await shared);
    const made = make(request, asking);
    making.set(request.url, made);
    try {
      return given(await made);
    } finally {
      if (making.get(request.url) === made) making.delete(request.url);
    }
  };

  async function make({ url }: Request, asking: Asking): Promise<MadePage> {
    const answer = await render(new Request(url, { headers: { accept: 'text/html' } }), asking);
    const headers = [...answer.headers];
    const nonce = nonceIn(answer.headers.get('content-security-policy'));
    const text = await answer.text();
    const body = nonce ? text.split(nonce) : [text];
    const page = { status: answer.status, headers, body, nonce, madeMs: clock.now().getTime() };
    if (answer.status === 200 && !answer.headers.has('set-cookie')) pages.set(url, page);
    return page;
  }
}

/** The language of a page is in its address; beside it an answer follows what a browser would rather read. */
const IN_A_LANGUAGE = /^\/(?:ja|en)(?:[/.]|$)/;

function isEverybodys({ method, url, headers }: Request): boolean {
  return (
    method === 'GET' &&
    !headers.has('cookie') &&
    !headers.has('authorization') &&
    // What opens a link of a mail is somebody's.
    !/[?&]token=/.test(url) &&
    IN_A_LANGUAGE.test(new URL(url).pathname)
  );
}

/** Each answer has a nonce of its own: one that others know would let their scripts run. */
function given({ status, headers, body, nonce }: MadePage): Response {
  const own = randomBytes(16).toString('base64');
  const named = headers.map(([name, value]): [string, string] => [
    name,
    nonce ? value.replaceAll(nonce, own) : value,
  ]);
  return new Response(body.join(own), { status, headers: named });
}

function nonceIn(policy: string | null): string | undefined {
  return /'nonce-([^']+)'/.exec(policy ?? '')?.[1];
}
