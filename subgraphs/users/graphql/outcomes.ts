import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { NotFound } from '@depachika/domain/problems.ts';
import type { LocalizedText } from '@depachika/messages/localized-text.ts';
import type { UpdateProfileResult } from '../accounts/update-profile.ts';
import type {
  AddAddressResult,
  RemoveAddressResult,
  SetDefaultAddressResult,
  UpdateAddressResult,
} from '../addresses/edit-address.ts';
import type { Device } from '../devices/device.ts';
import type { DisableUserResult, EnableUserResult } from '../disabling/disable-user.ts';
import type { ResolversTypes } from '../generated/resolvers.ts';
import { messages } from '../messages/messages.ts';
import type { LastAdministrator } from '../roles/role-change.ts';
import type { SetUserRoleResult } from '../roles/set-user-role.ts';
import type { LoginResult } from '../sessions/login.ts';
import type { RefreshSessionResult } from '../sessions/refresh-session.ts';
import type { RegisterResult } from '../sessions/register.ts';

export function registerOutcome(
  result: Exclude<RegisterResult, { readonly kind: 'guestGone' }>,
): ResolversTypes['RegisterResult'] {
  switch (result.kind) {
    case 'opened':
      return { __typename: 'RegisterSuccess', session: result.session, ...deviceFields(result.device) };
    case 'invalidInput':
      return commonProblem(result);
    case 'tooManyAttempts':
      return tooManyAttempts(messages.tooManyRegistrations, result.retryAt);
  }
}

export function loginOutcome(result: LoginResult): ResolversTypes['LoginResult'] {
  switch (result.kind) {
    case 'opened':
      return {
        __typename: 'LoginSuccess',
        session: result.session,
        fromGuest: result.fromGuest,
        ...deviceFields(result.device),
      };
    case 'invalidCredentials':
      return { __typename: 'InvalidCredentials', message: messages.invalidCredentials };
    case 'tooManyAttempts':
      return tooManyAttempts(messages.tooManyLogins, result.retryAt);
    case 'accountDisabled':
      return { __typename: 'AccountDisabled', message: messages.loginDisabled };
  }
}

export function refreshSessionOutcome(result: RefreshSessionResult): ResolversTypes['RefreshSessionResult'] {
  switch (result.kind) {
    case 'continued':
      return { __typename: 'RefreshSessionSuccess', session: result.session };
    case 'sessionEnded':
      return { __typename: 'SessionEnded', message: messages.sessionEnded };
  }
}

export function updateProfileOutcome(
  result: Exclude<UpdateProfileResult, NotFound>,
): ResolversTypes['UpdateProfileResult'] {
  switch (result.kind) {
    case 'edited':
      return { __typename: 'UpdateProfileSuccess', user: result.user };
    case 'invalidInput':
      return commonProblem(result);
    case 'versionConflict':
      return commonProblem(result);
  }
}

export function addAddressOutcome(result: AddAddressResult): ResolversTypes['AddAddressResult'] {
  switch (result.kind) {
    case 'added':
      return { __typename: 'AddAddressSuccess', address: result.address };
    case 'invalidInput':
      return commonProblem(result);
    case 'tooManyAddresses': {
      const { limit } = result;
      return { __typename: 'TooManyAddresses', message: messages.tooManyAddresses({ limit }), limit };
    }
  }
}

export function setDefaultAddressOutcome(
  result: SetDefaultAddressResult,
): ResolversTypes['SetDefaultAddressResult'] {
  switch (result.kind) {
    case 'set':
      return { __typename: 'SetDefaultAddressSuccess', user: result.user };
    case 'notFound':
      return commonProblem(result);
  }
}

export function updateAddressOutcome(result: UpdateAddressResult): ResolversTypes['UpdateAddressResult'] {
  switch (result.kind) {
    case 'edited':
      return { __typename: 'UpdateAddressSuccess', address: result.address };
    case 'invalidInput':
    case 'notFound':
    case 'versionConflict':
      return commonProblem(result);
  }
}

export function removeAddressOutcome(result: RemoveAddressResult): ResolversTypes['RemoveAddressResult'] {
  switch (result.kind) {
    case 'removed':
      return { __typename: 'RemoveAddressSuccess', id: result.id };
    case 'notFound':
      return commonProblem(result);
  }
}

export function setUserRoleOutcome(result: SetUserRoleResult): ResolversTypes['SetUserRoleResult'] {
  switch (result.kind) {
    case 'changed':
      return { __typename: 'SetUserRoleSuccess', user: result.after };
    case 'notFound':
      return commonProblem(result);
    case 'versionConflict':
      return commonProblem(result);
    case 'lastAdministrator':
      return lastAdministrator(result);
    case 'guestAccount':
      return { __typename: 'GuestAccount', message: messages.guestAccount, userId: result.userId };
  }
}

export function disableUserOutcome(result: DisableUserResult): ResolversTypes['DisableUserResult'] {
  switch (result.kind) {
    case 'changed':
      return { __typename: 'DisableUserSuccess', user: result.after };
    case 'invalidInput':
    case 'notFound':
    case 'versionConflict':
      return commonProblem(result);
    case 'ownAccount':
      return { __typename: 'OwnAccount', message: messages.ownAccount };
    case 'accountDisabled':
      return { __typename: 'AccountDisabled', message: messages.disabledAlready };
    case 'lastAdministrator':
      return lastAdministrator(result);
  }
}

export function enableUserOutcome(result: EnableUserResult): ResolversTypes['EnableUserResult'] {
  switch (result.kind) {
    case 'changed':
      return { __typename: 'EnableUserSuccess', user: result.after };
    case 'invalidInput':
    case 'notFound':
    case 'versionConflict':
      return commonProblem(result);
    case 'accountEnabled':
      return { __typename: 'AccountEnabled', message: messages.notDisabled };
  }
}

function lastAdministrator({ userId }: LastAdministrator) {
  return { __typename: 'LastAdministrator', message: messages.lastAdministrator, userId } as const;
}

export function tooManyAttempts(message: LocalizedText, retryAt: Date) {
  return { __typename: 'TooManyAttempts', message, retryAt } as const;
}

function deviceFields({ token, expiresAt }: Device) {
  return { deviceToken: token, deviceTokenExpiresAt: expiresAt };
}
