import { wholeNumber } from '@depachika/domain/settings.ts';

/** Settings of users for its operator. */
export interface UsersConfig {
  /** Passwords hashed at the same time, 1 to 16, 19 MiB each; `USERS_HASHING_CONCURRENCY`. */
  readonly hashingConcurrency: number;
  /** Logins and registrations that may wait for that, 1 to 10,000, half of them of one network; `USERS_HASHING_WAITING`. */
  readonly hashingWaiting: number;
  /** Logins of one network that may fail within 15 minutes, 1 to 1,000,000; `USERS_LOGIN_FAILURES_PER_NETWORK`. */
  readonly loginFailuresPerNetwork: number;
  /**
   * Logins that may fail at one account within a day, wherever they come from, until strangers wait before each of theirs, 1 to
   * 1,000,000; `USERS_LOGIN_FAILURES_PER_ACCOUNT`. Devices that the account knows neither count nor wait.
   */
  readonly loginFailuresPerAccount: number;
  /** Registrations of one network within an hour, 1 to 1,000,000; `USERS_REGISTRATIONS_PER_NETWORK`. */
  readonly registrationsPerNetwork: number;
  /** Guests of one network who begin within an hour, 1 to 1,000,000; `USERS_GUESTS_PER_NETWORK`. */
  readonly guestsPerNetwork: number;
  /** Days for which a guest's data are kept after the end of the last order, 1 to 3,650; `USERS_GUEST_DAYS`. */
  readonly guestDays: number;
  /** Mails about accounts that one network asks for within an hour, 1 to 1,000,000; `USERS_MAILS_PER_NETWORK`. */
  readonly mailsPerNetwork: number;
  /**
   * Mails that anybody may ask for which go to one address within an hour, 1 to 1,000,000; `USERS_MAILS_PER_ADDRESS`. Beyond it none
   * goes, and nobody is told.
   */
  readonly mailsPerAddress: number;
  /** Days for which a device is known after its last login, 1 to 3,650; `USERS_DEVICE_DAYS`. */
  readonly deviceDays: number;
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
    hashingWaiting: wholeNumber(env, 'USERS_HASHING_WAITING', { from: 1, to: 10_000, otherwise: 400 }),
    loginFailuresPerNetwork: wholeNumber(env, 'USERS_LOGIN_FAILURES_PER_NETWORK', {
      ...COUNT,
      otherwise: 20,
    }),
    loginFailuresPerAccount: wholeNumber(env, 'USERS_LOGIN_FAILURES_PER_ACCOUNT', {
      ...COUNT,
      otherwise: 100,
    }),
    registrationsPerNetwork: wholeNumber(env, 'USERS_REGISTRATIONS_PER_NETWORK', { ...COUNT, otherwise: 30 }),
    guestsPerNetwork: wholeNumber(env, 'USERS_GUESTS_PER_NETWORK', { ...COUNT, otherwise: 120 }),
    guestDays: wholeNumber(env, 'USERS_GUEST_DAYS', { from: 1, to: 3_650, otherwise: 90 }),
    mailsPerNetwork: wholeNumber(env, 'USERS_MAILS_PER_NETWORK', { ...COUNT, otherwise: 30 }),
    mailsPerAddress: wholeNumber(env, 'USERS_MAILS_PER_ADDRESS', { ...COUNT, otherwise: 5 }),
    deviceDays: wholeNumber(env, 'USERS_DEVICE_DAYS', { from: 1, to: 3_650, otherwise: 90 }),
    signingKeyDays: wholeNumber(env, 'USERS_SIGNING_KEY_DAYS', { from: 1, to: 3_650, otherwise: 90 }),
    sessionDays: wholeNumber(env, 'USERS_SESSION_DAYS', { from: 1, to: 3_650, otherwise: 90 }),
    pollMs: wholeNumber(env, 'USERS_POLL_MS', { from: 1_000, to: 3_600_000, otherwise: 600_000 }),
    production: env.NODE_ENV === 'production',
  };
}

const COUNT = { from: 1, to: 1_000_000 } as const;
