import { describe, expect, it } from 'vitest';
import { paymentsConfig } from './config.ts';

const SECRET = 'a-secret-that-is-long-enough-for-it';
const OTHER = 'the-secret-that-was-before-this-one';

describe('the secrets of webhooks', () => {
  it('are one that signs, and while it is changed another one whose signatures are taken too', () => {
    expect(paymentsConfig({ PAYMENT_WEBHOOK_SECRET: SECRET })).toMatchObject({
      webhookSecret: SECRET,
      webhookSecrets: [SECRET],
    });
    const both = { PAYMENT_WEBHOOK_SECRET: SECRET, PAYMENT_WEBHOOK_OTHER_SECRET: OTHER };
    expect(paymentsConfig(both)).toMatchObject({ webhookSecret: SECRET, webhookSecrets: [SECRET, OTHER] });
    expect(paymentsConfig({ ...both, PAYMENT_WEBHOOK_OTHER_SECRET: '' }).webhookSecrets).toEqual([SECRET]);
  });

  it.each(['PAYMENT_WEBHOOK_SECRET', 'PAYMENT_WEBHOOK_OTHER_SECRET'])(
    '%s of under 32 characters stops the start',
    (variable) => {
      expect(() => paymentsConfig({ PAYMENT_WEBHOOK_SECRET: SECRET, [variable]: 'short' })).toThrow(variable);
    },
  );

  it('are needed in production', () => {
    expect(() => paymentsConfig({ NODE_ENV: 'production' })).toThrow('PAYMENT_WEBHOOK_SECRET');
  });
});
