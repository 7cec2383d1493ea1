/** Who signs the access tokens of customers: the users domain. */
export const ACCESS_ISSUER = 'depachika';

/** Whom access tokens are for: the public API, and so the router alone. */
export const ACCESS_AUDIENCE = 'depachika-api';

/** How many sessions of access tokens the users domain is asked about at once. */
export const MAX_CHECKED_SESSIONS = 1_000;
