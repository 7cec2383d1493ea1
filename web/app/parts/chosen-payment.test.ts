import { describe, expect, it } from 'vitest';
import { chosenPayment } from './chosen-payment.ts';

function chosen(fields: Record<string, string>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return chosenPayment(form);
}

describe('a way to pay', () => {
  it.each([
    [{ way: 'CARD/pm_1' }, { method: 'CARD', paymentMethodId: 'pm_1' }],
    [
      { way: 'CARD/new', cardToken: 'tok_1' },
      { method: 'CARD', cardToken: 'tok_1' },
    ],
    [
      { way: 'KONBINI', chain: 'LAWSON' },
      { method: 'KONBINI', konbiniChain: 'LAWSON' },
    ],
    [{ way: 'CASH_ON_DELIVERY', chain: 'LAWSON' }, { method: 'CASH_ON_DELIVERY' }],
    [{ way: 'POINTS' }, { method: 'POINTS' }],
  ])('is what %j says', (fields, payment) => {
    expect(chosen(fields as Record<string, string>)).toEqual(payment);
  });

  it.each([
    [{}],
    [{ way: '' }],
    [{ way: 'CARD' }],
    [{ way: 'CARD/new' }],
    [{ way: 'CARD/new', cardToken: '' }],
    [{ way: 'KONBINI' }],
    [{ way: 'KONBINI', chain: 'CORNER_SHOP' }],
    [{ way: 'CHEQUE' }],
  ])('is not what %j says', (fields) => {
    expect(chosen(fields as Record<string, string>)).toBeUndefined();
  });
});
