import { wholeNumber } from '@depachika/domain/settings.ts';

/** Settings of users for its operator. */
export interface UsersConfig {
  /** Passwords hashed at the same time, 1 to 16, 19 MiB each; `USERS_HASHING_CONCURRENCY`. */
  readonly hashingConcurrency: number;
  /** Logins that may wait for that, 1 to 10,000; `USERS_HASHING_WAITING`. */
  readonly hashingWaiting: number;
  /** Days after which the key of access tokens is replaced, 1 to 3,650; `USERS_SIGNING_KEY_DAYS`. */
  readonly signingKeyDays: number;
  /**
   * Days after which a session ends however often it is refreshed, 1 to 3,650; `USERS_SESSION_DAYS`. A session that is not
   * refreshed for a day ends anyway: the default of 90 days is met only by somebody who comes on every single one of them.
   */
  readonly sessionDays: number;
  /** Pause between two looks for what has ended, 1,000 to 3,600,000; `USERS_POLL_MS`. */
  readonly pollMs: number;
  /** Refuses accounts with passwords that documents print; `NODE_ENV` production. */
  readonly production: boolean;
}

/** Throws, naming the variable and what it should hold. */
export function usersConfig(env: NodeJS.ProcessEnv = process.env): UsersConfig {
  return {
    hashingConcurrency: wholeNumber(env, 'USERS_HASHING_CONCURRENCY', { from: 1, to: 16, otherwise: 2 }),
    hashingWaiting: wholeNumber(env, 'USERS_HASHING_WAITING', { from: 1, to: 10_000, otherwise: 200 }),
    signingKeyDays: wholeNumber(env, 'USERS_SIGNING_KEY_DAYS', { from: 1, to: 3_650, otherwise: 90 }),
    sessionDays: wholeNumber(env, 'USERS_SESSION_DAYS', { from: 1, to: 3_650, otherwise: 90 }),
    pollMs: wholeNumber(env, 'USERS_POLL_MS', { from: 1_000, to: 3_600_000, otherwise: 600_000 }),
    production: env.NODE_ENV === 'production',
  };
}
