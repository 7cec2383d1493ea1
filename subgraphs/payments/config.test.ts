import { describe, expect, it } from 'vitest';
import { paymentsConfig } from './config.ts';

const PRODUCTION = {
  NODE_ENV: 'production',
  PAYMENT_PROVIDER: 'sandbox',
  PAYMENT_WEBHOOK_SECRET: 'h3pNUp0q0l8bq7mS9vJt2yB4wXcR6kZd',
};

describe('the configuration of payments', () => {
  it('needs nothing on one machine', () => {
    expect(paymentsConfig({}).webhookSecret.length).toBeGreaterThanOrEqual(32);
  });

  it('takes the sandbox in production only when it is named', () => {
    expect(paymentsConfig(PRODUCTION)).toMatchObject({ webhookSecret: PRODUCTION.PAYMENT_WEBHOOK_SECRET });
    for (const provider of [undefined, ''])
      expect(() => paymentsConfig({ ...PRODUCTION, PAYMENT_PROVIDER: provider })).toThrow(
        /^PAYMENT_PROVIDER must be set in production: .*set it to sandbox if/,
      );
    expect(() => paymentsConfig({ PAYMENT_PROVIDER: 'stripe' })).toThrow('PAYMENT_PROVIDER must be sandbox');
  });

  it.each([
    paymentsConfig({}).webhookSecret,
    ` ${paymentsConfig({}).webhookSecret.toUpperCase()}`,
    'a-secret-that-is-long-enough-for-tests',
    'a-secret-of-tests-with-32-characters-or-more',
  ])('knows in production a secret that everybody has read: %s', (secret) => {
    expect(() => paymentsConfig({ ...PRODUCTION, PAYMENT_WEBHOOK_SECRET: secret })).toThrow(
      /^PAYMENT_WEBHOOK_SECRET must hold a secret of your own/,
    );
    expect(paymentsConfig({ PAYMENT_WEBHOOK_SECRET: secret }).webhookSecret).toBe(secret);
  });

  it.each([undefined, '', 'short'])('refuses a secret that is none in production: %j', (secret) => {
    expect(() => paymentsConfig({ ...PRODUCTION, PAYMENT_WEBHOOK_SECRET: secret })).toThrow(
      /^PAYMENT_WEBHOOK_SECRET must hold/,
    );
  });
});
