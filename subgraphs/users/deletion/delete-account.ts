import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { lockedUser } from '../accounts/user-store.ts';
import { requestMails } from '../mails/account-mail-store.ts';
import {
  checkOwnPassword,
  type OwnPasswordCheck,
  type OwnPasswordDependencies,
  type SignedIn,
} from '../passwords/own-password.ts';
import type { ActiveSessions } from '../sessions/active-sessions.ts';
import { deletionOf, type StaffAccount } from './deletion-rules.ts';
import { eraseUser } from './deletion-store.ts';
import { userDeleted } from './user-events.ts';

export interface DeleteAccountDependencies extends OwnPasswordDependencies {
  readonly outbox: Outbox;
  readonly sessions: ActiveSessions;
}

export type DeleteAccountResult =
  | { readonly kind: 'deleted'; readonly deletedAt: Date }
  | Exclude<OwnPasswordCheck, { readonly kind: 'right' }>
  | StaffAccount;

/**
 * Erases everything personal that users keeps of somebody; the id stays, since orders and books refer to it. All sessions end
 * everywhere before the answer, other domains are told to erase their copies, and the owner is told by one last mail.
 */
export async function deleteAccount(
  deps: DeleteAccountDependencies,
  caller: SignedIn,
  input: { readonly password: string },
): Promise<DeleteAccountResult> {
  const { userId } = caller;
  const own = await checkOwnPassword(deps, caller, input.password);
  if (own.kind !== 'right') return own;
  const now = deps.clock.now();
  const outcome = await deps.database.transaction({ name: 'users.deleteAccount' }, async (tx) => {
    const user = await lockedUser(tx, userId);
    if (!user || user.deletedAt) return { kind: 'wrongPassword' } as const;
    const deletion = deletionOf(user);
    if (deletion.kind !== 'deletable') return deletion;
    const { version, sessionIds } = await eraseUser(tx, { userId, now });
    await deps.outbox.append(tx, [userDeleted({ userId, version })]);
    const { email, language } = user;
    await requestMails(tx, [{ kind: 'ACCOUNT_DELETED_TOLD', userId: null, email, language }], {
      ...deps,
      now,
    });
    return { kind: 'deleted', sessionIds } as const;
  });
  if (outcome.kind !== 'deleted') return outcome;
  await deps.sessions.forget(outcome.sessionIds);
  return { kind: 'deleted', deletedAt: now };
}
