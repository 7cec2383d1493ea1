import { wrongFields } from '@depachika/domain/problems.ts';
import { describe, expect, it } from 'vitest';
import { SANDBOX_CARDS } from '../provider/sandbox-cards.ts';
import { cardBrand, cardProblem, passesLuhn } from './card.ts';

const TODAY = '2026-11-22';
const card = { number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, securityCode: '123' };

describe('a card', () => {
  it('is right up to the end of its month', () => {
    expect(cardProblem({ ...card, expiryYear: 2026, expiryMonth: 11 }, TODAY)).toBeUndefined();
    expect(cardProblem({ ...card, expiryYear: 2046 }, TODAY)).toBeUndefined();
    expect(cardProblem({ ...card, securityCode: '1234' }, TODAY)).toBeUndefined();
  });

  it.each([
    ['number', { number: '4242424242424241' }],
    ['number', { number: '42424242424' }],
    ['number', { number: '42424242424242424242' }],
    ['number', { number: '4242 4242 4242 4242' }],
    ['number', { number: '' }],
    ['expiryMonth', { expiryMonth: 0 }],
    ['expiryMonth', { expiryMonth: 13 }],
    ['expiryMonth', { expiryMonth: 10, expiryYear: 2026 }],
    ['expiryYear', { expiryYear: 2025 }],
    ['expiryYear', { expiryYear: 2047 }],
    ['securityCode', { securityCode: '12' }],
    ['securityCode', { securityCode: '12345' }],
    ['securityCode', { securityCode: '１２３' }],
  ])('with a wrong %s says so: %o', (field, changes) => {
    expect(cardProblem({ ...card, ...changes }, TODAY)).toMatchObject({ field });
  });

  it('that is wrong all over says all of it', () => {
    const wrong = cardProblem({ number: '1', expiryMonth: 13, expiryYear: 1999, securityCode: '' }, TODAY)!;
    expect(wrongFields(wrong).map(({ field }) => field)).toEqual([
      'number',
      'expiryMonth',
      'expiryYear',
      'securityCode',
    ]);
  });

  it.each([
    ['4111111111111111', 'VISA'],
    ['5555555555554444', 'Mastercard'],
    ['2223003122003222', 'Mastercard'],
    ['3530111333300000', 'JCB'],
    ['378282246310005', 'American Express'],
    ['30569309025904', 'Diners Club'],
    ['6011111111111117', 'Card'],
  ])('%s is a %s', (number, brand) => {
    expect(passesLuhn(number)).toBe(true);
    expect(cardBrand(number)).toBe(brand);
  });
});

it('every sandbox card is a card, and each number stands for one behaviour', () => {
  for (const { number } of SANDBOX_CARDS) expect(cardProblem({ ...card, number }, TODAY)).toBeUndefined();
  expect(new Set(SANDBOX_CARDS.map(({ number }) => number)).size).toBe(SANDBOX_CARDS.length);
});
