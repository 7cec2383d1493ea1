import { describe, expect, it } from 'vitest';
import { readShopProfile, untoldSettings } from './shop-profile.ts';

describe('what the shop tells of itself', () => {
  it('is all there in a demo shop, and marked as a sample', () => {
    const profile = readShopProfile({});
    expect(untoldSettings(profile)).toEqual([]);
    expect(profile).toMatchObject({ nameJa: 'デパチカ', sellerJa: expect.stringContaining('見本') });
  });

  it('is never made up in production: what nobody told is missing, and its setting is named', () => {
    const profile = readShopProfile({ NODE_ENV: 'production', SHOP_PHONE: '03-1234-5678' });
    expect(profile).toMatchObject({ nameJa: 'デパチカ', phone: '03-1234-5678' });
    expect(profile.sellerJa).toBeUndefined();
    expect(untoldSettings(profile)).toContain('SHOP_SELLER_JA');
    expect(untoldSettings(profile)).not.toContain('SHOP_PHONE');
  });

  it.each([
    [{ SHOP_INVOICE_NUMBER: '1234567890123' }, 'SHOP_INVOICE_NUMBER must hold a registration number'],
    [{ SHOP_INVOICE_NUMBER: 'T123' }, 'SHOP_INVOICE_NUMBER must hold a registration number'],
    [{ SHOP_PHONE: 'call us' }, 'SHOP_PHONE must hold a phone number'],
    [{ SHOP_EMAIL: 'nobody' }, 'SHOP_EMAIL must hold a mail address'],
    [{ SHOP_NAME_JA: 'あ'.repeat(301) }, 'SHOP_NAME_JA must hold one line of at most 300 characters'],
    [{ SHOP_ADDRESS_EN: 'a\nb' }, 'SHOP_ADDRESS_EN must hold one line'],
  ])('is refused in %j, naming the variable and what it should hold', (env, message) => {
    expect(() => readShopProfile(env)).toThrow(message);
  });
});
