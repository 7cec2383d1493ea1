import { describe, expect, it } from 'vitest';
import type { UserRecord } from '../accounts/user.ts';
import { disabledAccount, enabledAccount } from './account-change.ts';

const now = new Date('2026-11-26T00:00:00Z');
const user = (id: string, role: UserRecord['role'], disabledAt: Date | null = null) =>
  ({ id, role, version: 3, disabledAt }) as UserRecord;
const decision = { actorId: 'a', reason: 'Stolen cards', expectedVersion: 3, now };
const admin = user('a', 'ADMIN');

describe('disabling an account', () => {
  it('keeps when, why and by whom, in its next version', () => {
    expect(disabledAccount(user('c', 'CUSTOMER'), decision, [admin])).toMatchObject({
      kind: 'changed',
      after: { id: 'c', disabledAt: now, disabledReason: 'Stolen cards', disabledBy: 'a', version: 4 },
    });
  });

  it('is refused for the own account, at another version, and a second time', () => {
    const other = user('b', 'ADMIN');
    expect(disabledAccount(admin, decision, [admin, other])).toEqual({ kind: 'ownAccount' });
    const older = { ...decision, expectedVersion: 2 };
    expect(disabledAccount(other, older, [admin, other])).toMatchObject({ kind: 'versionConflict' });
    expect(disabledAccount(user('c', 'CUSTOMER', now), decision, [admin])).toEqual({
      kind: 'accountDisabled',
    });
  });

  it('is refused for the last administrator, whose rights nobody else has', () => {
    const last = user('b', 'ADMIN');
    expect(disabledAccount(last, decision, [last])).toEqual({ kind: 'lastAdministrator', userId: 'b' });
    expect(disabledAccount(last, decision, [admin, last]).kind).toBe('changed');
    expect(disabledAccount(user('c', 'STAFF'), decision, []).kind).toBe('changed');
  });
});

describe('enabling an account', () => {
  it('leaves nothing of what disabled it, in its next version', () => {
    expect(enabledAccount(user('c', 'CUSTOMER', now), decision)).toMatchObject({
      kind: 'changed',
      after: { disabledAt: null, disabledReason: null, disabledBy: null, version: 4 },
    });
  });

  it('is refused at another version, and for one that is not disabled', () => {
    const older = { ...decision, expectedVersion: 2 };
    expect(enabledAccount(user('c', 'CUSTOMER', now), older)).toMatchObject({ kind: 'versionConflict' });
    expect(enabledAccount(user('c', 'CUSTOMER'), decision)).toEqual({ kind: 'accountEnabled' });
  });
});
