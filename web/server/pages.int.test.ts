import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { SessionStore } from './session-store/session-store.ts';
import { SessionsAway } from './session-store/session-store.ts';
import { GraphRefuses, type ToldGraph, type VisitedPages, visitPages } from './testing/visited-pages.ts';

const HOUR_MS = 60 * 60_000;
/** Levels of the log. */
const INFO = 30;
const ERROR = 50;
let visited: VisitedPages;
afterEach(() => visited.close());

const sessionAt = (nowMs: number, number: number) => ({
  accessToken: `access-${number}`,
  accessTokenExpiresAt: new Date(nowMs + HOUR_MS).toISOString(),
  refreshToken: `refresh-${number}`,
  refreshTokenExpiresAt: new Date(nowMs + 24 * HOUR_MS).toISOString(),
  user: { id: 'usr_1', name: '佐藤 花子' },
});

/** A graph that knows who signs in, and of a shop's goods nothing. @param more answers of its own by operation */
function shop(more: Partial<Record<string, ToldGraph>> = {}): ToldGraph {
  let exchanged = 0;
  return (asked) => {
    const own = more[asked.name];
    if (own) return own(asked);
    const nowMs = visited.clock.now().getTime();
    if (asked.name === 'Login')
      return { login: { __typename: 'LoginSuccess', session: sessionAt(nowMs, 0), deviceToken: 'device' } };
    if (asked.name !== 'RefreshSession') return {};
    exchanged += 1;
    return {
      refreshSession: { __typename: 'RefreshSessionSuccess', session: sessionAt(nowMs, exchanged) },
    };
  };
}

async function signIn(form: Readonly<Record<string, string>> = {}, headers: Record<string, string> = {}) {
  const answer = await visited.post(
    '/ja/sign-in',
    { email: 'hana@example.jp', password: 'secret', ...form },
    headers,
  );
  const [cookie = ''] = answer.headers.getSetCookie();
  return { answer, cookie, name: cookie.split(';')[0]! };
}

const exchanges = () => visited.asked.filter(({ name }) => name === 'RefreshSession');

