import { memoryCache } from '@depachika/cache/memory-cache.ts';
import { adjustableClock } from '@depachika/clock/clock.ts';
import { embeddedEventLog } from '@depachika/events/embedded/embedded-event-log.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { anonymous, type Caller, type Role, SCOPES } from '@depachika/identity/caller.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { newId } from '@depachika/ids/ids.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { ACCESS_AUDIENCE, ACCESS_ISSUER } from '@depachika/schema/access-token.ts';
import { createLogger } from '@depachika/telemetry/logger.ts';
import { testDatabase } from '@depachika/testing/database.ts';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { usersConfig } from '../config.ts';
import { type UsersSubgraph, usersSubgraph } from '../users.ts';
import { ordersDouble } from './orders-double.ts';

/** The whole domain over a database of its own, for one test file. */
export async function usersUnderTest(env: NodeJS.ProcessEnv = {}) {
  const place = await testDatabase({ domains: ['users', 'bus'] });
  const clock = adjustableClock();
  const logger = createLogger({ service: 'users', level: 'silent' });
  const pubSub = inProcessPubSub({ logger });
  const database = place.database('users');
  const identityKeys = await createIdentityKeys();
  const signed = (caller: Caller) => {
    const issuer = caller.kind === 'service' ? caller.service : 'router';
    return identitySigner({ keys: identityKeys, clock, issuer }).sign(caller);
  };
  const ordersOfGuests = ordersDouble();
  const users = usersSubgraph({
    database,
    log: embeddedEventLog({ database, clock, pubSub, logger }),
    pubSub,
    cache: memoryCache({ clock, prefix: 'users' }),
    clock,
    crashPoints: noCrashPoints,
    logger,
    identity: identityVerifier({ jwks: identityKeys.jwks, clock }),
    config: usersConfig(env),
    orders: ordersOfGuests.client,
  });

  return {
    users,
    database,
    clock,
    pubSub,
    logger,
    ordersOfGuests,
    ask,
    async close() {
      await users.close();
      await place.close();
    },
  };

  /** Answers as the router would get them: data, or the codes of top-level errors. */
  async function ask(
    query: string,
    variables: Record<string, unknown> = {},
    caller: Caller = anonymous,
  ): Promise<Answer> {
    const { data, errors } = await users.execute({ query, variables }, await signed(caller));
    // biome-ignore lint/suspicious/noExplicitAny: answers are looked into as a client would, without types.
    const plain: any = data && JSON.parse(JSON.stringify(data));
    return { data: plain, codes: errors?.map(({ extensions }) => String(extensions.code)) ?? [] };
  }
}

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  readonly data: any;
  readonly codes: readonly string[];
}

export type UsersUnderTest = Awaited<ReturnType<typeof usersUnderTest>>;

/** @param role what the access token says */
export function userCaller(userId: string, sessionId = newId('ses'), role: Role = 'CUSTOMER'): Caller {
  return { kind: 'user', userId, sessionId, roles: [role], scopes: SCOPES[role] };
}

export const PASSWORD = 'ようこそ depachika 1';

export function someEmail(): string {
  return `${newId('usr')}@example.jp`;
}

export const SESSION = `session { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user { id email version } }`;

export const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { __typename
  ... on RegisterSuccess { ${SESSION} } ... on InvalidInput { field allowed } } }`;

export const LOGIN = `mutation ($email: String!, $password: String!) {
  login(input: { email: $email, password: $password }) { __typename
    ... on LoginSuccess { ${SESSION} } ... on TooManyAttempts { retryAt } } }`;

export const REFRESH = `mutation ($token: String!) { refreshSession(input: { refreshToken: $token }) { __typename
  ... on RefreshSessionSuccess { ${SESSION} } } }`;

const ADDRESS_FIELDS = `id recipientName recipientKana phone postalCode prefecture municipality street building version
  ownPoint point { latitude longitude }`;
export const ADD_ADDRESS = `mutation ($input: AddAddressInput!) { addAddress(input: $input) { __typename
  ... on AddAddressSuccess { address { ${ADDRESS_FIELDS} } } ... on InvalidInput { field } ... on TooManyAddresses { limit } } }`;
export const UPDATE_ADDRESS = `mutation ($input: UpdateAddressInput!) { updateAddress(input: $input) { __typename
  ... on UpdateAddressSuccess { address { ${ADDRESS_FIELDS} } } ... on InvalidInput { field } ... on NotFound { id }
  ... on VersionConflict { expectedVersion currentVersion } } }`;
export const REMOVE_ADDRESS = `mutation ($id: ID!) { removeAddress(input: { id: $id }) { __typename } }`;

export const ADDRESS_INPUT = {
  recipientName: '花子',
  recipientKana: 'はなこ',
  phone: '０９０－１２３４－５６７８',
  postalCode: '103-0022',
  street: '１－４－１',
};

/** An address of this customer's. */
export async function newAddress(shop: UsersUnderTest, customer: { readonly caller: Caller }) {
  return (await shop.ask(ADD_ADDRESS, { input: ADDRESS_INPUT }, customer.caller)).data.addAddress.address;
}

/** A new customer with a session. */
export async function newCustomer(shop: UsersUnderTest, email = someEmail()) {
  const input = { email, password: PASSWORD, name: '日本橋 花子', nameKana: 'にほんばし はなこ' };
  const { session } = (await shop.ask(REGISTER, { input })).data.register;
  const { sid } = await accessClaims(shop.users, session.accessToken, shop.clock.now());
  const caller = userCaller(session.user.id, sid);
  return { ...session, email, userId: session.user.id as string, sessionId: sid, caller };
}

/** Verifies as the router does. Throws jose's errors. */
export async function accessClaims(users: Pick<UsersSubgraph, 'jwks'>, token: string, now: Date) {
  const { payload } = await jwtVerify(token, createLocalJWKSet(await users.jwks()), {
    algorithms: ['EdDSA'],
    issuer: ACCESS_ISSUER,
    audience: ACCESS_AUDIENCE,
    currentDate: now,
  });
  return payload as unknown as {
    sub: string;
    sid: string;
    roles: Role[];
    scopes: string[];
    exp: number;
    iat: number;
  };
}

/** Lets `count` things happen at once. */
export function atOnce<T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => run(index)));
}
