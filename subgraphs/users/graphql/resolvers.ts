import { connection, connectionArguments } from '@depachika/graphql/connection.ts';
import { badUserInput, forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import { batchedReference } from '@depachika/graphql/loaders.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import { type EditUserDependencies, setUserRole, updateProfile } from '../accounts/update-profile.ts';
import type { UserRecord } from '../accounts/user.ts';
import { addAddress, removeAddress, updateAddress } from '../addresses/edit-address.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { type KeepSessionDependencies, logOut, refreshSession } from '../sessions/keep-session.ts';
import { login, register, type SignInDependencies } from '../sessions/sign-in.ts';
import { postalCodeDigits } from '../text/japanese-input.ts';
import type { Context, UsersPrisma } from './context.ts';
import {
  emailTaken,
  invalidInput,
  lastAdministrator,
  notFound,
  SESSION_ENDED,
  tooManyAddresses,
  versionConflict,
  WRONG_CREDENTIALS,
  waitUntil,
} from './outcomes.ts';

export interface ResolverDependencies
  extends SignInDependencies,
    KeepSessionDependencies,
    EditUserDependencies {
  readonly prisma: UsersPrisma;
}

export function usersResolvers(deps: ResolverDependencies): Resolvers<Context> {
  return {
    Query: {
      me: (_, __, { caller, users }) => (caller.kind === 'user' ? users.load(caller.userId) : null),
      user(_, { id }, { caller, users }) {
        manager(caller);
        return users.load(id);
      },
      async users(_, args, { caller }) {
        manager(caller);
        const page = connectionArguments(args, { cursor: ['string'] });
        const where = page.after && { id: { lt: page.after[0] } };
        const rows = await deps.prisma.user.findMany({
          where,
          orderBy: { id: 'desc' },
          take: page.first + 1,
        });
        return connection(rows as UserRecord[], page, ({ id }) => [id]);
      },
      postalCode(_, { code }, { postalCodes }) {
        const digits = postalCodeDigits(code);
        if (digits === undefined) throw badUserInput('code', 'seven digits, with or without a hyphen');
        return postalCodes.load(digits);
      },
    },
    Mutation: { ...sessionMutations(deps), ...accountMutations(deps) },
    User: {
      __resolveReference: batchedReference(({ users }: Context) => users),
      addresses: async ({ id }, _, { addressesOf }) => (await addressesOf.load(id)) ?? [],
      async address(user, { id }, { addresses }) {
        const address = await addresses.load(id);
        return address?.ownerId === user.id ? address : null;
      },
    },
    Address: {
      __resolveReference: batchedReference(({ addresses }: Context) => addresses),
      point: ({ latitude, longitude }) =>
        latitude === null || longitude === null ? null : { latitude, longitude },
    },
    PostalCode: { point: ({ latitude, longitude }) => ({ latitude, longitude }) },
  };
}

function sessionMutations(deps: ResolverDependencies): NonNullable<Resolvers<Context>['Mutation']> {
  return {
    async register(_, { input }) {
      const result = await register(deps, input);
      if (result.kind === 'invalidInput') return invalidInput(result);
      if (result.kind === 'emailTaken') return emailTaken(result.email);
      return { __typename: 'RegisterSuccess', session: result.session };
    },
    async login(_, { input }) {
      const result = await login(deps, input);
      if (result.kind === 'invalidCredentials') return WRONG_CREDENTIALS;
      if (result.kind === 'tooManyAttempts') return waitUntil(result.retryAt);
      return { __typename: 'LoginSuccess', session: result.session };
    },
    async refreshSession(_, { input }) {
      const result = await refreshSession(deps, input.refreshToken);
      if (result.kind === 'sessionEnded') return SESSION_ENDED;
      return { __typename: 'RefreshSessionSuccess', session: result.session };
    },
    async logout(_, __, { caller }) {
      return { __typename: 'LogoutSuccess', endedAt: await logOut(deps, person(caller).sessionId) };
    },
  };
}

function accountMutations(deps: ResolverDependencies): NonNullable<Resolvers<Context>['Mutation']> {
  return {
    async updateProfile(_, { input }, { caller }) {
      const result = await updateProfile(deps, person(caller).userId, input);
      if (result.kind === 'invalidInput') return invalidInput(result);
      if (result.kind === 'versionConflict') return versionConflict(result);
      if (result.kind === 'notFound') throw unauthenticated();
      return { __typename: 'UpdateProfileSuccess', user: result.row };
    },
    async addAddress(_, { input }, { caller }) {
      const result = await addAddress(deps, person(caller).userId, input);
      if (result.kind === 'invalidInput') return invalidInput(result);
      if (result.kind === 'tooManyAddresses') return tooManyAddresses(result.limit);
      return { __typename: 'AddAddressSuccess', address: result.row };
    },
    async updateAddress(_, { input }, { caller }) {
      const result = await updateAddress(deps, person(caller).userId, input);
      if (result.kind === 'invalidInput') return invalidInput(result);
      if (result.kind === 'versionConflict') return versionConflict(result);
      if (result.kind === 'notFound') return notFound(input.id);
      return { __typename: 'UpdateAddressSuccess', address: result.row };
    },
    async removeAddress(_, { input }, { caller }) {
      const { kind } = await removeAddress(deps, person(caller).userId, input.id);
      return kind === 'removed' ? { __typename: 'RemoveAddressSuccess', id: input.id } : notFound(input.id);
    },
    async setUserRole(_, { input }, { caller }) {
      manager(caller);
      const result = await setUserRole(deps, input);
      if (result.kind === 'notFound') return notFound(input.userId);
      if (result.kind === 'versionConflict') return versionConflict(result);
      if (result.kind === 'lastAdministrator') return lastAdministrator(input.userId);
      return { __typename: 'SetUserRoleSuccess', user: result.row };
    },
  };
}

function person(caller: Caller): Extract<Caller, { kind: 'user' }> {
  if (caller.kind !== 'user') throw unauthenticated();
  return caller;
}

/** Also checked in the router; a port may be asked without it. */
function manager(caller: Caller): void {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind === 'user' && !caller.scopes.includes('users:manage')) throw forbidden();
}
