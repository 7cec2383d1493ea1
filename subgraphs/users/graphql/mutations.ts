import { badUserInput, unauthenticated } from '@depachika/graphql/errors.ts';
import { updateProfile } from '../accounts/update-profile.ts';
import { addAddress, removeAddress, setDefaultAddress, updateAddress } from '../addresses/edit-address.ts';
import { deleteAccount } from '../deletion/delete-account.ts';
import { type DisableUserDependencies, disableUser, enableUser } from '../disabling/disable-user.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { changeEmail, confirmEmailChange } from '../mailboxes/change-email.ts';
import { requestEmailVerification, verifyEmail } from '../mailboxes/verify-email.ts';
import { messages } from '../messages/messages.ts';
import { changePassword } from '../passwords/change-password.ts';
import {
  type ResetPasswordDependencies,
  requestPasswordReset,
  resetPassword,
} from '../passwords/reset-password.ts';
import { type SetUserRoleDependencies, setUserRole } from '../roles/set-user-role.ts';
import { endOtherSessions, endOwnSession } from '../sessions/end-sessions.ts';
import { type LoginDependencies, login } from '../sessions/login.ts';
import { type LogoutDependencies, logout } from '../sessions/logout.ts';
import { type RefreshSessionDependencies, refreshSession } from '../sessions/refresh-session.ts';
import { type RegisterDependencies, register } from '../sessions/register.ts';
import {
  changeEmailOutcome,
  changePasswordOutcome,
  confirmEmailChangeOutcome,
  deleteAccountOutcome,
  endSessionOutcome,
  requestEmailVerificationOutcome,
  requestPasswordResetOutcome,
  resetPasswordOutcome,
  verifyEmailOutcome,
} from './account-outcomes.ts';
import { administrator, guestOf, manager, member, networkOf, person, userIdOf } from './callers.ts';
import type { Context } from './context.ts';
import { type GuestMutationDependencies, guestMutations } from './guest-mutations.ts';
import { withLanguage } from './language.ts';
import {
  addAddressOutcome,
  disableUserOutcome,
  enableUserOutcome,
  loginOutcome,
  refreshSessionOutcome,
  registerOutcome,
  removeAddressOutcome,
  setDefaultAddressOutcome,
  setUserRoleOutcome,
  updateAddressOutcome,
  updateProfileOutcome,
} from './outcomes.ts';

export interface MutationDependencies
  extends RegisterDependencies,
    LoginDependencies,
    RefreshSessionDependencies,
    LogoutDependencies,
    DisableUserDependencies,
    SetUserRoleDependencies,
    ResetPasswordDependencies,
    GuestMutationDependencies {}

type Mutations = NonNullable<Resolvers<Context>['Mutation']>;

export function mutations(deps: MutationDependencies): Mutations {
  return {
    ...sessionMutations(deps),
    ...guestMutations(deps),
    ...credentialMutations(deps),
    ...accountMutations(deps),
    ...staffMutations(deps),
  };
}

function sessionMutations(deps: MutationDependencies): Mutations {
  return {
    async register(_, { input }, { caller }) {
      const asker = { network: networkOf(caller), guestId: guestOf(caller) };
      const result = await register(deps, withLanguage(input), asker);
      if (result.kind === 'guestGone') throw unauthenticated();
      return registerOutcome(result);
    },
    async login(_, { input }, { caller }) {
      return loginOutcome(await login(deps, input, { network: networkOf(caller), guestId: guestOf(caller) }));
    },
    refreshSession: async (_, { input }) =>
      refreshSessionOutcome(await refreshSession(deps, input.refreshToken)),
    async logout(_, __, { caller }) {
      return { __typename: 'LogoutSuccess', endedAt: await logout(deps, person(caller).sessionId) };
    },
    async endSession(_, { input }, { caller }) {
      return endSessionOutcome(await endOwnSession(deps, person(caller), input.id));
    },
    async endOtherSessions(_, __, { caller }) {
      const endedCount = await endOtherSessions(deps, person(caller));
      return { __typename: 'EndOtherSessionsSuccess', endedCount };
    },
  };
}

/** What proves who somebody is: a mailbox, a password. */
function credentialMutations(deps: MutationDependencies): Mutations {
  return {
    async requestEmailVerification(_, __, { caller }) {
      const result = await requestEmailVerification(deps, member(caller).userId, networkOf(caller));
      if (result.kind === 'gone') throw unauthenticated();
      return requestEmailVerificationOutcome(result);
    },
    async verifyEmail(_, { input }, { caller }) {
      return verifyEmailOutcome(await verifyEmail(deps, input.token, userIdOf(caller)));
    },
    async requestPasswordReset(_, { input }, { caller }) {
      const result = await requestPasswordReset(deps, input, networkOf(caller));
      return requestPasswordResetOutcome(result, input.email);
    },
    async resetPassword(_, { input }, { caller }) {
      const opener = { userId: userIdOf(caller), network: networkOf(caller) };
      return resetPasswordOutcome(await resetPassword(deps, input, opener));
    },
    async changePassword(_, { input }, { caller }) {
      return changePasswordOutcome(await changePassword(deps, member(caller), input));
    },
    async changeEmail(_, { input }, { caller }) {
      return changeEmailOutcome(await changeEmail(deps, member(caller), input));
    },
    async confirmEmailChange(_, { input }, { caller }) {
      return confirmEmailChangeOutcome(await confirmEmailChange(deps, input.token, userIdOf(caller)));
    },
    async deleteAccount(_, { input }, { caller }) {
      return deleteAccountOutcome(await deleteAccount(deps, member(caller), input));
    },
  };
}

function accountMutations(deps: MutationDependencies): Mutations {
  return {
    async updateProfile(_, { input }, { caller }) {
      const result = await updateProfile(deps, person(caller).userId, withLanguage(input));
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
    async setDefaultAddress(_, { input }, { caller }) {
      return setDefaultAddressOutcome(await setDefaultAddress(deps, person(caller).userId, input.id));
    },
  };
}

function staffMutations(deps: MutationDependencies): Mutations {
  return {
    async setUserRole(_, { input }, { caller }) {
      const actor = manager(caller);
      const { role, ...change } = input;
      if (role === 'GUEST') throw badUserInput('role', messages.allowed.accountRole);
      return setUserRoleOutcome(await setUserRole(deps, { ...change, role }, actor));
    },
    async disableUser(_, { input }, { caller }) {
      return disableUserOutcome(await disableUser(deps, administrator(caller).userId, input));
    },
    async enableUser(_, { input }, { caller }) {
      return enableUserOutcome(await enableUser(deps, administrator(caller).userId, input));
    },
  };
}
