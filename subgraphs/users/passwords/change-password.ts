import type { InvalidInput } from '@depachika/domain/problems.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { checkNewPasswordText } from '../accounts/account-input.ts';
import { checkNewPassword } from '../accounts/new-password.ts';
import { hashPassword, saltOf } from '../accounts/passwords.ts';
import type { UserRecord } from '../accounts/user.ts';
import { forgetMailsOf, requestMails } from '../mails/account-mail-store.ts';
import type { ActiveSessions } from '../sessions/active-sessions.ts';
import { endSessionsOf } from '../sessions/session-store.ts';
import {
  checkOwnPassword,
  type OwnPasswordCheck,
  type OwnPasswordDependencies,
  type SignedIn,
} from './own-password.ts';
import { replacePassword } from './password-store.ts';

export interface ChangePasswordDependencies extends OwnPasswordDependencies {
  readonly outbox: Outbox;
  readonly sessions: ActiveSessions;
  /** Whether customers may choose the password of the demo's accounts. */
  readonly publishedPasswords: 'allowed' | 'refused';
}

export type ChangePasswordResult =
  | { readonly kind: 'changed'; readonly user: UserRecord; readonly endedSessions: number }
  | Exclude<OwnPasswordCheck, { readonly kind: 'right' }>
  | InvalidInput;

/** Gives an account another password, ends its other sessions everywhere before the answer, and tells its owner by mail. */
export async function changePassword(
  deps: ChangePasswordDependencies,
  caller: SignedIn,
  input: { readonly currentPassword: string; readonly newPassword: string },
): Promise<ChangePasswordResult> {
  const { userId, sessionId, network } = caller;
  const checked = checkNewPasswordText(input.newPassword);
  if (checked.kind === 'invalidInput') return checked;
  const { newPassword } = checked.values;
  const own = await checkOwnPassword(deps, caller, input.currentPassword);
  if (own.kind !== 'right') return own;
  const options = { published: deps.publishedPasswords, field: 'newPassword' };
  const refused = checkNewPassword(newPassword, own.user, options);
  if (refused) return refused;
  const fromHash = own.passwordHash;
  const toHash = await deps.hashing.run(network ?? '', () => hashPassword(newPassword, saltOf(fromHash)));
  const now = deps.clock.now();
  const changed = await deps.database.transaction({ name: 'users.changePassword' }, async (tx) => {
    const user = await replacePassword(tx, { userId, fromHash, toHash });
    if (!user) return undefined;
    const ended = await endSessionsOf(tx, { userId, reason: 'PASSWORD_CHANGED', now, exceptId: sessionId });
    await forgetMailsOf(tx, { userId, kinds: ['RESET_PASSWORD'] });
    const { email, language } = user;
    await requestMails(tx, [{ kind: 'PASSWORD_CHANGED', userId, email, language }], { ...deps, now });
    return { user, ended };
  });
  if (!changed) return { kind: 'wrongPassword' };
  await deps.sessions.forget(changed.ended);
  return { kind: 'changed', user: changed.user, endedSessions: changed.ended.length };
}
