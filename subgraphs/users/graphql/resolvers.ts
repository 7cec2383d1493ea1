import { badUserInput, forbidden } from '@depachika/graphql/errors.ts';
import { batchedReference } from '@depachika/graphql/loaders.ts';
import { rowsOf, twoWayArguments, twoWayConnection } from '@depachika/graphql/two-way-connection.ts';
import { isStaff } from '@depachika/identity/caller.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { postalCodeDigits } from '@depachika/text/japanese.ts';
import { disablingOf } from '../accounts/user.ts';
import type { UserReader } from '../accounts/user-reader.ts';
import { userExport } from '../deletion/user-export.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { manager, ownerOf } from './callers.ts';
import type { Context } from './context.ts';
import { graphLanguage } from './language.ts';
import { type MutationDependencies, mutations } from './mutations.ts';

export interface ResolverDependencies extends MutationDependencies {
  readonly users: UserReader;
}

const postalCode: NonNullable<Resolvers<Context>['PostalCode']> = {
  __resolveReference: batchedReference(({ postalCodes }: Context) => postalCodes, 'code'),
  point: ({ latitude, longitude }) => ({ latitude, longitude }),
};

export function createResolvers(deps: ResolverDependencies): Resolvers<Context> {
  return {
    Query: {
      async me(_, __, { caller, users }) {
        const user = caller.kind === 'user' ? await users.load(caller.userId) : null;
        return user?.deletedAt ? null : user;
      },
      user(_, { id }, { caller, users }) {
        manager(caller);
        return users.load(id);
      },
      async users(_, args, { caller }) {
        manager(caller);
        const page = twoWayArguments(args, { cursor: ['string'] });
        const found = await deps.users.page(rowsOf(page));
        return twoWayConnection(found, page, { nodeOf: (user) => user, cursorOf: ({ id }) => [id] });
      },
      postalCode(_, { code }, { postalCodes }) {
        const digits = postalCodeDigits(code);
        if (digits === undefined) throw badUserInput('code', allowed.postalCode);
        return postalCodes.load(digits);
      },
    },
    Mutation: mutations(deps),
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
      language: ({ language }) => graphLanguage(language),
      contactEmail: ({ role, email, guestEmail }) => (role === 'GUEST' ? guestEmail : email),
      defaultAddress: ({ defaultAddressId, seenIn }, _, context) =>
        defaultAddressId === null ? null : (seenIn ?? context).addresses.load(defaultAddressId),
      sessions({ id, seenIn }, _, context) {
        const { caller, sessionsOf } = seenIn ?? context;
        return sessionsOf(ownerOf(caller, id).userId);
      },
      async dataExport(user, _, context) {
        const { caller, addressesOf, sessionsOf } = user.seenIn ?? context;
        ownerOf(caller, user.id);
        const [addresses, sessions] = await Promise.all([addressesOf.load(user.id), sessionsOf(user.id)]);
        return userExport({ user, addresses: addresses ?? [], sessions });
      },
    },
    OrderReading: { order: ({ orderId }) => ({ id: orderId }) },
    OpenSession: {
      isCurrent: ({ id }, _, { caller }) => caller.kind === 'user' && caller.sessionId === id,
    },
    Disabling: { by: ({ actorId }, _, { users }) => users.load(actorId) },
    Address: {
      __resolveReference: batchedReference(({ addresses }: Context) => addresses),
      point: ({ latitude, longitude }) =>
        latitude === null || longitude === null ? null : { latitude, longitude },
    },
    PostalCode: postalCode,
  };
}
