import { describe, expect, it } from 'vitest';
import { checkAddress, resolveAddress } from './address-input.ts';

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
