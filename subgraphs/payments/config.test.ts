import { describe, expect, it } from 'vitest';
import { paymentsConfig } from './config.ts';

describe('the configuration of payments', () => {
  it('lets welcome points wait for a first delivery, unless the shop gives them at once', () => {
    expect(paymentsConfig({})).toMatchObject({ welcomePoints: 500, welcomePointsAfter: 'FIRST_DELIVERY' });
    expect(paymentsConfig({ WELCOME_POINTS_AFTER: 'REGISTRATION' }).welcomePointsAfter).toBeNull();
  });

  it.each([
    [{ WELCOME_POINTS_AFTER: 'never' }, 'WELCOME_POINTS_AFTER must be FIRST_DELIVERY or REGISTRATION'],
    [{ WELCOME_POINTS: '-1' }, 'WELCOME_POINTS must be a whole number from 0 to 100000'],
  ])('refuses %j, naming the variable and what it should hold', (env, message) => {
    expect(() => paymentsConfig(env)).toThrow(message);
  });
});

describe('how long an authorisation lasts', () => {
  it.each([
    [undefined, 60],
    ['7', 7],
  ])('is %s in the environment and %i days', (text, days) => {
    const env = text === undefined ? {} : { PAYMENT_AUTHORIZATION_DAYS: text };
    expect(paymentsConfig(env).authorizationMs).toBe(days * 86_400_000);
  });

  it.each(['0', '91', '1.5', 'long'])('cannot be %s', (text) => {
    expect(() => paymentsConfig({ PAYMENT_AUTHORIZATION_DAYS: text })).toThrow('PAYMENT_AUTHORIZATION_DAYS');
  });
});

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
});

const PRODUCTION = {
  NODE_ENV: 'production',
  PAYMENT_PROVIDER: 'sandbox',
  PAYMENT_WEBHOOK_SECRET: 'h3pNUp0q0l8bq7mS9vJt2yB4wXcR6kZd',
};

describe('payments in production', () => {
  it('need nothing on one machine', () => {
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
