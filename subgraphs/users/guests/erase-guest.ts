import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { eraseUser } from '../deletion/deletion-store.ts';
import { userDeleted } from '../deletion/user-events.ts';
import type { ActiveSessions } from '../sessions/active-sessions.ts';
import { lockedGuest, removeGuest } from './guest-store.ts';
import type { MemberAccount } from './tell-contact.ts';

export interface EraseGuestDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly sessions: ActiveSessions;
}

export type EraseGuestResult = { readonly kind: 'erased'; readonly erasedAt: Date } | MemberAccount;

/**
 * Erases a guest at their own wish: name, kana, phone, address, links and sessions, at once; what orders keep of it, with the end of
 * each. Orders and books keep the id.
 */
export async function eraseGuest(deps: EraseGuestDependencies, userId: string): Promise<EraseGuestResult> {
  const now = deps.clock.now();
  const sessionIds = await deps.database.transaction({ name: 'users.eraseGuest' }, async (tx) =>
    (await lockedGuest(tx, userId)) ? erasedWithin(tx, { ...deps, userId, now }) : undefined,
  );
  if (!sessionIds) return { kind: 'memberAccount' };
  await deps.sessions.forget(sessionIds);
  return { kind: 'erased', erasedAt: now };
}

/** @returns the sessions that went */
export async function erasedWithin(
  tx: Transaction,
  { userId, now, outbox }: { readonly userId: string; readonly now: Date; readonly outbox: Outbox },
): Promise<string[]> {
  const { version, sessionIds } = await eraseUser(tx, { userId, now });
  await outbox.append(tx, [userDeleted({ userId, version })]);
  return sessionIds;
}

/** Of a guest who never ordered not even the id stays. @returns the sessions that went */
export async function removedWithin(
  tx: Transaction,
  { userId, outbox }: { readonly userId: string; readonly outbox: Outbox },
): Promise<string[]> {
  const sessionIds = await removeGuest(tx, userId);
  // Others may have kept something: a cart, a card that was never charged.
  await outbox.append(tx, [userDeleted({ userId, version: LAST_VERSION })]);
  return sessionIds;
}

/** Beyond that of any account: nothing follows. */
const LAST_VERSION = 2_147_483_647;
