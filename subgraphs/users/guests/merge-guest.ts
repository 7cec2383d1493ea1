import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { ActiveSessions } from '../sessions/active-sessions.ts';
import { endSessionsOf } from '../sessions/session-store.ts';
import { noteMerged } from './guest-store.ts';

/** So long a guest is kept for whoever asks orders to take the cart over. */
const KEPT_MS = 24 * 60 * 60_000;

/**
 * Notes that a guest has logged in to an account, and ends the guest's sessions. The two were shown in one request: so whoever has the
 * account may have the guest's cart.
 * @returns false when the guest is one no more, or has logged in before
 */
export async function mergeGuest(
  {
    database,
    clock,
    sessions,
  }: { readonly database: Database; readonly clock: Clock; readonly sessions: ActiveSessions },
  { guestId, userId }: { readonly guestId: string; readonly userId: string },
): Promise<boolean> {
  const now = clock.now();
  const lookAt = new Date(now.getTime() + KEPT_MS);
  const { merged, ended } = await database.transaction({ name: 'users.mergeGuest' }, async (tx) => {
    if (!(await noteMerged(tx, { guestId, userId, lookAt }))) return { merged: false, ended: [] };
    return { merged: true, ended: await endSessionsOf(tx, { userId: guestId, reason: 'MERGED', now }) };
  });
  await sessions.forget(ended);
  return merged;
}
