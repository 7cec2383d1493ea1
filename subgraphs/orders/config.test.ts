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
