import { wrongFields } from '@depachika/domain/problems.ts';
import { newId } from '@depachika/ids/ids.ts';
import { describe, expect, it } from 'vitest';
import { hashOf, invalidPlaceOrder, type PlaceOrderInput } from './order-input.ts';

const variantId = newId('var');
const input: PlaceOrderInput = {
  idempotencyKey: 'key',
  lines: [{ variantId, quantity: 1 }],
  addressId: newId('adr'),
  deliverySlotId: newId('slt'),
  payment: { method: 'CARD', cardToken: 'tok' },
};
const fieldOf = (changes: Partial<PlaceOrderInput>) => invalidPlaceOrder({ ...input, ...changes })?.field;
const lines = (count: number) =>
  Array.from({ length: count }, () => ({ variantId: newId('var'), quantity: 1 }));

describe('what may be ordered', () => {
  it('passes as it should be, from the cart and at its limits too', () => {
    expect(fieldOf({})).toBeUndefined();
    expect(fieldOf({ lines: null })).toBeUndefined();
    expect(fieldOf({ lines: lines(100) })).toBeUndefined();
    expect(fieldOf({ lines: [{ variantId, quantity: 99 }] })).toBeUndefined();
    expect(fieldOf({ idempotencyKey: 'k'.repeat(100) })).toBeUndefined();
    expect(fieldOf({ payment: { method: 'CARD', paymentMethodId: 'pym_1' } })).toBeUndefined();
    expect(fieldOf({ payment: { method: 'KONBINI', konbiniChain: 'LAWSON' } })).toBeUndefined();
    expect(fieldOf({ payment: { method: 'POINTS' } })).toBeUndefined();
  });

  it.each([
    ['an empty key', { idempotencyKey: '' }, 'idempotencyKey'],
    ['a long key', { idempotencyKey: 'k'.repeat(101) }, 'idempotencyKey'],
    ['no lines', { lines: [] }, 'lines'],
    ['101 lines', { lines: lines(101) }, 'lines'],
    ['a negative quantity', { lines: [{ variantId, quantity: -1 }] }, 'lines.0.quantity'],
    ['a quantity of 0', { lines: [{ variantId, quantity: 0 }] }, 'lines.0.quantity'],
    ['a quantity of 100', { lines: [...lines(1), { variantId, quantity: 100 }] }, 'lines.1.quantity'],
    [
      'a variant twice',
      { lines: [{ variantId, quantity: 1 }, ...lines(1), { variantId, quantity: 2 }] },
      'lines.2.variantId',
    ],
    ['negative points', { points: -1 }, 'points'],
    ['too many points', { points: 2_000_000_000 }, 'points'],
    ['a negative expectation', { expectedTotalYen: -1 }, 'expectedTotalYen'],
    ['a card without one', { payment: { method: 'CARD' as const } }, 'payment.cardToken'],
    [
      'two cards',
      { payment: { method: 'CARD' as const, cardToken: 'a', paymentMethodId: 'b' } },
      'payment.cardToken',
    ],
    [
      'a long token',
      { payment: { method: 'CARD' as const, cardToken: 'x'.repeat(201) } },
      'payment.cardToken',
    ],
    ['konbini without a chain', { payment: { method: 'KONBINI' as const } }, 'payment.konbiniChain'],
  ])('refuses %s, naming the field', (_, changes, field) => {
    expect(fieldOf(changes)).toBe(field);
  });
});

describe('the hash of an input', () => {
  const two = [...lines(1), { variantId, quantity: 3 }];

  it('is the same for the same order, whatever its key and the order of its lines', () => {
    expect(hashOf({ ...input, lines: two, idempotencyKey: 'other', points: null })).toBe(
      hashOf({ ...input, lines: two.toReversed(), points: 0 }),
    );
  });

  it.each([
    ['lines', { lines: two }],
    ['the cart', { lines: null }],
    ['address', { addressId: newId('adr') }],
    ['slot', { deliverySlotId: newId('slt') }],
    ['points', { points: 1 }],
    ['way to pay', { payment: { method: 'CASH_ON_DELIVERY' as const } }],
    ['expected total', { expectedTotalYen: 1 }],
  ])('differs with another %s', (_, changes) => {
    expect(hashOf({ ...input, ...changes })).not.toBe(hashOf(input));
  });
});

it('is refused for everything that is wrong in it', () => {
  const line = (quantity: number) => ({ variantId, quantity });
  const wrong = invalidPlaceOrder({
    ...input,
    idempotencyKey: '',
    expectedTotalYen: -1,
    points: -1,
    lines: [line(0), line(1)],
    payment: { method: 'KONBINI' },
  })!;
  expect(wrongFields(wrong).map(({ field }) => field)).toEqual([
    ...['idempotencyKey', 'expectedTotalYen', 'points', 'lines.0.quantity', 'lines.1.variantId'],
    'payment.konbiniChain',
  ]);
});
