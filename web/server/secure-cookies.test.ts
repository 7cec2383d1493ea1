import { expect, it } from 'vitest';
import { hasSecureCookies } from './secure-cookies.ts';

it.each([
  ['https://shop.example', true, true],
  ['https://shop.example', false, true],
  // A trial in a network without certificates signs people in.
  ['http://192.0.2.1:8080', true, false],
  ['http://localhost:8080', false, false],
  [undefined, true, true],
  [undefined, false, false],
])('cookies of a shop at %s, in production %s, are bound to HTTPS: %s', (shopUrl, production, bound) => {
  expect(hasSecureCookies({ shopUrl, production })).toBe(bound);
});
