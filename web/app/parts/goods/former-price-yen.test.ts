import { expect, it } from 'vitest';
import { formerPriceYen } from './former-price-yen.ts';

const variants = [
  { priceYen: 1_620, regularPriceYen: null },
  { priceYen: 864, regularPriceYen: 1_080 },
  { priceYen: 2_160, regularPriceYen: 2_592 },
];

it('the usual price that is shown is that of the variant whose price is shown', () => {
  expect(formerPriceYen(variants, 864)).toBe(1_080);
  expect(formerPriceYen(variants, 2_160)).toBe(2_592);
});

it('none is shown where the variant has none, whatever the others have', () => {
  expect(formerPriceYen(variants, 1_620)).toBeNull();
  expect(formerPriceYen([], 1_620)).toBeNull();
});
