import { expect, it } from 'vitest';
import { wrongCard } from './card-fields.tsx';

const wrong = (fields: readonly string[], expiryMonth: number, expiryYear: number) =>
  wrongCard(
    fields.map((field) => ({ field })),
    { expiryMonth, expiryYear },
  );

it('tells a card that has expired from an expiry that cannot be meant', () => {
  expect(wrong(['expiryYear'], 4, 2020)).toEqual({ expiry: 'expired' });
  expect(wrong(['expiryMonth'], 13, 2099)).toEqual({ expiry: 'expiry' });
  expect(wrong(['expiryMonth', 'expiryYear'], 0, 0)).toEqual({ expiry: 'expiry' });
  expect(wrong(['expiryYear'], 4, 2099)).toEqual({ expiry: 'expiry' });
});

it('names every field that is wrong', () => {
  expect(wrong(['number', 'securityCode'], 4, 2030)).toEqual({
    number: 'number',
    securityCode: 'securityCode',
  });
});
