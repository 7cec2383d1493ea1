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

  it('are needed in production', () => {
    expect(() => paymentsConfig({ NODE_ENV: 'production' })).toThrow('PAYMENT_WEBHOOK_SECRET');
  });
});
