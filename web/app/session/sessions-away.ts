/** Code of the answer 503 to a page that cannot be shown while nobody knows who is signed in. */
export const SESSIONS_AWAY = 'SESSIONS_AWAY';
