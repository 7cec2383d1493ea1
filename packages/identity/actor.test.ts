import { describe, expect, it } from 'vitest';
import { actorOf, commandActor, readActor } from './actor.ts';

const user = (...roles: ('CUSTOMER' | 'STAFF' | 'ADMIN')[]) =>
  ({ kind: 'user', userId: 'usr_1', sessionId: 'ses_1', roles, scopes: [] }) as const;

describe('an actor', () => {
  it('is a person with the highest role of that moment', () => {
    expect(actorOf(user('CUSTOMER'))).toBe('CUSTOMER:usr_1');
    expect(actorOf(user('STAFF', 'ADMIN'))).toBe('ADMIN:usr_1');
    expect(actorOf(user())).toBe('CUSTOMER:usr_1');
  });

  it('is a domain, or a command with the one who ran it', () => {
    expect(actorOf({ kind: 'service', service: 'orders' })).toBe('SERVICE:orders');
    expect(commandActor({ command: 'admin:create', user: 'root' })).toBe('COMMAND:admin:create by root');
  });

  it('is read as it was kept', () => {
    expect(readActor('ADMIN:usr_1')).toEqual({ kind: 'ADMIN', id: 'usr_1' });
    expect(readActor('COMMAND:admin:create by root')).toEqual({
      kind: 'COMMAND',
      id: 'admin:create by root',
    });
    expect(readActor('UNKNOWN')).toEqual({ kind: 'UNKNOWN', id: '' });
  });
});
