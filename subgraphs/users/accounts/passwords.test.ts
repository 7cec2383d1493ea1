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
