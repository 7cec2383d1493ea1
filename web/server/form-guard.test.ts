import { describe, expect, it } from 'vitest';
import { refusedForm } from './form-guard.ts';

const form = (headers: Readonly<Record<string, string>>, method = 'POST') =>
  refusedForm({ method, headers: { host: 'shop.example', 'content-length': '10', ...headers } });

describe('a form', () => {
  it.each([
    ['by a browser that says all', { origin: 'https://shop.example', 'sec-fetch-site': 'same-origin' }],
    ['by one that says only its origin', { origin: 'http://shop.example' }],
    ['by one that says only its site', { 'sec-fetch-site': 'same-origin' }],
  ])('of this shop is taken, sent %s', (_, headers) => {
    expect(form(headers)).toBeUndefined();
  });

  it.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another site whose browser says only its origin', { origin: 'https://evil.example' }],
    ['a sibling of this host', { 'sec-fetch-site': 'same-site', origin: 'https://other.shop.example' }],
    ['another port of this host', { origin: 'https://shop.example:8443' }],
    ['a page without an origin', { origin: 'null' }],
    [
      'a page whose site contradicts its origin',
      { origin: 'https://shop.example', 'sec-fetch-site': 'none' },
    ],
    ['nobody who says who it is', {}],
  ])('of %s is refused', (_, headers) => {
    expect(form(headers)).toBe(403);
  });

  it('larger than any form of the shop is refused, and one that does not say how large', () => {
    const own = { origin: 'https://shop.example' };
    expect(form({ ...own, 'content-length': '100001' })).toBe(413);
    expect(refusedForm({ method: 'POST', headers: { host: 'shop.example', ...own } })).toBe(413);
  });

  it('changes nothing by other methods, and pages are read without one', () => {
    expect(form({}, 'PUT')).toBe(405);
    expect(form({ origin: 'https://evil.example' }, 'GET')).toBeUndefined();
  });
});
