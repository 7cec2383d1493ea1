import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { type InvalidInput, invalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import { isId } from '@depachika/ids/ids.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readLine } from '@depachika/text/text.ts';
import { forgetDevicesOf } from '../devices/device-store.ts';
import type { ActiveSessions } from '../sessions/active-sessions.ts';
import { endSessionsOf } from '../sessions/session-store.ts';
import type { Disabling, Enabling } from './account-change.ts';
import { disableAccount, enableAccount } from './account-change-store.ts';

export interface DisableUserDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly sessions: ActiveSessions;
}

export interface AccountChangeInput {
  readonly userId: string;
  readonly reason: string;
  readonly expectedVersion: number;
}

export type DisableUserResult = Disabling | NotFound | InvalidInput;
export type EnableUserResult = Enabling | NotFound | InvalidInput;

/**
 * Shuts an account: nobody logs in to it, all its sessions end everywhere before the answer, and no device is known any more. What
 * the owner has ordered goes on.
 */
export async function disableUser(
  { database, clock, sessions }: DisableUserDependencies,
  actorId: string,
  input: AccountChangeInput,
): Promise<DisableUserResult> {
  const { userId, expectedVersion } = input;
  const reason = readLine(input.reason, REASON);
  if (reason === undefined) return invalidInput('reason', allowed.line(REASON));
  if (!isId('usr', userId)) return notFound(userId);
  const now = clock.now();
  const { result, ended } = await database.transaction({ name: 'users.disableUser' }, async (tx) => {
    const change = await disableAccount(tx, userId, { actorId, reason, expectedVersion, now });
    if (change.kind !== 'changed') return { result: change, ended: [] };
    await forgetDevicesOf(tx, userId);
    return { result: change, ended: await endSessionsOf(tx, { userId, reason: 'DISABLED', now }) };
  });
  await sessions.forget(ended);
  return result;
}

/** Opens a disabled account again. Its owner logs in anew. */
export async function enableUser(
  { database, clock }: Pick<DisableUserDependencies, 'database' | 'clock'>,
  actorId: string,
  input: AccountChangeInput,
): Promise<EnableUserResult> {
  const { userId, expectedVersion } = input;
  const reason = readLine(input.reason, REASON);
  if (reason === undefined) return invalidInput('reason', allowed.line(REASON));
  if (!isId('usr', userId)) return notFound(userId);
  const decision = { actorId, reason, expectedVersion, now: clock.now() };
  return database.transaction({ name: 'users.enableUser' }, (tx) => enableAccount(tx, userId, decision));
}

const REASON = { min: 1, max: 500 };
