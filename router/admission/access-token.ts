import { atMost } from '@depachika/cache/at-most.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import { anonymous, type Caller, hasSession, type Role } from '@depachika/identity/caller.ts';
import { ACCESS_AUDIENCE, ACCESS_ISSUER } from '@depachika/schema/access-token.ts';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { LRUCache } from 'lru-cache';

/** The caller of a request, and until when the token that says so is good. */
export interface Access {
  readonly caller: Caller;
  /** Absent for anonymous callers, who never expire. */
  readonly expiresAt?: Date;
}

export interface AccessTokenVerifier {
  /** @param authorization the whole header; absent means anonymous. Throws `AccessRefused`. */
  verify(authorization: string | undefined): Promise<Access>;
}

export class AccessRefused extends Error {
  readonly code: 'UNAUTHENTICATED' | 'TOKEN_EXPIRED';
  constructor(code: AccessRefused['code'], options?: ErrorOptions) {
    super(
      code === 'TOKEN_EXPIRED' ? 'The access token has expired' : 'The access token is not valid',
      options,
    );
    this.code = code;
  }
}

export interface AccessTokenOptions {
  /** The users domain's public keys: at an address, or from a function that reads the current set. */
  readonly jwks: URL | (() => Promise<JSONWebKeySet>);
  readonly clock: Clock;
  /** Asked on every request, also for tokens that are remembered. */
  readonly isSessionRevoked?: (sessionId: string) => boolean | Promise<boolean>;
  /** Verified tokens that are remembered until they expire; default 10,000. */
  readonly maxRemembered?: number;
}

/** Verifies EdDSA access tokens. A verified one is remembered until it expires: a verification costs 0.4 ms. */
export function accessTokenVerifier(options: AccessTokenOptions): AccessTokenVerifier {
  const keys = keySource(options.jwks);
  const remembered = new LRUCache<string, Access>(atMost(options.maxRemembered ?? 10_000));
  const nobody: Access = { caller: anonymous };

  return {
    async verify(authorization) {
      if (authorization === undefined || authorization === '') return nobody;
      const token = bearerToken(authorization);
      const access = stillGood(remembered.get(token)) ?? (await verifyToken(token));
      if (await isRevoked(access.caller)) throw new AccessRefused('UNAUTHENTICATED');
      return access;
    },
  };

  function stillGood(access: Access | undefined): Access | undefined {
    if (!access?.expiresAt) return undefined;
    if (access.expiresAt <= options.clock.now()) throw new AccessRefused('TOKEN_EXPIRED');
    return access;
  }

  async function verifyToken(token: string): Promise<Access> {
    const payload = await readClaims(token);
    const access = { caller: callerFrom(payload), expiresAt: new Date((payload.exp ?? 0) * 1000) };
    remembered.set(token, access);
    return access;
  }

  async function readClaims(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['EdDSA', 'Ed25519'],
        issuer: ACCESS_ISSUER,
        audience: ACCESS_AUDIENCE,
        requiredClaims: ['sub', 'exp', 'sid'],
        currentDate: options.clock.now(),
      });
      return payload;
    } catch (cause) {
      throw new AccessRefused(cause instanceof errors.JWTExpired ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED', {
        cause,
      });
    }
  }

  async function isRevoked(caller: Caller): Promise<boolean> {
    return hasSession(caller) && (await options.isSessionRevoked?.(caller.sessionId)) === true;
  }
}

function bearerToken(authorization: string): string {
  const match = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization);
  if (!match?.[1] || authorization.length > 8_192) throw new AccessRefused('UNAUTHENTICATED');
  return match[1];
}

const ROLES: ReadonlySet<unknown> = new Set<Role>(['GUEST', 'CUSTOMER', 'STAFF', 'ADMIN']);

function callerFrom(claims: JWTPayload): Caller {
  const { sub, sid, ord, roles, scopes } = claims;
  const good = typeof sub === 'string' && typeof sid === 'string' && isTextList(roles) && isTextList(scopes);
  if (!good || !roles.every((role) => ROLES.has(role))) throw new AccessRefused('UNAUTHENTICATED');
  if (ord === undefined) return { kind: 'user', userId: sub, sessionId: sid, roles: roles as Role[], scopes };
  // What names an order is good for that order alone, and so for no role.
  if (typeof ord !== 'string' || roles.length > 0 || scopes.length > 0)
    throw new AccessRefused('UNAUTHENTICATED');
  return { kind: 'orderReader', userId: sub, sessionId: sid, orderId: ord };
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Keys are read again when a token names one that is not known: rotation needs no restart. */
function keySource(jwks: AccessTokenOptions['jwks']): JWTVerifyGetKey {
  if (jwks instanceof URL)
    return createRemoteJWKSet(jwks, { timeoutDuration: 3_000, cooldownDuration: 5_000 });
  let known: { text: string; set: JWTVerifyGetKey } | undefined;
  return async (header, token) => {
    const current = await jwks();
    const text = JSON.stringify(current);
    if (known?.text !== text) known = { text, set: createLocalJWKSet(current) };
    return known.set(header, token);
  };
}
