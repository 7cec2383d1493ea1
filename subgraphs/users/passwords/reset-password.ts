import type { Transaction } from '@depachika/database/database.ts';
import { isUniqueViolation } from '@depachika/database/faults.ts';
import type { InvalidInput } from '@depachika/domain/problems.ts';
import { checkEmail, checkNewPasswordText } from '../accounts/account-input.ts';
import { checkNewPassword } from '../accounts/new-password.ts';
import { hashPassword, saltOf } from '../accounts/passwords.ts';
import { credentialsOfUser } from '../accounts/user-store.ts';
import { networkRefusedUntil } from '../allowances/network-allowance-store.ts';
import { forgetDevicesOf } from '../devices/device-store.ts';
import { giveAddress, isTaken, VERIFIED_ADDRESS_KEY } from '../mailboxes/verification-store.ts';
import type { InvalidLink, MailboxDependencies } from '../mailboxes/verify-email.ts';
import { linkTokenHash } from '../mails/account-mail.ts';
import {
  forgetMailsOf,
  lookAtLink,
  type OpenLink,
  requestMailForAnybody,
  requestMails,
  useLink,
} from '../mails/account-mail-store.ts';
import { endSessionsOf } from '../sessions/session-store.ts';
import type { ChangePasswordDependencies } from './change-password.ts';
import { replacePassword } from './password-store.ts';

export type ResetPasswordDependencies = ChangePasswordDependencies & MailboxDependencies;

export type RequestPasswordResetResult =
  | { readonly kind: 'requested' }
  | { readonly kind: 'tooManyAttempts'; readonly retryAt: Date }
  | InvalidInput;

/**
 * Asks for the mail with a link to another password. Nobody looks for an account yet: that is done when the mail is written, so that
 * the answer, the statements and the time are the same for every address.
 */
export async function requestPasswordReset(
  deps: MailboxDependencies,
  input: { readonly email: string },
  network: string | undefined,
): Promise<RequestPasswordResetResult> {
  const checked = checkEmail(input.email);
  if (checked.kind === 'invalidInput') return checked;
  const now = deps.clock.now();
  const asked = { counted: 'mails of a network', network, given: deps.mailsPerNetwork, now };
  const retryAt = await networkRefusedUntil(deps.database, asked);
  if (retryAt) return { kind: 'tooManyAttempts', retryAt };
  const { email } = checked.values;
  await deps.database.transaction({ name: 'users.requestPasswordReset' }, (tx) =>
    requestMailForAnybody(
      tx,
      { kind: 'RESET_PASSWORD', userId: null, email, language: 'ja' },
      { ...deps, now },
    ),
  );
  return { kind: 'requested' };
}

export type ResetPasswordResult =
  | { readonly kind: 'reset'; readonly email: string }
  | InvalidLink
  | InvalidInput;

/**
 * Gives an account another password by a mailed link. All its sessions end everywhere, no device is known any more, and the
 * address is proved. A password that is not allowed leaves the link good.
 * @param openerId who is signed in, if anybody is
 */
export async function resetPassword(
  deps: ResetPasswordDependencies,
  input: { readonly token: string; readonly newPassword: string },
  {
    userId: openerId,
    network,
  }: { readonly userId: string | undefined; readonly network: string | undefined },
): Promise<ResetPasswordResult> {
  const checked = checkNewPasswordText(input.newPassword);
  if (checked.kind === 'invalidInput') return checked;
  const { newPassword } = checked.values;
  const hash = linkTokenHash(input.token);
  if (!hash) return INVALID_LINK;
  const shown = { kind: 'RESET_PASSWORD', hash, openerId } as const;
  const known = await deps.database.transaction({ name: 'users.lookAtReset' }, async (tx) => {
    const link = await lookAtLink(tx, { ...shown, now: deps.clock.now() });
    return link && credentialsOfUser(tx, link.account.id);
  });
  if (!known) return INVALID_LINK;
  const refused = checkNewPassword(newPassword, known, {
    published: deps.publishedPasswords,
    field: 'newPassword',
  });
  if (refused) return refused;
  const fromHash = known.passwordHash;
  const toHash = await deps.hashing.run(network ?? '', () => hashPassword(newPassword, saltOf(fromHash)));
  const now = deps.clock.now();
  try {
    const ended = await deps.database.transaction({ name: 'users.resetPassword' }, async (tx) => {
      const link = await useLink(tx, { ...shown, now });
      return link && endAllAfterReset(tx, link, { fromHash, toHash }, { ...deps, now });
    });
    if (!ended) return INVALID_LINK;
    await deps.sessions.forget(ended);
    return { kind: 'reset', email: known.email };
  } catch (error) {
    // Another account proved the address at this very moment: the link is still good, and the next try leaves it to that one.
    if (isUniqueViolation(error, VERIFIED_ADDRESS_KEY)) return INVALID_LINK;
    throw error;
  }
}

const INVALID_LINK = { kind: 'invalidLink' } as const;

/** @returns the sessions that ended; undefined when the password was changed meanwhile */
async function endAllAfterReset(
  tx: Transaction,
  { mail, account }: OpenLink,
  hashes: { readonly fromHash: string; readonly toHash: string },
  context: Pick<ResetPasswordDependencies, 'outbox'> & { readonly now: Date },
): Promise<string[] | undefined> {
  const userId = account.id;
  const { email } = mail;
  const user = await replacePassword(tx, { userId, ...hashes });
  if (!user) return undefined;
  if (!user.emailVerifiedAt && !(await isTaken(tx, { email, byOthersThan: userId })))
    await giveAddress(tx, { userId, email, now: context.now });
  await forgetDevicesOf(tx, userId);
  await forgetMailsOf(tx, { userId, kinds: ['RESET_PASSWORD', 'CONFIRM_EMAIL_CHANGE'] });
  await requestMails(tx, [{ kind: 'PASSWORD_CHANGED', userId, email, language: user.language }], context);
  return endSessionsOf(tx, { userId, reason: 'PASSWORD_CHANGED', now: context.now });
}
