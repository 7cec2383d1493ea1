import { connection, connectionArguments } from '@depachika/graphql/connection.ts';
import { badUserInput, forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import { batchedReference } from '@depachika/graphql/loaders.ts';
import { type Actor, actorOf } from '@depachika/identity/actor.ts';
import { type Caller, isStaff } from '@depachika/identity/caller.ts';
import { postalCodeDigits } from '@depachika/text/japanese.ts';
import { updateProfile } from '../accounts/update-profile.ts';
import { disablingOf } from '../accounts/user.ts';
import type { UserReader } from '../accounts/user-reader.ts';
import { addAddress, removeAddress, updateAddress } from '../addresses/edit-address.ts';
import { type DisableUserDependencies, disableUser, enableUser } from '../disabling/disable-user.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { type SetUserRoleDependencies, setUserRole } from '../roles/set-user-role.ts';
import { type LoginDependencies, login } from '../sessions/login.ts';
import { type LogoutDependencies, logout } from '../sessions/logout.ts';
import { type RefreshSessionDependencies, refreshSession } from '../sessions/refresh-session.ts';
import { type RegisterDependencies, register } from '../sessions/register.ts';
import type { Context } from './context.ts';
import {
  addAddressOutcome,
  disableUserOutcome,
  enableUserOutcome,
  loginOutcome,
  refreshSessionOutcome,
  registerOutcome,
  removeAddressOutcome,
  setUserRoleOutcome,
  updateAddressOutcome,
  updateProfileOutcome,
} from './outcomes.ts';

export interface ResolverDependencies
  extends RegisterDependencies,
    LoginDependencies,
    RefreshSessionDependencies,
    LogoutDependencies,
    DisableUserDependencies,
    SetUserRoleDependencies {
  readonly users: UserReader;
}

export function createResolvers(deps: ResolverDependencies): Resolvers<Context> {
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
        const users = await deps.users.page({ first: page.first, afterId: page.after?.[0] });
        return connection(users, page, ({ id }) => [id]);
      },
      postalCode(_, { code }, { postalCodes }) {
        const digits = postalCodeDigits(code);
        if (digits === undefined) throw badUserInput('code', 'seven digits, with or without a hyphen');
        return postalCodes.load(digits);
      },
    },
    Mutation: { ...sessionMutations(deps), ...accountMutations(deps) },
    Session: { user: (session, _, context) => ({ ...session.user, seenIn: context.signedIn(session) }) },
    User: {
      __resolveReference: batchedReference(({ users }: Context) => users),
      addresses: async ({ id, seenIn }, _, context) => (await (seenIn ?? context).addressesOf.load(id)) ?? [],
      disabled(user, _, context) {
        if (!isStaff((user.seenIn ?? context).caller)) throw forbidden();
        return disablingOf(user) ?? null;
      },
      changes({ id, seenIn }, args, context) {
        const { caller, changes } = seenIn ?? context;
        manager(caller);
        return changes(id, args);
      },
      async address(user, { id }, context) {
        const address = await (user.seenIn ?? context).addresses.load(id);
        return address?.ownerId === user.id ? address : null;
      },
    },
    Disabling: { by: ({ actorId }, _, { users }) => users.load(actorId) },
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
    async register(_, { input }, { caller }) {
      return registerOutcome(await register(deps, input, networkOf(caller)));
    },
    async login(_, { input }, { caller }) {
      return loginOutcome(await login(deps, input, networkOf(caller)));
    },
    refreshSession: async (_, { input }) =>
      refreshSessionOutcome(await refreshSession(deps, input.refreshToken)),
    async logout(_, __, { caller }) {
      return { __typename: 'LogoutSuccess', endedAt: await logout(deps, person(caller).sessionId) };
    },
  };
}

function accountMutations(deps: ResolverDependencies): NonNullable<Resolvers<Context>['Mutation']> {
  return {
    async updateProfile(_, { input }, { caller }) {
      const result = await updateProfile(deps, person(caller).userId, input);
      if (result.kind === 'notFound') throw unauthenticated();
      return updateProfileOutcome(result);
    },
    async addAddress(_, { input }, { caller }) {
      return addAddressOutcome(await addAddress(deps, person(caller).userId, input));
    },
    async updateAddress(_, { input }, { caller }) {
      return updateAddressOutcome(await updateAddress(deps, person(caller).userId, input));
    },
    async removeAddress(_, { input }, { caller }) {
      return removeAddressOutcome(await removeAddress(deps, person(caller).userId, input.id));
    },
    async setUserRole(_, { input }, { caller }) {
      return setUserRoleOutcome(await setUserRole(deps, input, manager(caller)));
    },
    async disableUser(_, { input }, { caller }) {
      return disableUserOutcome(await disableUser(deps, administrator(caller).userId, input));
    },
    async enableUser(_, { input }, { caller }) {
      return enableUserOutcome(await enableUser(deps, administrator(caller).userId, input));
    },
  };
}

function person(caller: Caller): Extract<Caller, { kind: 'user' }> {
  if (caller.kind !== 'user') throw unauthenticated();
  return caller;
}

/** Who did it is kept, and must be somebody. */
function administrator(caller: Caller): Extract<Caller, { kind: 'user' }> {
  manager(caller);
  if (caller.kind !== 'user') throw forbidden();
  return caller;
}

function networkOf(caller: Caller): string | undefined {
  return caller.kind === 'service' ? undefined : caller.network;
}

/** The router checks this too, but a domain's own port may be asked without it. @returns who is acting */
function manager(caller: Caller): Actor {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind === 'user' && !caller.scopes.includes('users:manage')) throw forbidden();
  return actorOf(caller);
}
