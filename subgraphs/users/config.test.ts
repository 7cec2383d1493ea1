import { describe, expect, it } from 'vitest';
import { usersConfig } from './config.ts';

describe('configuration', () => {
  it('names the variable and what it should hold', () => {
    expect(() => usersConfig({ USERS_SIGNING_KEY_DAYS: '0' })).toThrow(/USERS_SIGNING_KEY_DAYS.*1 to 3650/);
    expect(() => usersConfig({ USERS_SESSION_DAYS: '0' })).toThrow(/USERS_SESSION_DAYS.*1 to 3650/);
  });
});
