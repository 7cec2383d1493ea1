import { describe, expect, it } from 'vitest';
import { refusedForm } from './form-guard.ts';

const post = (headers: Record<string, string>) =>
  refusedForm({ method: 'POST', headers: { host: 'shop.example', 'content-length': '20', ...headers } });

describe('a form', () => {
  it.each([
    ['of a page of the shop', { 'sec-fetch-site': 'same-origin', origin: 'https://shop.example' }],
    ['of a browser that says nothing of whose it is', {}],
  ])('%s is taken', (_, headers) => {
    expect(post(headers)).toBeUndefined();
  });

  it.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of another address of the same site', { 'sec-fetch-site': 'same-site' }],
    ['that was typed in as an address', { 'sec-fetch-site': 'none' }],
    ['of another origin', { origin: 'https://elsewhere.example' }],
    ['of another port', { origin: 'https://shop.example:8443' }],
    ['of a page that hides where it is from', { origin: 'null' }],
  ])('%s is refused', (_, headers) => {
    expect(post(headers)).toBe(403);
  });

  it.each([
    ['that is too large', { 'content-length': '100001' }],
    ['that does not say how large it is', { 'content-length': '' }],
    ['whose length is no number', { 'content-length': 'many' }],
  ])('%s is refused', (_, headers) => {
    const length = headers['content-length'];
    const { 'content-length': __, ...rest } = headers;
    const sent = length === '' ? { method: 'POST', headers: { host: 'shop.example', ...rest } } : undefined;
    expect(sent ? refusedForm(sent) : post(headers)).toBe(413);
  });
});

it('reading needs no form, and other methods there are none', () => {
  expect(refusedForm({ method: 'GET', headers: { 'sec-fetch-site': 'cross-site' } })).toBeUndefined();
  expect(refusedForm({ method: 'HEAD', headers: {} })).toBeUndefined();
  expect(refusedForm({ method: 'PUT', headers: {} })).toBe(405);
});
