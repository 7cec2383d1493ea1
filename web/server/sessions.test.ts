import { adjustableClock } from '@depachika/clock/clock.ts';
import { parseSetCookie } from 'cookie';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SendToGraph } from './graph-client.ts';
import { memorySessions } from './session-store/memory-sessions.ts';
import { type SessionStore, SessionsAway } from './session-store/session-store.ts';
import { visitOf } from './sessions.ts';

const NOW = new Date('2026-11-26T03:00:00Z');
const HOUR_MS = 3_600_000;
const person = { id: 'usr_1', name: '佐藤 花子' };

/** A graph that exchanges tokens, and counts it. */
function tokenGraph(answer: (exchanged: number) => object | undefined = (count) => freshSession(count)) {
  const exchanged: string[] = [];
  const loggedOut: (string | undefined)[] = [];
  const send: SendToGraph = async ({ body, accessToken }) => {
    const { operationName, variables } = JSON.parse(body);
    if (operationName === 'Logout') {
      loggedOut.push(accessToken);
      return { status: 200, body: '{"data":{"logout":{}}}' };
    }
    exchanged.push(variables.input.refreshToken);
    const refreshSession = answer(exchanged.length);
    return refreshSession
      ? { status: 200, body: JSON.stringify({ data: { refreshSession } }) }
      : { status: 503, body: JSON.stringify({ errors: [{ message: 'away' }] }) };
  };
  return { send, exchanged, loggedOut };
}

function freshSession(number: number) {
  return { __typename: 'RefreshSessionSuccess', session: session(`again ${number}`, 2 * HOUR_MS) };
}

function session(name: string, lastsMs: number) {
  return {
    accessToken: `access ${name}`,
    accessTokenExpiresAt: new Date(NOW.getTime() + lastsMs).toISOString(),
    refreshToken: `refresh ${name}`,
    refreshTokenExpiresAt: new Date(NOW.getTime() + 24 * HOUR_MS).toISOString(),
    user: person,
  };
}

let clock: ReturnType<typeof adjustableClock>;
let sessions: SessionStore;

beforeEach(() => {
  clock = adjustableClock({ frozenAt: NOW });
  sessions = memorySessions(clock);
});

function visit(graph: { readonly send: SendToGraph }, cookie: string | null = null, secure = false) {
  const signal = AbortSignal.timeout(10_000);
  return visitOf(
    { cookie, signal },
    { sessions, clock, secure, address: '192.0.2.1', requestId: 'req_of_a_test', sendToGraph: graph.send },
  );
}

/** @returns the cookie that a browser sends from then on */
async function signedIn(
  graph: { readonly send: SendToGraph },
  before: string | null = null,
): Promise<string> {
  const given = await (await visit(graph, before)).signIn(session('first', HOUR_MS));
  const { name, value } = parseSetCookie(given);
  return `${name}=${value}`;
}

describe('a visit', () => {
  it('without a cookie, or with a name that nobody was given, is of nobody', async () => {
    const graph = tokenGraph();
    for (const cookie of [null, '', 'depachika=', 'depachika=made-up', '__Host-depachika=made-up']) {
      const visitor = await visit(graph, cookie);
      expect(await visitor.person()).toBeUndefined();
      expect(await visitor.accessToken()).toBeUndefined();
    }
    expect(graph.exchanged).toEqual([]);
  });

  it('of who has signed in asks the graph with their token', async () => {
    const graph = tokenGraph();
    const visitor = await visit(graph, await signedIn(graph));
    expect(await visitor.person()).toEqual(person);
    expect(await visitor.accessToken()).toBe('access first');
    expect(graph.exchanged).toEqual([]);
  });

  it('gives scripts, other sites and plain HTTP no cookie', async () => {
    const graph = tokenGraph();
    const given = await (await visit(graph, null, true)).signIn(session('first', HOUR_MS));
    expect(parseSetCookie(given)).toMatchObject({
      name: '__Host-depachika',
      httpOnly: true,
      sameSite: 'lax',
      secure: true,
      path: '/',
      maxAge: 24 * 3600,
    });
    expect(given).not.toMatch(/access|refresh|usr_1/);
  });

  it('takes another name by signing in, so that a name that was planted leads nowhere', async () => {
    const graph = tokenGraph();
    const planted = 'depachika=planted-by-somebody';
    const own = await signedIn(graph, planted);
    expect(own).not.toBe(planted);
    expect(await (await visit(graph, planted)).person()).toBeUndefined();
    const again = await signedIn(graph, own);
    expect(again).not.toBe(own);
    expect(await (await visit(graph, own)).person()).toBeUndefined();
    expect(await (await visit(graph, again)).person()).toEqual(person);
  });

  it('that signs out ends the session in the graph, and forgets it', async () => {
    const graph = tokenGraph();
    const cookie = await signedIn(graph);
    const ended = await (await visit(graph, cookie)).signOut();
    expect(parseSetCookie(ended)).toMatchObject({ value: '', maxAge: 0 });
    expect(graph.loggedOut).toEqual(['access first']);
    expect(await (await visit(graph, cookie)).person()).toBeUndefined();
  });
});

describe('a token that ends', () => {
  it('is exchanged once for six pages that come together', async () => {
    const graph = tokenGraph();
    const cookie = await signedIn(graph);
    clock.advance(HOUR_MS);
    const tokens = await Promise.all(
      Array.from({ length: 6 }, async () => (await visit(graph, cookie)).accessToken()),
    );
    expect(new Set(tokens)).toEqual(new Set(['access again 1']));
    expect(graph.exchanged).toEqual(['refresh first']);
  });

  it('is exchanged a minute before, so that no page meets its end', async () => {
    const graph = tokenGraph();
    const cookie = await signedIn(graph);
    clock.advance(HOUR_MS - 61_000);
    expect(await (await visit(graph, cookie)).accessToken()).toBe('access first');
    clock.advance(2_000);
    expect(await (await visit(graph, cookie)).accessToken()).toBe('access again 1');
  });

  it('keeps what was chosen on the way to an order', async () => {
    const graph = tokenGraph();
    const cookie = await signedIn(graph);
    const { key } = await (await visit(graph, cookie)).draft();
    await (await visit(graph, cookie)).keepDraft({ key, addressId: 'adr_1' });
    clock.advance(HOUR_MS);
    expect(await (await visit(graph, cookie)).draft()).toEqual({ key, addressId: 'adr_1' });
    expect(graph.exchanged).toHaveLength(1);
  });

  it('of a session that was ended elsewhere makes the visit one of nobody, for good', async () => {
    const graph = tokenGraph(() => ({ __typename: 'SessionEnded', message: '' }));
    const cookie = await signedIn(graph);
    clock.advance(HOUR_MS);
    expect(await (await visit(graph, cookie)).person()).toBeUndefined();
    expect(await (await visit(graph, cookie)).person()).toBeUndefined();
    expect(graph.exchanged).toHaveLength(1);
  });

  it('is tried again when the graph could not answer', async () => {
    const graph = tokenGraph((count) => (count === 1 ? undefined : freshSession(count)));
    const cookie = await signedIn(graph);
    clock.advance(HOUR_MS);
    await expect((await visit(graph, cookie)).accessToken()).rejects.toThrow(SessionsAway);
    expect(await (await visit(graph, cookie)).accessToken()).toBe('access again 2');
  });
});
