import { describe, expect, it } from 'vitest';
import { mayCompare } from './price-before-rules.ts';

const SALE = new Date('2026-12-01T00:00:00Z');
const DAY = 86_400;
/** So many seconds before the sale. */
const ago = (seconds: number) => new Date(SALE.getTime() - seconds * 1_000);
const offered = (from: number, until: number | null = null) => ({
  since: ago(from),
  until: until === null ? null : ago(until),
});
/** Prices, each since so many seconds before the sale. */
const priced = (...prices: (readonly [yen: number, since: number])[]) =>
  prices.map(([priceYen, since]) => ({ priceYen, since: ago(since) }));
const compare = (history: ReturnType<typeof priced>, ...offers: ReturnType<typeof offered>[]) =>
  mayCompare({ priceYen: 1_000, saleStartsAt: SALE, history, offers });

describe('the price before a sale may be shown', () => {
  it('when it was the price for more than half of eight weeks, to the second', () => {
    const half = 28 * DAY;
    expect(compare(priced([900, 100 * DAY], [1_000, half + 1]), offered(100 * DAY))).toBe(true);
    expect(compare(priced([900, 100 * DAY], [1_000, half]), offered(100 * DAY))).toBe(false);
  });

  it('when it was the price for two weeks of a shorter life, to the second', () => {
    expect(compare(priced([1_000, 14 * DAY]), offered(14 * DAY))).toBe(true);
    expect(compare(priced([1_000, 14 * DAY - 1]), offered(14 * DAY - 1))).toBe(false);
  });

  it('when the last moment at that price is less than two weeks before, to the second', () => {
    const until = (seconds: number) => priced([1_000, 100 * DAY], [1_100, seconds]);
    expect(compare(until(14 * DAY - 1), offered(100 * DAY))).toBe(true);
    expect(compare(until(14 * DAY), offered(100 * DAY))).toBe(false);
  });

  it('counting only the time in which it could be bought', () => {
    const always = priced([1_000, 100 * DAY]);
    expect(compare(always, offered(10 * DAY))).toBe(false);
    expect(compare(always)).toBe(false);
    expect(compare(always, offered(40 * DAY, 26 * DAY), offered(1))).toBe(true);
    expect(compare(always, offered(40 * DAY, 26 * DAY + 1))).toBe(false);
    // Four weeks at another price while nobody could buy it take nothing away.
    const dearer = priced([1_000, 60 * DAY], [1_200, 40 * DAY], [1_000, 12 * DAY]);
    expect(compare(dearer, offered(60 * DAY, 40 * DAY), offered(12 * DAY))).toBe(true);
  });

  it('not for what was the price longer ago than eight weeks', () => {
    expect(compare(priced([1_000, 300 * DAY], [900, 50 * DAY], [1_000, 10 * DAY]), offered(300 * DAY))).toBe(
      false,
    );
  });

  it('not when one sale follows the other', () => {
    const sales = priced(
      [1_000, 200 * DAY],
      [800, 50 * DAY],
      [1_000, 25 * DAY],
      [800, 20 * DAY],
      [1_000, 5 * DAY],
    );
    expect(compare(sales, offered(200 * DAY))).toBe(false);
  });
});
