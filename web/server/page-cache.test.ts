import { systemClock } from '@depachika/clock/clock.ts';
import { describe, expect, it } from 'vitest';
import { cachedPages } from './page-cache.ts';

const PAGE = 'http://shop.example/ja/products/prd_1';

/** Pages that count how often they are made, for what request each time. */
function countedPages(
  answer: (made: number) => { status?: number; headers?: Record<string, string> } = () => ({}),
) {
  let nowMs = 0;
  const clock = { ...systemClock, now: () => new Date(nowMs) };
  const advance = (byMs: number) => {
    nowMs += byMs;
  };
  const made: { readonly request: Request; readonly asking: string }[] = [];
  const pages = cachedPages<string>(clock, async (request, asking) => {
    made.push({ request, asking });
    const nonce = `nonce-of-${made.length}`;
    const { status = 200, headers = {} } = answer(made.length);
    return new Response(`<p>${made.length}</p><script nonce="${nonce}"></script>`, {
      status,
      headers: { 'content-security-policy': `script-src 'nonce-${nonce}'`, ...headers },
    });
  });
  const get = async (url = PAGE, headers: Record<string, string> = {}, asking = 'somebody') => {
    const page = await pages(new Request(url, { headers }), asking);
    const [, named] = /'nonce-([^']+)'/.exec(page.headers.get('content-security-policy')!)!;
    const text = await page.text();
    const [, used] = /nonce="([^"]+)"/.exec(text)!;
    return { page, text, count: /<p>(\d+)/.exec(text)![1], named, used };
  };
  return { advance, made, pages, get };
}

describe('a page that is everybody’s', () => {
  it('is made once in ten seconds, also for those who ask at once', async () => {
    const { advance, made, get } = countedPages();
    const at = await Promise.all([get(), get(), get()]);
    expect(at.map(({ count }) => count)).toEqual(['1', '1', '1']);
    advance(9_999);
    expect((await get()).count).toBe('1');
    advance(1);
    expect((await get()).count).toBe('2');
    expect(made).toHaveLength(2);
  });

  it('has another nonce each time, in its policy and in its scripts', async () => {
    const { get } = countedPages();
    const [first, second] = [await get(), await get()];
    for (const { named, used } of [first, second]) expect(used).toBe(named);
    expect(first.used).not.toBe(second.used);
  });

  it('is made for a request of which its address alone is left', async () => {
    const { made, get } = countedPages();
    await get(PAGE, { 'accept-language': 'en', 'user-agent': 'a browser', 'x-forwarded-for': '192.0.2.1' });
    expect([...made[0]!.request.headers]).toEqual([['accept', 'text/html']]);
    expect(made[0]!.request.url).toBe(PAGE);
  });

  it('is another one in another language, with another query and under another host', async () => {
    const { get } = countedPages();
    const counts = [];
    for (const url of [
      PAGE,
      PAGE.replace('/ja/', '/en/'),
      `${PAGE}?page=2`,
      PAGE.replace('shop.example', 'evil.example'),
      PAGE,
    ])
      counts.push((await get(url)).count);
    expect(counts).toEqual(['1', '2', '3', '4', '1']);
  });
});

describe('what is kept', () => {
  it('is a thousand pages at most, the latest asked for, however many addresses somebody makes up', async () => {
    const { made, get } = countedPages();
    const narrowed = (place: number) => `http://shop.example/ja/departments/wagashi?min=${place}`;
    for (let place = 0; place < 1_000; place += 1) await get(narrowed(place));
    expect((await get(narrowed(0))).count).toBe('1');
    await get(narrowed(1_000));
    expect((await get(narrowed(0))).count).toBe('1');
    expect((await get(narrowed(1))).count).toBe('1002');
    expect(made).toHaveLength(1_002);
  });
});

describe('nothing personal', () => {
  it.each([
    ['with a session', PAGE, { cookie: `depachika=${'x'.repeat(43)}` }],
    ['with any other cookie', PAGE, { cookie: 'seen=1' }],
    ['with a token', PAGE, { authorization: 'Bearer x' }],
    ['by the link of a mail', `${PAGE}?token=secret`, {}],
    ['at an address without a language', 'http://shop.example/', {}],
  ])('is kept or given to others: what is asked for %s is made for who asks', async (_, url, headers) => {
    const { made, get } = countedPages();
    await get(url);
    await get(url, headers, 'hana');
    await get(url, headers, 'taro');
    expect(made.slice(-2).map(({ asking }) => asking)).toEqual(['hana', 'taro']);
    const own = made.at(-1)!.request.headers;
    for (const [name, value] of Object.entries(headers)) expect(own.get(name)).toBe(value);
    if (url === PAGE) expect((await get(url)).count).toBe('1');
  });

  it.each([
    ['gives somebody a cookie', () => ({ headers: { 'set-cookie': 'depachika=x' } })],
    ['is refused', () => ({ status: 429 })],
    ['is not there', () => ({ status: 404 })],
    ['could not be made', () => ({ status: 503 })],
  ])('or broken is kept: an answer that %s', async (_, answer) => {
    const { made, get } = countedPages(answer);
    await get();
    await get();
    expect(made).toHaveLength(2);
  });

  it('that one of several is refused is given to the others', async () => {
    const { get } = countedPages((made) => (made === 1 ? { status: 429 } : {}));
    const [first, second] = await Promise.all([get(), get()]);
    expect([first.page.status, second.page.status]).toEqual([429, 200]);
  });

  it('is a form: each is answered by itself', async () => {
    const { made, pages } = countedPages();
    for (const quantity of ['1', '1'])
      await pages(new Request(PAGE, { method: 'POST', body: new URLSearchParams({ quantity }) }), 'hana');
    expect(made.map(({ request }) => request.method)).toEqual(['POST', 'POST']);
  });
});
