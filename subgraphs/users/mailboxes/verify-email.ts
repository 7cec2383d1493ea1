import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import { isUniqueViolation } from '@depachika/database/faults.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import type { UserRecord } from '../accounts/user.ts';
import { lockedUser } from '../accounts/user-store.ts';
import type { Allowance } from '../allowances/allowance-rules.ts';
import { networkRefusedUntil } from '../allowances/network-allowance-store.ts';
import { type LinkKind, linkTokenHash } from '../mails/account-mail.ts';
import { forgetMailsOf, type OpenLink, useLink } from '../mails/account-mail-store.ts';
import { giveAddress, isTaken, requestVerification, VERIFIED_ADDRESS_KEY } from './verification-store.ts';

export interface MailboxDependencies {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly mailsPerAddress: Allowance;
  /** Mails that one network may ask for. */
  readonly mailsPerNetwork: Allowance;
}

/** A link that is unknown, used, older than 30 minutes, replaced by a later one, or somebody else's: they are not told apart. */
export interface InvalidLink {
  readonly kind: 'invalidLink';
}

/** Told to those alone who have just proved that they read mail at the address. */
export interface EmailTaken {
  readonly kind: 'emailTaken';
  readonly email: string;
}

export type ProveEmailResult =
  | { readonly kind: 'proved'; readonly user: UserRecord }
  | InvalidLink
  | EmailTaken;

/** Opens the link of a verification. @param openerId who is signed in, if anybody is */
export function verifyEmail(
  deps: MailboxDependencies,
  token: string,
  openerId: string | undefined,
): Promise<ProveEmailResult> {
  return proveEmail(deps, { kind: 'VERIFY_EMAIL', token, openerId });
}

export type RequestEmailVerificationResult =
  | { readonly kind: 'requested'; readonly email: string }
  | { readonly kind: 'alreadyVerified'; readonly verifiedAt: Date }
  | { readonly kind: 'tooManyAttempts'; readonly retryAt: Date }
  | { readonly kind: 'gone' };

/** Sends the link of a verification once more. */
export async function requestEmailVerification(
  deps: MailboxDependencies,
  userId: string,
  network: string | undefined,
): Promise<RequestEmailVerificationResult> {
  const now = deps.clock.now();
  const retryAt = await networkRefusedUntil(deps.database, {
    counted: 'mails of a network',
    network,
    given: deps.mailsPerNetwork,
    now,
  });
  if (retryAt) return { kind: 'tooManyAttempts', retryAt };
  return deps.database.transaction({ name: 'users.requestEmailVerification' }, async (tx) => {
    const user = await lockedUser(tx, userId);
    if (!user || user.deletedAt) return { kind: 'gone' };
    if (user.emailVerifiedAt) return { kind: 'alreadyVerified', verifiedAt: user.emailVerifiedAt };
    await requestVerification(tx, { ...user, userId }, { ...deps, now });
    return { kind: 'requested', email: user.email };
  });
}

/** Whoever opens the link gets the address, unless another account has it. Links to the address of before are void. */
export async function proveEmail(
  { database, clock }: Pick<MailboxDependencies, 'database' | 'clock'>,
  {
    kind,
    token,
    openerId,
  }: { readonly kind: LinkKind; readonly token: string; readonly openerId: string | undefined },
): Promise<ProveEmailResult> {
  const hash = linkTokenHash(token);
  if (!hash) return { kind: 'invalidLink' };
  const now = clock.now();
  let email = '';
  try {
    return await database.transaction({ name: 'users.proveEmail' }, async (tx) => {
      const link = await useLink(tx, { kind, hash, now, openerId });
      if (!link) return { kind: 'invalidLink' };
      email = link.mail.email;
      return giveUnlessTaken(tx, link, now);
    });
  } catch (error) {
    if (isUniqueViolation(error, VERIFIED_ADDRESS_KEY)) return { kind: 'emailTaken', email };
    throw error;
  }
}

const ALL_LINKS = ['VERIFY_EMAIL', 'RESET_PASSWORD', 'CONFIRM_EMAIL_CHANGE'] as const;

async function giveUnlessTaken(
  tx: Transaction,
  { mail, account }: OpenLink,
  now: Date,
): Promise<ProveEmailResult> {
  const { email } = mail;
  const userId = account.id;
  if (await isTaken(tx, { email, byOthersThan: userId })) return { kind: 'emailTaken', email };
  const user = await giveAddress(tx, { userId, email, now });
  await forgetMailsOf(tx, { userId, kinds: account.email === email ? ['VERIFY_EMAIL'] : ALL_LINKS });
  return { kind: 'proved', user };
}
