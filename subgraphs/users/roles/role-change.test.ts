import { describe, expect, it } from 'vitest';
import type { UserRecord } from '../accounts/user.ts';
import { changedRole } from './role-change.ts';

const user = (id: string, role: UserRecord['role']) => ({ id, role, version: 3 }) as UserRecord;
const admin = user('a', 'ADMIN');

describe('a change of role', () => {
  it('is the next version of the user', () => {
    const before = user('c', 'CUSTOMER');
    expect(changedRole(before, { role: 'STAFF', expectedVersion: 3 }, [admin])).toEqual({
      kind: 'changed',
      before,
      after: { ...before, role: 'STAFF', version: 4 },
    });
  });

  it('is refused at another version', () => {
    expect(changedRole(admin, { role: 'STAFF', expectedVersion: 2 }, [admin])).toEqual({
      kind: 'versionConflict',
      expectedVersion: 2,
      currentVersion: 3,
    });
  });

  it('is refused to the last administrator, who may stay one', () => {
    const demotion = { role: 'CUSTOMER', expectedVersion: 3 } as const;
    expect(changedRole(admin, demotion, [admin])).toEqual({ kind: 'lastAdministrator', userId: 'a' });
    expect(changedRole(admin, demotion, [admin, user('b', 'ADMIN')]).kind).toBe('changed');
    expect(changedRole(admin, { role: 'ADMIN', expectedVersion: 3 }, []).kind).toBe('changed');
  });
});
