import { type AdjustableClock, adjustableClock } from '@depachika/clock/clock.ts';
import { createIdentityKeys, type IdentityKeys } from '@depachika/identity/identity-keys.ts';
import { ACCESS_AUDIENCE, ACCESS_ISSUER } from '@depachika/schema/access-token.ts';
import { GRAPHQL_PATH } from '@depachika/schema/paths.ts';
import { SignJWT } from 'jose';
import { type Logger, pino } from 'pino';
import { accessTokenVerifier } from '../admission/access-token.ts';
import { type Environment, readRouterConfig } from '../config.ts';
import { createRouter, type Router, type RouterOptions } from '../router.ts';
import { inProcessTransport } from '../subgraphs/in-process-transport.ts';
import type { SubgraphTransport } from '../subgraphs/subgraph-transport.ts';
import { createToyShop, type ToyShop, type ToySubgraph, type Toys, toySupergraph } from './toy-shop.ts';

export interface ToyRouter<Shop extends Toys = ToyShop> {
  readonly router: Router;
  readonly shop: Shop;
  readonly clock: AdjustableClock;
  readonly url: string;
  /** The log, one JSON object per line. */
  readonly log: string[];
  readonly accessKeys: IdentityKeys;
  readonly revoked: Set<string>;
  /** POSTs one operation as a client would. */
  post(body: unknown, options?: PostOptions): Promise<Answer>;
  /** An `authorization` header. */
  signIn(claims?: AccessClaims): Promise<string>;
  close(): Promise<void>;
}

export interface PostOptions {
  readonly authorization?: string;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers have the shape of the operation that a test sent
  readonly data: any;
  readonly errors:
    | { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
    | undefined;
  readonly codes: unknown[];
}

export interface AccessClaims {
  readonly userId?: string;
  readonly roles?: string[];
  readonly scopes?: string[];
  readonly ttlSeconds?: number;
  readonly issuer?: string;
  readonly audience?: string;
  readonly keys?: IdentityKeys;
}

export interface ToyRouterOptions extends Partial<Omit<RouterOptions, 'config'>> {
  readonly env?: Environment;
  /** The clock stands still, and goes on when it is told to. Default: it runs. */
  readonly frozenAt?: Date;
  /** Default 0: a free one. */
  readonly port?: number;
  readonly transport?: (subgraph: ToySubgraph) => SubgraphTransport | Promise<SubgraphTransport>;
}

/** A whole router over the toy shop, listening on a free port. */
export function startToyRouter(options: ToyRouterOptions = {}): Promise<ToyRouter> {
  return startRouterOver(createToyShop, { supergraphSdl: toySupergraph(), ...options });
}

/** What a shop of toys is made with. */
export interface ToyMaterials {
  readonly clock: AdjustableClock;
  readonly logger: Logger;
  /** Signs an access token that the router believes. */
  signAccess(claims?: AccessClaims): Promise<string>;
}

/** A whole router over any toys, listening on a free port. */
export async function startRouterOver<Shop extends Toys>(
  createShop: (materials: ToyMaterials) => Promise<Shop>,
  options: ToyRouterOptions & Pick<RouterOptions, 'supergraphSdl'>,
): Promise<ToyRouter<Shop>> {
  const { env, transport = inProcessTransport, port: wanted = 0, frozenAt, ...overrides } = options;
  const clock = adjustableClock(frozenAt ? { frozenAt } : {});
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(line) });
  const accessKeys = await createIdentityKeys();
  const signAccess = (claims: AccessClaims = {}) => accessToken({ keys: accessKeys, ...claims }, clock.now());
  const shop = await createShop({ clock, logger, signAccess });
  const revoked = new Set<string>();
  const subgraphs: Record<string, SubgraphTransport> = {};
  for (const [name, subgraph] of Object.entries(shop.subgraphs)) subgraphs[name] = await transport(subgraph);
  const router = await createRouter({
    subgraphs,
    identitySigner: shop.identitySigner,
    accessTokens: accessTokenVerifier({
      jwks: async () => accessKeys.jwks,
      clock,
      isSessionRevoked: (sessionId) => revoked.has(sessionId),
    }),
    openSessions: async (sessionIds) => new Set(sessionIds.filter((id) => !revoked.has(id))),
    config: readRouterConfig({ HOST: '127.0.0.1', ...env }),
    clock,
    logger,
    ...overrides,
  });
  const { port } = await listen(router, wanted);
  const url = `http://127.0.0.1:${port}${GRAPHQL_PATH}`;
  return {
    router,
    shop,
    clock,
    url,
    log,
    accessKeys,
    revoked,
    post: (body, request = {}) => post(url, body, request),
    signIn: async (claims) => `Bearer ${await signAccess(claims)}`,
    close: () => router.close(),
  };
}

async function listen(router: Router, port: number): Promise<{ port: number }> {
  try {
    return await router.listen({ port });
  } catch (error) {
    await router.close();
    throw error;
  }
}

async function post(url: string, body: unknown, { authorization, headers }: PostOptions): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const answer = (await response.json()) as Pick<Answer, 'data' | 'errors'>;
  const codes = (answer.errors ?? []).map((error) => error.extensions.code);
  return {
    status: response.status,
    headers: response.headers,
    data: answer.data,
    errors: answer.errors,
    codes,
  };
}

async function accessToken(claims: AccessClaims & { keys: IdentityKeys }, now: Date): Promise<string> {
  const userId = claims.userId ?? 'usr_a';
  return new SignJWT({
    sid: `ses_${userId}`,
    roles: claims.roles ?? ['CUSTOMER'],
    scopes: claims.scopes ?? [],
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: claims.keys.kid })
    .setSubject(userId)
    .setIssuer(claims.issuer ?? ACCESS_ISSUER)
    .setAudience(claims.audience ?? ACCESS_AUDIENCE)
    .setIssuedAt(now)
    .setExpirationTime(Math.floor(now.getTime() / 1000) + (claims.ttlSeconds ?? 3_600))
    .sign(claims.keys.privateKey);
}
