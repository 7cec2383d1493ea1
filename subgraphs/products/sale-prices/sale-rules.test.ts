import { describe, expect, it } from 'vitest';
import { checkSale, priceInForce, pricesInForce, saleProgress } from './sale-rules.ts';

const startsAt = new Date('2026-12-01T00:00:00Z');
const endsAt = new Date('2026-12-08T00:00:00Z');
const before = (moment: Date) => new Date(moment.getTime() - 1);
const sale = { priceYen: 800, regularPriceYen: 1_000, startsAt, endsAt };
const record = {
  ...{ priceYen: 800, regularPriceYen: 1_000, comparable: true },
  ...{ startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
};

describe('the price in force', () => {
  it('is that of the sale from its first moment to before its last, whatever is written on the variant', () => {
    for (const written of [1_000, 800]) {
      const variant = { priceYen: written, sale: record };
      const moments = [before(startsAt), startsAt, before(endsAt), endsAt];
      expect(moments.map((now) => priceInForce(variant, now))).toEqual([1_000, 800, 800, 1_000]);
    }
    expect(priceInForce({ priceYen: 500 }, startsAt)).toBe(500);
  });

  it('of a product goes from the lowest of its variants to the highest', () => {
    const variants = [{ priceYen: 900 }, { priceYen: 1_000, sale: record }];
    expect(pricesInForce(variants, startsAt)).toEqual({ minPriceYen: 800, maxPriceYen: 900 });
    expect(pricesInForce(variants, endsAt)).toEqual({ minPriceYen: 900, maxPriceYen: 1_000 });
  });
});

describe('a sale', () => {
  it.each([
    ['no price', { priceYen: 0 }, 'priceYen'],
    ['the price of now', { priceYen: 1_000 }, 'priceYen'],
    ['a beginning that is over', { startsAt: before(startsAt) }, 'startsAt'],
    ['no time', { endsAt: startsAt }, 'endsAt'],
    ['more than a year', { endsAt: new Date(startsAt.getTime() + 366 * 86_400_000 + 1) }, 'endsAt'],
  ])('of %s is refused', (_, changes, field) => {
    expect(checkSale({ ...sale, ...changes }, startsAt)?.field).toBe(field);
  });

  it('below the price, from now on, for a year, may be', () => {
    const year = new Date(startsAt.getTime() + 366 * 86_400_000);
    expect(checkSale({ ...sale, priceYen: 999, endsAt: year }, startsAt)).toBeUndefined();
  });

  it('leaves each price once, with the moment from which on it was one', () => {
    const progress = (started: boolean, now: Date) => saleProgress({ ...sale, started }, now);
    expect(progress(false, before(startsAt))).toEqual({ prices: [], phase: 'TO_COME' });
    const lower = { priceYen: 800, since: startsAt };
    const back = { priceYen: 1_000, since: endsAt };
    expect(progress(false, startsAt)).toEqual({ prices: [lower], phase: 'RUNNING' });
    expect(progress(true, startsAt)).toEqual({ prices: [], phase: 'RUNNING' });
    expect(progress(true, endsAt)).toEqual({ prices: [back], phase: 'OVER' });
    expect(progress(false, endsAt)).toEqual({ prices: [lower, back], phase: 'OVER' });
  });
});
