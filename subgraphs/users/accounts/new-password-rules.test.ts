import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisedPassword } from './account-input.ts';
import { checkNewPassword } from './new-password.ts';

const owner = {
  email: 'hanako.sato@example.jp',
  name: '佐藤 花子',
  nameKana: 'サトウ ハナコ',
  phone: '09012345678',
};
const refused = (password: string) =>
  checkNewPassword(normalisedPassword(password), owner, { published: 'allowed' })?.allowed;

describe('a new password', () => {
  it.each([
    'ようこそ depachika 1',
    '百貨店の地下で買う和菓子',
    'correct horse battery',
    'hanako.sato likes どらやき',
  ])('may be any that is hard to try: %s', (password) => {
    expect(refused(password)).toBeUndefined();
  });

  it.each([
    'password123',
    'PassWord123',
    'ｐａｓｓｗｏｒｄ１２３',
    '"password123"!!',
    '1q2w3e4r5t',
    'qwertyuiop',
    'administrator',
  ])('is none of those that everybody tries, however it is written: %s', (password) => {
    expect(refused(password)?.en).toBe('none of the passwords that are used most');
  });

  it.each([
    'hanako.sato',
    'Hanako.Sato@example.jp',
    'HANAKO.SATO-123456',
    '090-1234-5678',
    '佐藤花子佐藤花子佐藤',
    'サトウハナコサトウハナコ',
    'depachika123',
    'Ｄｅｐａｃｈｉｋａ！！２０２６',
    'depachika-password',
    'デパ地下デパ地下デパ地下',
  ])("is not made of its owner's name, nor of the shop's: %s", (password) => {
    expect(refused(password)?.en).toMatch(/^more than the e-mail address/);
  });

  it.each([
    'ああああああああああ',
    'abababababab',
    '0123456789',
    '9876543210987654321098765',
    'abcdefghij',
    'poiuytrewq',
  ])('is not one character or row after another: %s', (password) => {
    expect(refused(password)?.en).toMatch(/^more than a few/);
  });

  it('is refused for what the demo prints where no demo is', () => {
    const published = checkNewPassword('depachika-demo', owner, { published: 'refused' });
    expect(published).toMatchObject({
      field: 'password',
      allowed: { en: 'a password that no document prints' },
    });
    expect(refused('depachika-demo')).toBeUndefined();
  });

  it('may hold as many signs as it will, and costs linear time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 10, maxLength: 200 }), (signs) => {
        expect(refused(`鮭といくらの親子丼${signs}`)).toBeUndefined();
      }),
    );
  });
});
