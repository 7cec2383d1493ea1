import type { Clock } from '@depachika/clock/clock.ts';
import { IDENTITY_AUDIENCE } from '@depachika/schema/identity-token.ts';
import { ROUTER_SERVICE } from '@depachika/schema/services.ts';
import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  SignJWT,
} from 'jose';
import { LRUCache } from 'lru-cache';
import type { Caller } from './caller.ts';
import { callerOf, type IdentityClaims, identityClaims } from './identity-claims.ts';
import type { IdentityKeys } from './identity-keys.ts';

/** Signs who is calling, for subgraphs and RPC. One token per caller, reused while it has 30 s or more to live. */
export interface IdentitySigner {
  sign(caller: Caller): Promise<string>;
}

/** Reads an identity token. Throws `IdentityRefused` when it is absent, forged, expired or for somebody else. */
export interface IdentityVerifier {
  verify(token: string | undefined): Promise<Caller>;
}

export class IdentityRefused extends Error {
  readonly code = 'UNAUTHENTICATED';
}

export interface IdentitySignerOptions {
  readonly keys: IdentityKeys;
  readonly clock: Clock;
  /** Who signs: `router`, or a domain's name. A service signs for itself alone, the router for people too. */
  readonly issuer: string;
  /** Callers whose token is remembered; default 10,000. */
  readonly maxRemembered?: number;
}

/** Signs tokens that live 60 s. Reuses a caller's token while it has 30 s or more to live. */
export function identitySigner(options: IdentitySignerOptions): IdentitySigner {
  const { clock } = options;
  const remembered = new LRUCache<string, SignedToken>({ max: options.maxRemembered ?? 10_000 });

  return {
    sign(caller) {
      const claims = identityClaims(caller);
      const key = JSON.stringify(claims);
      const nowMs = clock.now().getTime();
      const known = remembered.get(key);
      // A clock that was set back would leave a token that lives for days: it must not start in the future.
      if (known && nowMs >= known.signedMs && nowMs - known.signedMs <= REUSE_MS) return known.token;
      const token = signIdentity({ ...options, claims, ttlSeconds: TTL_SECONDS });
      remembered.set(key, { token, signedMs: nowMs });
      token.catch(() => remembered.delete(key));
      return token;
    },
  };
}

/** One token of a chosen lifetime (1 s or more): for the command line. Requests use {@link identitySigner}. */
export function signIdentity(options: {
  readonly keys: IdentityKeys;
  readonly clock: Clock;
  readonly issuer: string;
  readonly claims: IdentityClaims;
  readonly ttlSeconds: number;
}): Promise<string> {
  const issuedAt = Math.floor(options.clock.now().getTime() / 1000);
  return new SignJWT({ ...options.claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: options.keys.kid, typ: 'JWT' })
    .setIssuer(options.issuer)
    .setAudience(IDENTITY_AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + options.ttlSeconds)
    .sign(options.keys.privateKey);
}

export interface IdentityVerifierOptions {
  /** The public keys that are trusted, or jose's remote set. Several at once while keys rotate. */
  readonly jwks: JSONWebKeySet | JWTVerifyGetKey;
  readonly clock: Clock;
  /** Verified tokens that are remembered until they expire; default 10,000. */
  readonly maxRemembered?: number;
}

/** Accepts tokens of {@link identitySigner} and nothing else. Clocks of two hosts may differ by 5 s. */
export function identityVerifier(options: IdentityVerifierOptions): IdentityVerifier {
  const { clock } = options;
  const keyOf = typeof options.jwks === 'function' ? options.jwks : createLocalJWKSet(options.jwks);
  const remembered = new LRUCache<string, VerifiedToken>({ max: options.maxRemembered ?? 10_000 });

  return {
    async verify(token) {
      if (!token) throw new IdentityRefused('There is no identity token');
      const now = clock.now();
      const known = remembered.get(token);
      if (known && known.fromMs <= now.getTime() && now.getTime() < known.untilMs) return known.caller;
      const payload = await verifiedPayload(token, keyOf, now);
      const caller = readCaller(payload);
      remembered.set(token, {
        caller,
        fromMs: (payload.iat! - CLOCK_TOLERANCE_SECONDS) * 1000,
        untilMs: (payload.exp! + CLOCK_TOLERANCE_SECONDS) * 1000,
      });
      return caller;
    },
  };
}

const TTL_SECONDS = 60;
const REUSE_MS = 29_000;
const CLOCK_TOLERANCE_SECONDS = 5;

interface SignedToken {
  readonly token: Promise<string>;
  readonly signedMs: number;
}

interface VerifiedToken {
  readonly caller: Caller;
  readonly fromMs: number;
  readonly untilMs: number;
}

async function verifiedPayload(token: string, keyOf: JWTVerifyGetKey, now: Date): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keyOf, {
      algorithms: ['EdDSA'],
      audience: IDENTITY_AUDIENCE,
      typ: 'JWT',
      requiredClaims: ['iss', 'iat', 'exp'],
      maxTokenAge: MAX_AGE_SECONDS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: now,
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new IdentityRefused('The identity token has expired');
    throw new IdentityRefused('The identity token is not valid', { cause: error });
  }
}

/** The longest lifetime that any identity token can have, the command line's included. */
const MAX_AGE_SECONDS = 24 * 60 * 60;

function readCaller(payload: JWTPayload): Caller {
  const caller = callerOf(payload);
  if (!caller) throw new IdentityRefused('The identity token names no caller');
  const signer = caller.kind === 'service' ? caller.service : ROUTER_SERVICE;
  if (payload.iss !== signer)
    throw new IdentityRefused('A service can only sign for itself, and only the router for people');
  return caller;
}
