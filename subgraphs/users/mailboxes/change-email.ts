import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { checkNewEmail } from '../accounts/account-input.ts';
import { lockedUser } from '../accounts/user-store.ts';
import { networkRefusedUntil } from '../allowances/network-allowance-store.ts';
import { forgetMailsOf, requestMailForAnybody, requestMails } from '../mails/account-mail-store.ts';
import { messages } from '../messages/messages.ts';
import {
  checkOwnPassword,
  type OwnPasswordCheck,
  type OwnPasswordDependencies,
  type SignedIn,
} from '../passwords/own-password.ts';
import { type MailboxDependencies, type ProveEmailResult, proveEmail } from './verify-email.ts';

export type ChangeEmailResult =
  | { readonly kind: 'requested'; readonly newEmail: string }
  | Exclude<OwnPasswordCheck, { readonly kind: 'right' }>
  | InvalidInput;

/**
 * Asks for another address: a link goes there, and the present one is told at once, while its owner can still do something about
 * it. Nothing changes until the link is opened; a later wish voids it. Whether the new address has an account is not told here.
 */
export async function changeEmail(
  deps: MailboxDependencies & OwnPasswordDependencies,
  caller: SignedIn,
  input: { readonly newEmail: string; readonly password: string },
): Promise<ChangeEmailResult> {
  const checked = checkNewEmail(input.newEmail);
  if (checked.kind === 'invalidInput') return checked;
  const { newEmail } = checked.values;
  const own = await checkOwnPassword(deps, caller, input.password);
  if (own.kind !== 'right') return own;
  if (own.user.email === newEmail) return invalidInput('newEmail', messages.allowed.otherAddress);
  const now = deps.clock.now();
  const asked = { counted: 'mails of a network', network: caller.network, given: deps.mailsPerNetwork, now };
  const retryAt = await networkRefusedUntil(deps.database, asked);
  if (retryAt) return { kind: 'tooManyAttempts', retryAt };
  await deps.database.transaction({ name: 'users.changeEmail' }, async (tx) => {
    const { userId } = caller;
    const user = await lockedUser(tx, userId);
    if (!user || user.deletedAt) return;
    const { email, language } = user;
    await forgetMailsOf(tx, { userId, kinds: ['CONFIRM_EMAIL_CHANGE'] });
    await requestMailForAnybody(
      tx,
      { kind: 'CONFIRM_EMAIL_CHANGE', userId, email: newEmail, language },
      { ...deps, now },
    );
    await requestMails(tx, [{ kind: 'EMAIL_CHANGE_TOLD', userId, email, language }], { ...deps, now });
  });
  return { kind: 'requested', newEmail };
}

/** Opens the link that went to the new address. @param openerId who is signed in, if anybody is */
export function confirmEmailChange(
  deps: MailboxDependencies,
  token: string,
  openerId: string | undefined,
): Promise<ProveEmailResult> {
  return proveEmail(deps, { kind: 'CONFIRM_EMAIL_CHANGE', token, openerId });
}
