/** Code of the answer 503 to a page that cannot be shown while nobody knows who is signed in. */
export const SESSIONS_AWAY = 'SESSIONS_AWAY';

/** @param thrown by what knows a visitor, which answers as a loader does */
export function isSessionsAway(thrown: unknown): boolean {
  return (
    (thrown as { readonly data?: { readonly code?: unknown } } | undefined)?.data?.code === SESSIONS_AWAY
  );
}