describe('a page', () => {
  it('runs no script but its own, is framed by nobody, and tells other sites only where it is from', async () => {
    visited = await visitPages(shop());
    const page = await visited.get('/ja');
    const policy = page.headers.get('content-security-policy')!;
    const directives = Object.fromEntries(
      policy.split('; ').map((each) => [each.split(' ')[0], each.split(' ').slice(1)]),
    );
    const nonce = /nonce="([^"]+)"/.exec(await page.text())![1];
    expect(directives).toMatchObject({
      'default-src': ["'none'"],
      'script-src': [`'nonce-${nonce}'`, "'strict-dynamic'"],
      'frame-ancestors': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
    });
    expect(policy).not.toContain('unsafe-');
    expect(page.headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('asks the graph under its own request’s id, for the visitor’s address', async () => {
    visited = await visitPages(shop());
    await visited.get('/ja');
    expect(visited.asked.length).toBeGreaterThan(0);
    for (const { requestId, clientAddress } of visited.asked)
      expect([requestId, clientAddress]).toEqual(['req_of_a_test', '192.0.2.7']);
  });

  it('of somebody is given to nobody else', async () => {
    visited = await visitPages(shop());
    const { name: cookie } = await signIn();
    expect(await (await visited.get('/ja', { cookie })).text()).toContain('佐藤 花子');
    const everybodys = await visited.get('/ja');
    expect(await everybodys.text()).not.toContain('佐藤 花子');
    expect(everybodys.headers.getSetCookie()).toEqual([]);
  });
});

it('has its picture where browsers and feed readers look for one that ask no page', async () => {
  visited = await visitPages(shop());
  const picture = await visited.get('/favicon.ico');
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/x-icon']);
});

describe('a text that nobody may keep', () => {
  it.each([
    ['ja', '「パスワード」に、使えない文字があるか、長すぎます。'],
    ['en', '“Password” has characters that cannot be used'],
  ])('is answered in %s with the name of its field, and is no fault of the shop', async (language, words) => {
    const logged: { readonly level: number; readonly msg: string }[] = [];
    const refuses = shop({
      Login: () => {
        throw new GraphRefuses(200, 'BAD_USER_INPUT', 'input.password');
      },
    });
    const logger = pino({ level: 'trace' }, { write: (line) => logged.push(JSON.parse(line)) });
    visited = await visitPages(refuses, { logger });
    const form = { email: 'hana@example.jp', password: 'sec\0ret' };
    const answer = await visited.post(`/${language}/sign-in`, form);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
    expect(logged.filter(({ level }) => level > INFO)).toEqual([]);
  });

  it.each([
    ['a form that no page has is a line of information', '/en/guide', 405, INFO],
    ['a page that could not be made is an error', '/en/sign-in', 500, ERROR],
  ])('%s in the log', async (_, path, status, level) => {
    const logged: { readonly level: number }[] = [];
    const breaks = shop({ Login: () => ({ login: null }) });
    const logger = pino({ level: 'trace' }, { write: (line) => logged.push(JSON.parse(line)) });
    visited = await visitPages(breaks, { logger });
    expect((await visited.post(path, { email: 'hana@example.jp', password: 'secret' })).status).toBe(status);
    expect(logged.map((line) => line.level)).toEqual([level]);
  });
});

describe('who signs in', () => {
  it('gets a new name, and what was known under the old one is known no more', async () => {
    visited = await visitPages(shop());
    const planted = `depachika=${'a'.repeat(43)}`;
    const { cookie, name } = await signIn({}, { cookie: planted });
    expect(name).not.toBe(planted);
    expect(cookie).toMatch(/^depachika=[\w-]{43}; Max-Age=86\d{3}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(await (await visited.get('/ja', { cookie: planted })).text()).not.toContain('佐藤 花子');
    const again = await signIn({}, { cookie: name });
    expect(await (await visited.get('/ja', { cookie: name })).text()).not.toContain('佐藤 花子');
    expect(await (await visited.get('/ja', { cookie: again.name })).text()).toContain('佐藤 花子');
  });

  it('has a cookie that is bound to the host and to HTTPS in production', async () => {
    visited = await visitPages(shop(), { secure: true });
    const { cookie, name } = await signIn();
    expect(cookie).toMatch(
      /^__Host-depachika=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(await (await visited.get('/ja', { cookie: name })).text()).toContain('佐藤 花子');
    const plain = name.replace('__Host-', '');
    expect(await (await visited.get('/ja', { cookie: plain })).text()).not.toContain('佐藤 花子');
  });

  it.each([
    'https://evil.example/',
    '//evil.example/ja',
    '/\\evil.example',
    '/ja\\@evil.example',
    '/jazz',
    'javascript:alert(1)',
  ])('goes on to a page of this shop, and never to %s', async (to) => {
    visited = await visitPages(shop());
    expect((await signIn({ to })).answer.headers.get('location')).toBe('/ja');
    expect((await signIn({ to: '/ja/orders?page=2' })).answer.headers.get('location')).toBe(
      '/ja/orders?page=2',
    );
  });

  it('is signed in by a form of this shop alone', async () => {
    visited = await visitPages(shop());
    const foreign = [
      ['origin', 'https://evil.example'],
      ['sec-fetch-site', 'cross-site'],
    ] as const;
    for (const header of foreign) {
      const { answer } = await signIn({}, Object.fromEntries([header]));
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
    }
    expect(visited.asked).toEqual([]);
  });
});

describe('a session', () => {
  it('is exchanged once for all tabs that come after an hour, and its cookie lives on with it', async () => {
    visited = await visitPages(shop());
    const { name: cookie } = await signIn();
    visited.clock.advance(HOUR_MS);
    const tabs = await Promise.all(
      ['/ja', '/en', '/ja/cart', '/ja', '/en/cart', '/ja'].map((path) => visited.get(path, { cookie })),
    );
    expect(tabs.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(exchanges()).toHaveLength(1);
    const renewed = tabs.flatMap((tab) => tab.headers.getSetCookie());
    expect(renewed).not.toEqual([]);
    for (const each of renewed)
      expect(each).toMatch(new RegExp(`^${cookie}; Max-Age=86[34]\\d\\d; .*HttpOnly`));
    const pages = await Promise.all(tabs.map((tab) => tab.text()));
    for (const page of pages) expect(page).toContain('佐藤 花子');
  });

  it('is exchanged once by two processes too', async () => {
    const first = await visitPages(shop());
    visited = first;
    const { name: cookie } = await signIn();
    const second = await visitPages((asked) => shopOfFirst(asked), {
      sessions: first.sessions,
      clock: first.clock,
    });
    const shopOfFirst = shop();
    first.clock.advance(HOUR_MS);
    await Promise.all([first.get('/ja', { cookie }), second.get('/ja', { cookie })]);
    const all = [...first.asked, ...second.asked].filter(({ name }) => name === 'RefreshSession');
    expect(all).toHaveLength(1);
    await second.close();
  });

  it('ends when nobody comes for as long as its token lives', async () => {
    visited = await visitPages(shop());
    const { name: cookie } = await signIn();
    visited.clock.advance(24 * HOUR_MS);
    expect(await (await visited.get('/ja', { cookie })).text()).not.toContain('佐藤 花子');
    expect(exchanges()).toEqual([]);
  });

  it('that has ended elsewhere ends here with the next page', async () => {
    let isOpen = true;
    const refusing: ToldGraph = ({ accessToken }) => {
      if (accessToken && !isOpen) throw new GraphRefuses(401, 'UNAUTHENTICATED');
      return {};
    };
    visited = await visitPages(shop({ ListCategories: refusing, HomePage: refusing }));
    const { name: cookie } = await signIn();
    isOpen = false;
    const page = await visited.get('/ja?page=2', { cookie });
    expect(page.status).toBe(401);
    expect(await page.text()).toContain('もう一度ログインしてください');
    const next = await visited.get('/ja?page=2', { cookie });
    expect(next.status).toBe(200);
    expect(await next.text()).not.toContain('佐藤 花子');
    expect(await visited.pages.liveVisitor({ headers: { ...own(), cookie } }, '192.0.2.7')).toEqual({
      status: 401,
    });
  });

  const own = () => ({ host: 'shop.example', origin: 'https://shop.example' });

  it('opens sockets of its own shop’s pages alone', async () => {
    visited = await visitPages(shop());
    const { name: cookie } = await signIn();
    const ask = (headers: Record<string, string>) => visited.pages.liveVisitor({ headers }, '192.0.2.7');
    expect(await ask({ ...own(), cookie })).toEqual({ accessToken: 'access-0' });
    expect(await ask({ ...own() })).toEqual({ status: 401 });
    expect(await ask({ ...own(), cookie, origin: 'https://evil.example' })).toEqual({ status: 403 });
    expect(await ask({ host: 'shop.example', cookie })).toEqual({ status: 403 });
  });
});

describe('while nobody knows who is signed in', () => {
  const away: SessionStore = {
    get: () => Promise.reject(new SessionsAway('away')),
    set: () => Promise.reject(new SessionsAway('away')),
    change: () => Promise.reject(new SessionsAway('away')),
  };
  const cookie = `depachika=${'b'.repeat(43)}`;

  it('pages of guests are shown', async () => {
    visited = await visitPages(shop(), { sessions: away });
    for (const path of ['/ja', '/en/cart', '/ja/sign-in']) expect((await visited.get(path)).status).toBe(200);
  });

  it('whoever has a session sees what is everybody’s, and is told where it is not', async () => {
    visited = await visitPages(shop(), { sessions: away });
    expect((await visited.get('/ja', { cookie })).status).toBe(200);
    for (const [path, words] of [
      ['/ja/account', 'ログインの状態を確かめられません'],
      ['/en/orders', 'We cannot tell who is signed in'],
    ] as const) {
      const page = await visited.get(path, { cookie });
      expect(page.status).toBe(503);
      expect(await page.text()).toContain(words);
      expect(page.headers.getSetCookie()).toEqual([]);
    }
    for (const { accessToken } of visited.asked) expect(accessToken).toBeUndefined();
  });

  it('nothing is changed for nobody, and no socket is opened', async () => {
    visited = await visitPages(shop(), { sessions: away });
    const changed = await visited.post(
      '/ja/cart',
      { intent: 'set', variantId: 'var_1', quantity: '1' },
      { cookie },
    );
    expect(changed.status).toBe(503);
    expect(visited.asked.filter(({ body }) => body.includes('mutation'))).toEqual([]);
    const headers = { host: 'shop.example', origin: 'https://shop.example', cookie };
    expect(await visited.pages.liveVisitor({ headers }, '192.0.2.7')).toEqual({ status: 503 });
  });
});
