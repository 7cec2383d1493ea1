import { describe, expect, it } from 'vitest';
import { usersConfig } from './config.ts';

describe('configuration', () => {
  it('names the variable and what it should hold', () => {
    expect(() => usersConfig({ USERS_SIGNING_KEY_DAYS: '0' })).toThrow(/USERS_SIGNING_KEY_DAYS.*1 to 3650/);
    expect(() => usersConfig({ USERS_DEVICE_DAYS: '0' })).toThrow(/USERS_DEVICE_DAYS.*1 to 3650/);
    for (const variable of [
      'LOGIN_FAILURES_PER_NETWORK',
      'LOGIN_FAILURES_PER_ACCOUNT',
      'REGISTRATIONS_PER_NETWORK',
      'MAILS_PER_NETWORK',
      'MAILS_PER_ADDRESS',
    ])
      expect(() => usersConfig({ [`USERS_${variable}`]: '0' })).toThrow(
        new RegExp(`USERS_${variable}.*1 to 1000000`),
      );
    expect(() => usersConfig({ USERS_SESSION_DAYS: '0' })).toThrow(/USERS_SESSION_DAYS.*1 to 3650/);
  });
});
