import { expect, it } from 'vitest';
import { readWebConfig } from './config.ts';

const read = (more: Readonly<Record<string, string>>) =>
  readWebConfig({ TRUSTED_KEYS_FILE: '/keys.json', IDENTITY_KEY_FILE: '/key.json', ...more });

it('where people find the shop is told without a slash at its end, or not at all', () => {
  expect(read({ SHOP_URL: 'https://shop.example/' }).shopUrl).toBe('https://shop.example');
  expect(read({}).shopUrl).toBeUndefined();
});

it.each(['shop.example', 'ftp://shop.example', 'https://shop.example/?a=b'])(
  'SHOP_URL %s is refused by its name: links and cookies follow it',
  (SHOP_URL) => {
    expect(() => read({ SHOP_URL })).toThrow('SHOP_URL must hold');
  },
);

it('days ahead are those that delivery may show', () => {
  expect(read({}).deliveryDaysAhead).toBe(7);
  expect(read({ DELIVERY_DAYS_AHEAD: '60' }).deliveryDaysAhead).toBe(60);
  for (const text of ['6', '61', 'week'])
    expect(() => read({ DELIVERY_DAYS_AHEAD: text })).toThrow('DELIVERY_DAYS_AHEAD');
});
