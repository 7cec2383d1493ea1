import { describe, expect, it } from 'vitest';
import { paidMoves } from './paid-rules.ts';

const cutOffAt = '2026-11-24T13:00:00.000Z';
const inTime = new Date(cutOffAt);
const tooLate = new Date('2026-11-24T13:00:00.001Z');

describe('an order whose payment is certain', () => {
  it.each([
    ['PENDING', inTime, 'CONFIRMED'],
    ['PENDING', tooLate, 'CANCELLED'],
    ['AWAITING_PAYMENT', inTime, 'CONFIRMED'],
    ['AWAITING_PAYMENT', tooLate, 'CANCELLED'],
    // The table refuses the step: what is confirmed already stays so.
    ['CONFIRMED', tooLate, 'CONFIRMED'],
    ['PREPARING', tooLate, 'CONFIRMED'],
  ] as const)('that is %s at %s becomes %s', (status, now, to) => {
    const order = { status, version: 2, paymentGraceEndsAt: null, slot: { cutOffAt } };
    expect(paidMoves(order, now)).toMatchObject([{ to, by: 'PAYMENT' }]);
  });
});
