import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { DeleteAccountResult } from '../deletion/delete-account.ts';
import type { ResolversTypes } from '../generated/resolvers.ts';
import type { ChangeEmailResult } from '../mailboxes/change-email.ts';
import type { ProveEmailResult, RequestEmailVerificationResult } from '../mailboxes/verify-email.ts';
import type { ChangePasswordResult } from '../passwords/change-password.ts';
import type { RequestPasswordResetResult, ResetPasswordResult } from '../passwords/reset-password.ts';
import type { EndSessionResult } from '../sessions/end-sessions.ts';
import { tooManyAttempts } from './outcomes.ts';

export function endSessionOutcome(result: EndSessionResult): ResolversTypes['EndSessionResult'] {
  switch (result.kind) {
    case 'ended':
      return { __typename: 'EndSessionSuccess', id: result.id, endedAt: result.endedAt };
    case 'notFound':
      return commonProblem(result);
  }
}

export function requestEmailVerificationOutcome(
  result: Exclude<RequestEmailVerificationResult, { readonly kind: 'gone' }>,
): ResolversTypes['RequestEmailVerificationResult'] {
  switch (result.kind) {
    case 'requested':
      return { __typename: 'RequestEmailVerificationSuccess', email: result.email };
    case 'alreadyVerified': {
      const { verifiedAt } = result;
      return { __typename: 'EmailAlreadyVerified', message: 'The address is verified already', verifiedAt };
    }
    case 'tooManyAttempts':
      return tooManyAttempts(TOO_MANY_MAILS, result.retryAt);
  }
}

export function verifyEmailOutcome(result: ProveEmailResult): ResolversTypes['VerifyEmailResult'] {
  if (result.kind !== 'proved') return unproved(result);
  return { __typename: 'VerifyEmailSuccess', ...proved(result) };
}

export function confirmEmailChangeOutcome(
  result: ProveEmailResult,
): ResolversTypes['ConfirmEmailChangeResult'] {
  if (result.kind !== 'proved') return unproved(result);
  return { __typename: 'ConfirmEmailChangeSuccess', ...proved(result) };
}

export function requestPasswordResetOutcome(
  result: RequestPasswordResetResult,
  email: string,
): ResolversTypes['RequestPasswordResetResult'] {
  switch (result.kind) {
    case 'requested':
      return { __typename: 'RequestPasswordResetSuccess', email };
    case 'invalidInput':
      return commonProblem(result);
    case 'tooManyAttempts':
      return tooManyAttempts(TOO_MANY_MAILS, result.retryAt);
  }
}

export function resetPasswordOutcome(result: ResetPasswordResult): ResolversTypes['ResetPasswordResult'] {
  switch (result.kind) {
    case 'reset':
      return { __typename: 'ResetPasswordSuccess', email: result.email };
    case 'invalidInput':
      return commonProblem(result);
    case 'invalidLink':
      return invalidLink();
  }
}

export function changePasswordOutcome(result: ChangePasswordResult): ResolversTypes['ChangePasswordResult'] {
  switch (result.kind) {
    case 'changed':
      return { __typename: 'ChangePasswordSuccess', endedCount: result.endedSessions };
    case 'invalidInput':
      return commonProblem(result);
    case 'wrongPassword':
      return wrongPassword();
    case 'tooManyAttempts':
      return tooManyAttempts(TOO_MANY_PASSWORDS, result.retryAt);
  }
}

export function changeEmailOutcome(result: ChangeEmailResult): ResolversTypes['ChangeEmailResult'] {
  switch (result.kind) {
    case 'requested':
      return { __typename: 'ChangeEmailSuccess', newEmail: result.newEmail };
    case 'invalidInput':
      return commonProblem(result);
    case 'wrongPassword':
      return wrongPassword();
    case 'tooManyAttempts':
      return tooManyAttempts('Too many tries: try again later', result.retryAt);
  }
}

export function deleteAccountOutcome(result: DeleteAccountResult): ResolversTypes['DeleteAccountResult'] {
  switch (result.kind) {
    case 'deleted':
      return { __typename: 'DeleteAccountSuccess', deletedAt: result.deletedAt };
    case 'wrongPassword':
      return wrongPassword();
    case 'tooManyAttempts':
      return tooManyAttempts(TOO_MANY_PASSWORDS, result.retryAt);
    case 'staffAccount': {
      const message = 'The account works in the shop: an administrator takes its role first';
      return { __typename: 'StaffAccount', message, role: result.role };
    }
  }
}

const TOO_MANY_MAILS = 'Too many mails were asked for from your network: try again later';
const TOO_MANY_PASSWORDS = 'Too many passwords were tried: try again later';

type Unproved = Exclude<ProveEmailResult, { readonly kind: 'proved' }>;

function unproved(result: Unproved) {
  switch (result.kind) {
    case 'invalidLink':
      return invalidLink();
    case 'emailTaken': {
      const { email } = result;
      return {
        __typename: 'EmailTaken',
        message: `Another account has ${email}: log in to it`,
        email,
      } as const;
    }
  }
}

function proved({ user }: Extract<ProveEmailResult, { readonly kind: 'proved' }>) {
  return { email: user.email, verifiedAt: user.emailVerifiedAt! };
}

function invalidLink() {
  const message = 'The link is used, too old, or replaced by a later one: ask for a new one';
  return { __typename: 'InvalidLink', message } as const;
}

function wrongPassword() {
  return { __typename: 'WrongPassword', message: "It is not the account's password" } as const;
}
