import { type NotFound, notFound } from '@depachika/domain/problems.ts';
import { isId } from '@depachika/ids/ids.ts';
import type { LogoutDependencies } from './logout.ts';
import { endSessionOf, endSessionsOf } from './session-store.ts';

interface Owner {
  readonly userId: string;
  readonly sessionId: string;
}

export type EndSessionResult =
  | { readonly kind: 'ended'; readonly id: string; readonly endedAt: Date }
  | NotFound;

/** Ends one of somebody's own sessions everywhere, also the one that is used. */
export async function endOwnSession(
  { database, clock, sessions }: LogoutDependencies,
  { userId }: Pick<Owner, 'userId'>,
  id: string,
): Promise<EndSessionResult> {
  const endedAt = clock.now();
  const wasOpen = isId('ses', id) && (await endSessionOf(database, { userId, sessionId: id, now: endedAt }));
  if (!wasOpen) return notFound(id);
  await sessions.forget([id]);
  return { kind: 'ended', id, endedAt };
}

/** Ends all of somebody's sessions but the one that is used. @returns how many were open */
export async function endOtherSessions(
  { database, clock, sessions }: LogoutDependencies,
  { userId, sessionId }: Owner,
): Promise<number> {
  const ended = await endSessionsOf(database, {
    userId,
    reason: 'ENDED',
    now: clock.now(),
    exceptId: sessionId,
  });
  await sessions.forget(ended);
  return ended.length;
}
