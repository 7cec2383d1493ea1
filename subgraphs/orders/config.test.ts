import { describe, expect, it } from 'vitest';
import { ordersConfig } from './config.ts';

describe('the configuration of orders', () => {
  it('has defaults under which a lease outlives every call of an attempt, and orders end before their holds', () => {
    const config = ordersConfig({});
    expect(config.sagaLeaseMs).toBeGreaterThan(5 * config.rpcTimeoutMs);
    expect(config.pendingLimitMs).toBeLessThan(15 * 60_000);
    expect(config.expiryMarginMs).toBeLessThan(10 * 60_000);
  });

  it('keeps the categories that are listed, and none when the list is empty', () => {
    expect(ordersConfig({ ORDERS_PERISHABLE_CATEGORIES: ' meals, cakes,' }).perishableCategories).toEqual([
      'meals',
      'cakes',
    ]);
    expect(ordersConfig({ ORDERS_PERISHABLE_CATEGORIES: '' }).perishableCategories).toEqual([]);
  });

  it('allows a customer some orders that are not paid for, and a household more', () => {
    const { unpaidLimits } = ordersConfig({});
    expect(unpaidLimits).toEqual({
      CUSTOMER_ORDERS: 5,
      CUSTOMER_PIECES: 100,
      RECIPIENT_ORDERS: 10,
      RECIPIENT_PIECES: 200,
    });
    expect(ordersConfig({ ORDERS_UNPAID_PER_RECIPIENT: '3' }).unpaidLimits.RECIPIENT_ORDERS).toBe(3);
  });

  it.each([
    [{ ORDERS_UNPAID_PER_CUSTOMER: '0' }, 'ORDERS_UNPAID_PER_CUSTOMER must be a whole number from 1'],
    [{ ORDERS_POLL_MS: '10' }, 'ORDERS_POLL_MS must be a whole number from 1000 to 60000'],
    [{ ORDERS_RPC_TIMEOUT_MS: 'soon' }, 'ORDERS_RPC_TIMEOUT_MS'],
    [{ ORDERS_SAGA_LEASE_MS: '25000' }, 'ORDERS_SAGA_LEASE_MS'],
    [{ ORDERS_MISSED_SLOT_HOURS: '0' }, 'ORDERS_MISSED_SLOT_HOURS must be a whole number from 1 to 336'],
    [{ ORDERS_RETURN_DAYS: '-1' }, 'ORDERS_RETURN_DAYS'],
    [{ ORDERS_RETURN_DECISION_DAYS: '0' }, 'ORDERS_RETURN_DECISION_DAYS'],
    [{ ORDERS_PERISHABLE_CATEGORIES: 'meals,生もの' }, 'ORDERS_PERISHABLE_CATEGORIES must hold slugs'],
  ])('refuses %j, naming the variable and what it should hold', (env, message) => {
    expect(() => ordersConfig(env)).toThrow(message);
  });
});

const shopOf = (env: NodeJS.ProcessEnv) => ordersConfig(env).shop;

describe('what the shop tells of itself', () => {
  it('is all there in a demo shop, and marked as a sample', () => {
    const profile = shopOf({});
    expect(profile.untold).toEqual([]);
    expect(profile).toMatchObject({ nameJa: 'デパチカ', sellerJa: expect.stringContaining('見本') });
  });

  it('is never made up in production: what nobody told is missing, and its setting is named', () => {
    const profile = shopOf({ NODE_ENV: 'production', SHOP_PHONE: '03-1234-5678' });
    expect(profile).toMatchObject({ nameJa: 'デパチカ', phone: '03-1234-5678' });
    expect(profile.sellerJa).toBeUndefined();
    expect(profile.untold).toContain('SHOP_SELLER_JA');
    expect(profile.untold).not.toContain('SHOP_PHONE');
  });

  it.each([
    [{ SHOP_INVOICE_NUMBER: '1234567890123' }, 'SHOP_INVOICE_NUMBER must hold a registration number'],
    [{ SHOP_INVOICE_NUMBER: 'T123' }, 'SHOP_INVOICE_NUMBER must hold a registration number'],
    [{ SHOP_PHONE: 'call us' }, 'SHOP_PHONE must hold a phone number'],
    [{ SHOP_EMAIL: 'nobody' }, 'SHOP_EMAIL must hold a mail address'],
    [{ SHOP_NAME_JA: 'あ'.repeat(301) }, 'SHOP_NAME_JA must hold one line of at most 300 characters'],
    [{ SHOP_ADDRESS_EN: 'a\nb' }, 'SHOP_ADDRESS_EN must hold one line'],
  ])('is refused in %j, naming the variable and what it should hold', (env, message) => {
    expect(() => shopOf(env)).toThrow(message);
  });
});
