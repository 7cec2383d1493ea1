import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '@depachika/clock/clock.ts';
import { parseCookie, stringifySetCookie } from 'cookie';
import { LRUCache } from 'lru-cache';
import type { CheckoutDraft } from '../app/session/checkout-draft.ts';
import type { NewSession, Person, Visitor } from '../app/session/visitor.ts';
import { Logout } from '../generated/operations/logout.ts';
import { RefreshSession, type RefreshSessionMutation } from '../generated/operations/refresh-session.ts';
import type { GraphVisit, SendToGraph } from './graph-client.ts';

/** What the shop keeps of a browser that is signed in. */
export interface StoredSession {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: number;
  readonly refreshToken: string;
  /** Also the end of this record. */
  readonly refreshTokenExpiresAt: number;
  readonly person: Person;
  readonly draft?: CheckoutDraft | undefined;
}

/** By a name that the browser carries; it says nothing by itself. */
export interface SessionStore {
  get(name: string): Promise<StoredSession | undefined>;
  set(name: string, session: StoredSession): Promise<void>;
  delete(name: string): Promise<void>;
}

/** For one process. */
export function memorySessions(clock: Clock): SessionStore {
  const sessions = new LRUCache<string, StoredSession>({ max: 50_000 });
  return {
    async get(name) {
      const session = sessions.get(name);
      if (session && session.refreshTokenExpiresAt > clock.now().getTime()) return session;
      sessions.delete(name);
      return undefined;
    },
    async set(name, session) {
      sessions.set(name, session);
    },
    async delete(name) {
      sessions.delete(name);
    },
  };
}

export interface VisitOptions {
  readonly sessions: SessionStore;
  readonly sendToGraph: SendToGraph;
  readonly clock: Clock;
  readonly secure: boolean;
  readonly address: string;
}

/** So long before its end a token is exchanged, so that a page never meets its end. */
const EARLY_MS = 60_000;

/** Refreshes that run, by the browser's name: tabs of one browser share one. */
const refreshing = new Map<string, Promise<StoredSession | undefined>>();

/** What a visit needs of a request. */
export interface VisitRequest {
  readonly cookie: string | null;
  readonly signal: AbortSignal;
}

export async function visitOf(request: VisitRequest, options: VisitOptions): Promise<Visitor & GraphVisit> {
  const { sessions, clock, secure, address } = options;
  const cookieName = secure ? '__Host-depachika' : 'depachika';
  let name = parseCookie(request.cookie ?? '')[cookieName];
  let current: Promise<StoredSession | undefined> | undefined;
  const session = () => (current ??= name ? freshSession(name, options) : Promise.resolve(undefined));
  const cookie = (value: string, maxAge: number) =>
    stringifySetCookie({
      name: cookieName,
      value,
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure,
      maxAge,
    });

  return {
    address,
    person: async () => (await session())?.person,
    accessToken: async () => (await session())?.accessToken,
    async forget() {
      current = Promise.resolve(undefined);
      if (name) await sessions.delete(name);
    },
    async signIn(given) {
      const before = await session();
      if (name) await sessions.delete(name);
      const fresh = randomBytes(32).toString('base64url');
      // A guest who opens an account is the same one, and goes on where they were.
      const draft = before?.person.id === given.user.id ? before.draft : undefined;
      const stored = { ...storedSession(given), draft };
      await sessions.set(fresh, stored);
      name = fresh;
      current = Promise.resolve(stored);
      const lifetimeMs = stored.refreshTokenExpiresAt - clock.now().getTime();
      return cookie(fresh, Math.floor(lifetimeMs / 1000));
    },
    async signOut() {
      const ended = await session();
      if (name) await sessions.delete(name);
      if (ended)
        await options.sendToGraph({
          body: JSON.stringify({ operationName: Logout.name, query: Logout.query }),
          accessToken: ended.accessToken,
          clientAddress: address,
          signal: request.signal,
        });
      return cookie('', 0);
    },
    async draft() {
      const kept = (await session())?.draft;
      if (kept) return kept;
      const fresh = { key: randomUUID() };
      await keepDraft(fresh);
      return fresh;
    },
    keepDraft,
  };

  async function keepDraft(draft: CheckoutDraft | undefined): Promise<void> {
    const kept = await session();
    if (!name || !kept) return;
    const next = { ...kept, draft };
    current = Promise.resolve(next);
    await sessions.set(name, next);
  }
}

async function freshSession(name: string, options: VisitOptions): Promise<StoredSession | undefined> {
  const session = await options.sessions.get(name);
  if (!session || session.accessTokenExpiresAt - EARLY_MS > options.clock.now().getTime()) return session;
  const running =
    refreshing.get(name) ?? refresh(name, session, options).finally(() => refreshing.delete(name));
  refreshing.set(name, running);
  return running;
}

async function refresh(
  name: string,
  session: StoredSession,
  { sessions, sendToGraph, address }: VisitOptions,
): Promise<StoredSession | undefined> {
  const { body } = await sendToGraph({
    body: JSON.stringify({
      operationName: RefreshSession.name,
      query: RefreshSession.query,
      variables: { input: { refreshToken: session.refreshToken } },
    }),
    accessToken: undefined,
    clientAddress: address,
    // Whoever waits for the page: what was exchanged must be kept.
    signal: AbortSignal.timeout(REFRESH_TIMEOUT_MS),
  });
  const answer = (JSON.parse(body) as { data?: RefreshSessionMutation | null }).data?.refreshSession;
  if (answer?.__typename === 'RefreshSessionSuccess') {
    const fresh = { ...storedSession(answer.session), draft: session.draft };
    await sessions.set(name, fresh);
    return fresh;
  }
  if (answer?.__typename === 'SessionEnded') await sessions.delete(name);
  return undefined;
}

const REFRESH_TIMEOUT_MS = 10_000;

function storedSession(session: NewSession): StoredSession {
  const { id, name, role } = session.user;
  return {
    accessToken: session.accessToken,
    accessTokenExpiresAt: Date.parse(session.accessTokenExpiresAt),
    refreshToken: session.refreshToken,
    refreshTokenExpiresAt: Date.parse(session.refreshTokenExpiresAt),
    person: { id, name, ...(role === 'GUEST' && { isGuest: true }) },
  };
}
