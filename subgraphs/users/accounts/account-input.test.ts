import { describe, expect, it } from 'vitest';
import { checkProfile, checkRegistration } from './account-input.ts';

describe('registration', () => {
  const good = { email: 'a@b.jp', password: '0123456789', name: '花子' };
  it('fills in what was left out', () => {
    expect(checkRegistration(good)).toEqual({
      kind: 'checked',
      values: { ...good, nameKana: '', phone: '', language: 'ja' },
    });
  });
  it.each([
    ['email', 'nobody'],
    ['password', '123456789'],
    ['password', '1'.repeat(201)],
    ['name', ' '],
    ['name', '名'.repeat(101)],
    ['nameKana', 'Hanako'],
    ['phone', '123'],
  ])('names %s when it is %j', (field, value) => {
    expect(checkRegistration({ ...good, [field]: value })).toMatchObject({ kind: 'invalidInput', field });
  });
  it('lets a profile leave fields alone, and the phone be removed', () => {
    expect(checkProfile({ name: null, phone: '' })).toEqual({ kind: 'checked', values: { phone: '' } });
  });
});
