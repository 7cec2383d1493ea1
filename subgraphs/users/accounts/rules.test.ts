import { describe, expect, it } from 'vitest';
import { checkAddress, resolveAddress } from '../addresses/address-input.ts';
import { usersConfig } from '../config.ts';
import { isRotationDue, publishedKeysAt, signingKeyAt } from '../keys/signing-key.ts';
import { lockMs } from '../sessions/login-throttle.ts';
import { checkProfile, checkRegistration } from './account-input.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('registration', () => {
  const good = { email: 'a@b.jp', password: '0123456789', name: '花子' };
  it('fills in what was left out', () => {
    expect(checkRegistration(good)).toEqual({
      kind: 'checked',
      values: { ...good, nameKana: '', phone: '' },
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

describe('address', () => {
  const place = { prefecture: '東京都', municipality: '中央区', latitude: 35.6, longitude: 139.7 };
  const fields = {
    recipientName: '花子',
    recipientKana: '',
    phone: '09012345678',
    postalCode: '1030022',
    street: '日本橋室町1-4-1',
    building: '',
  };
  it('takes prefecture, municipality and point from the postal code', () => {
    expect(resolveAddress(fields, place)).toEqual({ kind: 'checked', values: { ...fields, ...place } });
  });
  it('needs prefecture and municipality where the postal code is not known, and has no point then', () => {
    expect(resolveAddress(fields, undefined)).toMatchObject({ kind: 'invalidInput', field: 'prefecture' });
    expect(resolveAddress({ ...fields, prefecture: '大阪府' }, undefined)).toMatchObject({
      field: 'municipality',
    });
    const given = { ...fields, prefecture: '大阪府', municipality: '大阪市' };
    expect(resolveAddress(given, undefined)).toMatchObject({ values: { latitude: null, longitude: null } });
  });
  it('does not keep the old municipality when the postal code moves', () => {
    const before = { ...fields, prefecture: '東京都', municipality: '中央区' };
    const moved = resolveAddress({ postalCode: '1600022' }, { ...place, municipality: '新宿区' }, before);
    expect(moved).toMatchObject({ values: { municipality: '新宿区', street: fields.street } });
    expect(resolveAddress({ postalCode: '5300001' }, undefined, before)).toMatchObject({
      kind: 'invalidInput',
    });
    expect(resolveAddress({ street: '1-1' }, undefined, before)).toMatchObject({
      values: { municipality: '中央区' },
    });
  });
  it('names the first field that is not allowed', () => {
    expect(checkAddress({ postalCode: '12' })).toMatchObject({ field: 'postalCode' });
    expect(checkAddress({ phone: '' })).toMatchObject({ field: 'phone' });
    expect(checkAddress({ street: '' })).toMatchObject({ field: 'street' });
  });
});

describe('login delay', () => {
  it('begins with the fifth failure and doubles up to 15 minutes', () => {
    expect([1, 4, 5, 6, 9, 10, 1_000_000].map(lockMs)).toEqual([
      0, 0, 30_000, 60_000, 480_000, 900_000, 900_000,
    ]);
  });
});

describe('signing keys', () => {
  const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms);
  const keys = [
    { kid: 'old', activatesAt: at(0) },
    { kid: 'new', activatesAt: at(10 * HOUR_MS) },
  ];
  it('sign from their activation until the next one', () => {
    expect(signingKeyAt(keys, at(10 * HOUR_MS - 1))?.kid).toBe('old');
    expect(signingKeyAt(keys, at(10 * HOUR_MS))?.kid).toBe('new');
    expect(signingKeyAt([], at(0))).toBeUndefined();
  });
  it('are published before they sign and until the last token signed by them has ended', () => {
    const kids = (ms: number) => publishedKeysAt(keys, at(ms)).map(({ kid }) => kid);
    expect(kids(HOUR_MS)).toEqual(['old', 'new']);
    expect(kids(11 * HOUR_MS)).toEqual(['old', 'new']);
    expect(kids(11 * HOUR_MS + 5 * MINUTE_MS)).toEqual(['new']);
  });
  it('are due for rotation by the age of the newest', () => {
    expect(isRotationDue(keys, at(11 * HOUR_MS), HOUR_MS)).toBe(true);
    expect(isRotationDue(keys, at(11 * HOUR_MS - 1), HOUR_MS)).toBe(false);
  });
});

describe('configuration', () => {
  it('names the variable and what it should hold', () => {
    expect(() => usersConfig({ USERS_SIGNING_KEY_DAYS: '0' })).toThrow(/USERS_SIGNING_KEY_DAYS.*1 to 3650/);
  });
});
