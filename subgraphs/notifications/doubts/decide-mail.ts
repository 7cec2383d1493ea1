import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { recordChange } from '@depachika/domain/changes.ts';
import { type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { isId } from '@depachika/ids/ids.ts';
import type { MailRecord, MailState } from '../mails/mail.ts';
import { decideMail, lockMail } from '../mails/mail-store.ts';

/** The mail needs no decision: it waits, was sent, or was decided of before. */
export interface MailNotUndecided {
  readonly kind: 'mailNotUndecided';
  readonly state: MailState;
}

export type DecideMailResult =
  | { readonly kind: 'decided'; readonly mail: MailRecord }
  | MailNotUndecided
  | NotFound;

const DECISIONS = {
  resendMail: { state: 'WAITING' },
  dismissMail: { state: 'DISMISSED' },
} as const;

export interface DecideMailDependencies {
  readonly database: Database;
  readonly clock: Clock;
  /** Wakes the job that sends. */
  readonly wake: () => void;
}

/** Sends a mail once more of which nobody knows whether it went out, or gives it up. */
export async function decideOfMail(
  { database, clock, wake }: DecideMailDependencies,
  { mailId, decision }: { readonly mailId: string; readonly decision: keyof typeof DECISIONS },
  actor: Actor,
): Promise<DecideMailResult> {
  if (!isId('mai', mailId)) return notFound(mailId);
  return database.transaction({ name: `notifications.${decision}` }, async (tx) => {
    const mail = await lockMail(tx, mailId);
    if (!mail) return notFound(mailId);
    if (mail.state !== 'DOUBT' && mail.state !== 'REFUSED')
      return { kind: 'mailNotUndecided', state: mail.state };
    const now = clock.now();
    const { state } = DECISIONS[decision];
    const decided = await decideMail(tx, mailId, state, now);
    await recordChange(tx, 'notifications', {
      subject: mailId,
      operation: decision,
      actor,
      fields: [{ field: 'state', from: mail.state, to: state }],
      changedAt: now,
    });
    tx.afterCommit(wake);
    return { kind: 'decided', mail: decided };
  });
}
