import { expect, it } from 'vitest';
import { orderLinkHash } from './order-link-rules.ts';

const link = { number: 'DP-2611-000123', token: 'x'.repeat(43) };

it('the link of an order is good with its number alone, and with its token alone', () => {
  expect(orderLinkHash(link)).toEqual(orderLinkHash({ ...link }));
  expect(orderLinkHash({ ...link, number: 'DP-2611-000124' })).not.toEqual(orderLinkHash(link));
  expect(orderLinkHash({ ...link, token: 'y'.repeat(43) })).not.toEqual(orderLinkHash(link));
});

it('what can be no link of ours is not looked for', () => {
  for (const token of ['', 'x'.repeat(42), 'x'.repeat(44), 'x'.repeat(1_000_000)])
    expect(orderLinkHash({ ...link, token })).toBeUndefined();
  expect(orderLinkHash({ ...link, number: '1'.repeat(41) })).toBeUndefined();
});
