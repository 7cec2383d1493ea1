import { expect, it } from 'vitest';
import { firstSaltOf, hashesOf, hashPassword, isPassword, saltOf } from './passwords.ts';

const salt = firstSaltOf('a@b.jp');

it('all accounts that claim one address share a salt, and each its own password', async () => {
  const hashes = await Promise.all(
    ['first password', 'second password'].map((text) => hashPassword(text, salt)),
  );
  const [first = '', second = ''] = hashes;
  const elsewhere = await hashPassword('second password');
  expect(hashes.map(saltOf)).toEqual([salt, salt]);
  expect(saltOf(elsewhere)).not.toBe(salt);
  expect(await hashesOf('second password', hashes)).toEqual(new Set([second]));
  expect(await hashesOf('second password', [...hashes, elsewhere])).toEqual(new Set([second, elsewhere]));
  expect(await hashesOf('first password', [first, first])).toEqual(new Set([first]));
  expect(await hashesOf('third password', hashes)).toEqual(new Set());
  expect(await hashesOf('third password', [])).toEqual(new Set());
});

it('the first salt is of its address, and has 16 bytes', async () => {
  expect(firstSaltOf('a@b.jp')).toBe(salt);
  expect(firstSaltOf('c@b.jp')).not.toBe(salt);
  expect(Buffer.from(salt, 'base64')).toHaveLength(16);
  expect(await isPassword('first password', await hashPassword('first password', salt))).toBe(true);
});

it('of an account without a password none is right', async () => {
  for (const password of ['', 'first password', 'a\0b']) {
    expect(await isPassword(password, '')).toBe(false);
    expect(await isPassword(password, undefined)).toBe(false);
    expect(await hashesOf(password, [''])).toEqual(new Set());
  }
});

it('characters that no database keeps are hashed like others', async () => {
  const odd = await hashPassword('ten letters\0 and NUL');
  expect(await isPassword('ten letters\0 and NUL', odd)).toBe(true);
  expect(await isPassword('ten letters', odd)).toBe(false);
});
