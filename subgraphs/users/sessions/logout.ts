import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { ActiveSessions } from './active-sessions.ts';
import { endSession } from './session-store.ts';

export interface LogoutDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly sessions: ActiveSessions;
}

/** Ends the session everywhere. Doing it again changes nothing. @returns when it ended */
export async function logout(
  { database, clock, sessions }: LogoutDependencies,
  sessionId: string,
): Promise<Date> {
  const now = clock.now();
  const endedAt = await endSession(database, { sessionId, reason: 'LOGOUT', now });
  await sessions.forget([sessionId]);
  return endedAt ?? now;
}
