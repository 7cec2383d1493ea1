import { expect, it } from 'vitest';
import { ownAddress } from './own-address.ts';

it.each(['/ja', '/en/cart', '/ja/orders/ord_1?placed', '/en#content'])(
  '%s is where one goes on',
  (wanted) => {
    expect(ownAddress(wanted, '/ja')).toBe(wanted);
  },
);

it.each([
  null,
  '',
  'https://elsewhere.example/ja',
  '//elsewhere.example/ja',
  '/\\elsewhere.example',
  '/ja\\..\\..\\elsewhere.example',
  '/japan.example',
  'javascript:alert(1)',
  ' /ja',
  '/graphql',
])('%j is nowhere to go: the fallback is', (wanted) => {
  expect(ownAddress(wanted, '/en')).toBe('/en');
});
