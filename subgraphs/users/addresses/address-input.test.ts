import { describe, expect, it } from 'vitest';
import type { PostalCode } from '../postal-codes/postal-codes.ts';
import { type AddressInput, type AddressToStore, readAddress, resolveAddress } from './address-input.ts';

/** The address that an input makes, where the shop knows this of its postal code, or nothing. */
function addressOf(input: AddressInput, place: Partial<PostalCode> | undefined, before?: object) {
  const ofCode = place ? [{ code: '1030022', town: '日本橋室町', ...place } as PostalCode] : [];
  return resolveAddress(readAddress(input), { ofCode, ofArea: [] }, before as AddressToStore | undefined);
}

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
    expect(addressOf(fields, place)).toEqual({
      kind: 'checked',
      values: { ...fields, ...place, ownPoint: false },
    });
  });
  it('needs prefecture and municipality where the postal code is not known, and has no point then', () => {
    expect(addressOf(fields, undefined)).toMatchObject({ kind: 'invalidInput', field: 'prefecture' });
    expect(addressOf({ ...fields, prefecture: '大阪府' }, undefined)).toMatchObject({
      field: 'municipality',
    });
    const given = { ...fields, prefecture: '大阪府', municipality: '大阪市' };
    expect(addressOf(given, undefined)).toMatchObject({ values: { latitude: null, longitude: null } });
  });
  it('does not keep the old municipality when the postal code moves', () => {
    const before = { ...fields, prefecture: '東京都', municipality: '中央区' };
    const moved = addressOf({ postalCode: '1600022' }, { ...place, municipality: '新宿区' }, before);
    expect(moved).toMatchObject({ values: { municipality: '新宿区', street: fields.street } });
    expect(addressOf({ postalCode: '5300001' }, undefined, before)).toMatchObject({
      kind: 'invalidInput',
    });
    expect(addressOf({ street: '1-1' }, undefined, before)).toMatchObject({
      values: { municipality: '中央区' },
    });
  });
  it('names the first field that is not allowed', () => {
    expect(addressOf({ ...fields, postalCode: '12' }, place)).toMatchObject({ field: 'postalCode' });
    expect(addressOf({ ...fields, phone: '' }, place)).toMatchObject({ field: 'phone' });
    expect(addressOf({ ...fields, street: '' }, place)).toMatchObject({ field: 'street' });
  });
});
