import { describe, expect, it } from 'vitest';
import { paymentsConfig } from './config.ts';

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
