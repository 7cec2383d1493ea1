import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '@depachika/clock/clock.ts';
import { parseCookie, stringifySetCookie } from 'cookie';
import { data } from 'react-router';
import type { CheckoutDraft } from '../app/session/checkout-draft.ts';
import { SESSIONS_AWAY } from '../app/session/sessions-away.ts';
import type { NewSession, Visitor } from '../app/session/visitor.ts';
import { Logout } from '../generated/operations/logout.ts';
import { RefreshSession, type RefreshSessionMutation } from '../generated/operations/refresh-session.ts';
import type { GraphVisit, SendToGraph } from './graph-client.ts';
import { type SessionStore, SessionsAway, type StoredSession } from './session-store/session-store.ts';

export interface VisitOptions {
  readonly sessions: SessionStore;
  readonly sendToGraph: SendToGraph;
  readonly clock: Clock;
  /** Cookies are sent by HTTPS alone, and bound to this host. */
  readonly secure: boolean;
  readonly address: string;
  readonly requestId: string;
}

/** So long before its end a token is exchanged, so that a page never meets its end. */
const EARLY_MS = 60_000;

/** What a visit needs of a request. */
export interface VisitRequest {
  readonly cookie: string | null;
  readonly signal: AbortSignal;
}

/** A visit as its pages and the one who answers for them know it. */
export interface Visit extends Visitor, GraphVisit {
  /** `Set-Cookie` that keeps the browser's name of its session as long as the session itself, once that lives longer. */
  renewedCookie(): string | undefined;
}

export async function visitOf(request: VisitRequest, options: VisitOptions): Promise<Visit> {
  const { sessions, clock, address } = options;
  const { given, cookie } = sessionCookie(request.cookie, options);
  let name = given;
  let current: Promise<StoredSession | undefined> | undefined;
  let renewed: string | undefined;
  const session = () => (current ??= name ? fresh(name) : Promise.resolve(undefined));

  return {
    address,
    requestId: options.requestId,
    person: async () => (await known(session()))?.person,
    accessToken: async () => (await session())?.accessToken,
    renewedCookie: () => renewed,
    async forget() {
      renewed = undefined;
      current = Promise.resolve(undefined);
      if (name) await sessions.change(name, async () => undefined);
    },
    async signIn(next) {
      const before = await known(session());
      if (name) await sessions.change(name, async () => undefined);
      // A guest who opens an account is the same one, and goes on where they were.
      const draft = before?.person.id === next.user.id ? before.draft : undefined;
      const stored = { ...storedSession(next), draft };
      name = randomBytes(32).toString('base64url');
      await sessions.set(name, stored);
      current = Promise.resolve(stored);
      renewed = undefined;
      return cookie(name, lifetimeSeconds(stored));
    },
    async signOut() {
      const ended = await known(session());
      renewed = undefined;
      if (name) await sessions.change(name, async () => undefined);
      if (ended) await endInGraph(ended, options, request.signal);
      return cookie('', 0);
    },
    async draft() {
      const kept = (await known(session()))?.draft;
      if (kept) return kept;
      const draft = { key: randomUUID() };
      await keepDraft(draft);
      return draft;
    },
    keepDraft,
  };

  async function fresh(of: string): Promise<StoredSession | undefined> {
    const { kept, isRenewed } = await freshSession(of, options);
    if (kept && isRenewed) renewed = cookie(of, lifetimeSeconds(kept));
    return kept;
  }

  function lifetimeSeconds({ refreshTokenExpiresAt }: StoredSession): number {
    return Math.floor((refreshTokenExpiresAt - clock.now().getTime()) / 1000);
  }

  /** Beside what another tab has changed meanwhile: tokens above all. */
  async function keepDraft(draft: CheckoutDraft | undefined): Promise<void> {
    if (!name || !(await known(session()))) return;
    current = known(sessions.change(name, async (kept) => ({ ...kept, draft })));
    await current;
  }
}

async function endInGraph(
  { accessToken }: StoredSession,
  { sendToGraph, address, requestId }: VisitOptions,
  signal: AbortSignal,
): Promise<void> {
  const body = JSON.stringify({ operationName: Logout.name, query: Logout.query });
  await sendToGraph({ body, accessToken, clientAddress: address, requestId, signal });
}

/** For pages that cannot be shown to somebody who is not known. */
async function known<T>(session: Promise<T>): Promise<T> {
  try {
    return await session;
  } catch (error) {
    if (error instanceof SessionsAway) throw data({ code: SESSIONS_AWAY }, { status: 503 });
    throw error;
  }
}

/** @returns the browser's name of its session, if it has one, and what gives it another */
function sessionCookie(header: string | null, { secure }: Pick<VisitOptions, 'secure'>) {
  // Browsers take the first only over HTTPS and from this very host, for all of its paths.
  const cookieName = secure ? '__Host-depachika' : 'depachika';
  const given = parseCookie(header ?? '')[cookieName] ?? '';
  return {
    given: /^[\w-]{43}$/.test(given) ? given : undefined,
    cookie: (value: string, maxAge: number) =>
      stringifySetCookie({
        name: cookieName,
        value,
        httpOnly: true,
        sameSite: 'lax',
        path: '/',
        secure,
        maxAge,
      }),
  };
}

/** Tabs of one browser, and processes that it asks, share one exchange. */
async function freshSession(name: string, options: VisitOptions) {
  const isFresh = ({ accessTokenExpiresAt }: StoredSession) =>
    accessTokenExpiresAt - EARLY_MS > options.clock.now().getTime();
  const session = await options.sessions.get(name);
  if (!session || isFresh(session)) return { kept: session, isRenewed: false };
  let isExchanged = false;
  const kept = await options.sessions.change(name, async (stored) => {
    if (isFresh(stored)) return stored;
    const next = await exchanged(stored, options);
    isExchanged = next !== stored;
    return next;
  });
  // What could not be exchanged is kept, and the next page tries again.
  if (kept && kept.accessTokenExpiresAt <= options.clock.now().getTime())
    throw new SessionsAway('A session could not be exchanged');
  return { kept, isRenewed: isExchanged };
}

/** @returns the same where it could not be exchanged; undefined when it has ended */
async function exchanged(
  session: StoredSession,
  { sendToGraph, address, requestId }: VisitOptions,
): Promise<StoredSession | undefined> {
  const { body } = await sendToGraph({
    body: JSON.stringify({
      operationName: RefreshSession.name,
      query: RefreshSession.query,
      variables: { input: { refreshToken: session.refreshToken } },
    }),
    accessToken: undefined,
    clientAddress: address,
    requestId,
    // Whoever waits for the page: what was exchanged must be kept.
    signal: AbortSignal.timeout(REFRESH_TIMEOUT_MS),
  });
  const answer = (JSON.parse(body) as { data?: RefreshSessionMutation | null }).data?.refreshSession;
  if (answer?.__typename === 'RefreshSessionSuccess')
    return { ...storedSession(answer.session), draft: session.draft };
  return answer?.__typename === 'SessionEnded' ? undefined : session;
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
