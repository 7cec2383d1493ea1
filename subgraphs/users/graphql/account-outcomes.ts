import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { DeleteAccountResult } from '../deletion/delete-account.ts';
import type { ResolversTypes } from '../generated/resolvers.ts';
import type { ChangeEmailResult } from '../mailboxes/change-email.ts';
import type { ProveEmailResult, RequestEmailVerificationResult } from '../mailboxes/verify-email.ts';
import { messages } from '../messages/messages.ts';
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
      return { __typename: 'EmailAlreadyVerified', message: messages.emailAlreadyVerified, verifiedAt };
    }
    case 'tooManyAttempts':
      return tooManyAttempts(messages.tooManyMails, result.retryAt);
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
      return tooManyAttempts(messages.tooManyMails, result.retryAt);
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
      return tooManyAttempts(messages.tooManyPasswords, result.retryAt);
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
      return tooManyAttempts(messages.tooManyTries, result.retryAt);
  }
}

export function deleteAccountOutcome(result: DeleteAccountResult): ResolversTypes['DeleteAccountResult'] {
  switch (result.kind) {
    case 'deleted':
      return { __typename: 'DeleteAccountSuccess', deletedAt: result.deletedAt };
    case 'wrongPassword':
      return wrongPassword();
    case 'tooManyAttempts':
      return tooManyAttempts(messages.tooManyPasswords, result.retryAt);
    case 'staffAccount': {
      return { __typename: 'StaffAccount', message: messages.staffAccount, role: result.role };
    }
  }
}

type Unproved = Exclude<ProveEmailResult, { readonly kind: 'proved' }>;

function unproved(result: Unproved) {
  switch (result.kind) {
    case 'invalidLink':
      return invalidLink();
    case 'emailTaken': {
      const { email } = result;
      return {
        __typename: 'EmailTaken',
        message: messages.emailTaken({ email }),
        email,
      } as const;
    }
  }
}

function proved({ user }: Extract<ProveEmailResult, { readonly kind: 'proved' }>) {
  return { email: user.email, verifiedAt: user.emailVerifiedAt! };
}

function invalidLink() {
  return { __typename: 'InvalidLink', message: messages.invalidLink } as const;
}

function wrongPassword() {
  return { __typename: 'WrongPassword', message: messages.wrongPassword } as const;
}
