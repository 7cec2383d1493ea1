import type { InvalidInput } from '../text/checked-fields.ts';

/** Expected outcomes as members of the schema's result unions. */

export function invalidInput({ field, allowed }: InvalidInput) {
  return { __typename: 'InvalidInput' as const, message: `${field} must be ${allowed}`, field, allowed };
}

export function notFound(id: string) {
  return { __typename: 'NotFound' as const, message: `There is no ${id}`, id };
}

export function versionConflict(versions: {
  readonly expectedVersion: number;
  readonly currentVersion: number;
}) {
  const { expectedVersion, currentVersion } = versions;
  const message = `It has version ${currentVersion} now`;
  return { __typename: 'VersionConflict' as const, message, expectedVersion, currentVersion };
}

export function emailTaken(email: string) {
  return { __typename: 'EmailTaken' as const, message: `There is an account for ${email}: log in`, email };
}

export function lastAdministrator(userId: string) {
  const message = 'Nobody else is an administrator: make somebody one first';
  return { __typename: 'LastAdministrator' as const, message, userId };
}

export function tooManyAddresses(limit: number) {
  return {
    __typename: 'TooManyAddresses' as const,
    message: `${limit} addresses are kept at the most`,
    limit,
  };
}

export function waitUntil(retryAt: Date) {
  return {
    __typename: 'TooManyAttempts' as const,
    message: 'Too many failed logins: try again later',
    retryAt,
  };
}

export const WRONG_CREDENTIALS = {
  __typename: 'InvalidCredentials',
  message: 'E-mail address or password is wrong',
} as const;

export const SESSION_ENDED = {
  __typename: 'SessionEnded',
  message: 'The session has ended: log in again',
} as const;
