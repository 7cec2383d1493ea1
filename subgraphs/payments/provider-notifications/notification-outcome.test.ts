import { expect, it } from 'vitest';
import type { Payment } from '../payment/payment.ts';
import {
  isFinal,
  isUndecided,
  judgeAuthorization,
  judgeReceipt,
  type NotificationOutcome,
  surplusOf,
} from './notification-outcome.ts';

const NOON = new Date('2026-11-22T03:00:00Z');
const told = (amountYen: number, paidAt = NOON.toISOString()) => ({ amountYen, paidAt });

it.each([
  ['of a slip that nobody knows', undefined, told(100), 'UNKNOWN_SLIP'],
  ['of another amount', { amountYen: 100, paidAt: null }, told(101), 'WRONG_AMOUNT'],
  ['of another amount for a slip that is paid', { amountYen: 100, paidAt: NOON }, told(1), 'WRONG_AMOUNT'],
  ['of its amount', { amountYen: 100, paidAt: null }, told(100), 'ACCEPTED'],
  ['told again', { amountYen: 100, paidAt: NOON }, told(100), 'ALREADY_KNOWN'],
  [
    'told again in another form of the same time',
    { amountYen: 100, paidAt: NOON },
    told(100, '2026-11-22T12:00:00+09:00'),
    'ALREADY_KNOWN',
  ],
  ['of another time', { amountYen: 100, paidAt: NOON }, told(100, '2026-11-22T03:00:01Z'), 'PAID_TWICE'],
] as const)('money %s is judged so', (_, slip, notification, outcome) => {
  expect(judgeReceipt(slip, notification)).toBe(outcome);
});

it('an authorisation is accepted for what it does, and known by its reference', () => {
  const payment = (version: number, providerReference: string | null) =>
    ({ version, providerReference }) as Payment;
  const judge = (before: Payment, after: Payment) => judgeAuthorization({ before, after }, 'ch_1');
  expect(judge(payment(1, null), payment(2, 'ch_1'))).toBe('ACCEPTED');
  expect(judge(payment(2, 'ch_1'), payment(2, 'ch_1'))).toBe('ALREADY_KNOWN');
  expect(judge(payment(2, 'ch_2'), payment(2, 'ch_2'))).toBe('UNEXPECTED_CHARGE');
  expect(judge(payment(2, null), payment(2, null))).toBe('UNEXPECTED_CHARGE');
});

it('what had an effect, or was decided on, is not judged anew; what fits nothing waits for a decision', () => {
  const all: Record<NotificationOutcome, [final: boolean, undecided: boolean]> = {
    ACCEPTED: [true, false],
    ALREADY_KNOWN: [false, false],
    UNKNOWN_SLIP: [false, true],
    WRONG_AMOUNT: [false, true],
    PAID_TWICE: [false, true],
    UNKNOWN_CHARGE: [false, true],
    UNEXPECTED_CHARGE: [false, true],
    REFUND_OPENED: [true, false],
    SETTLED: [true, false],
  };
  for (const [outcome, expected] of Object.entries(all) as [NotificationOutcome, [boolean, boolean]][])
    expect([isFinal(outcome), isUndecided(outcome)], outcome).toEqual(expected);
});

it('only money of a payment that is known can go back', () => {
  const known = { paymentId: 'pay_1', amountYen: 100 };
  expect(surplusOf({ outcome: 'PAID_TWICE', ...known })).toEqual(known);
  expect(surplusOf({ outcome: 'WRONG_AMOUNT', ...known })).toEqual(known);
  expect(surplusOf({ outcome: 'UNKNOWN_SLIP', ...known, paymentId: null })).toBeUndefined();
  expect(surplusOf({ outcome: 'UNEXPECTED_CHARGE', ...known })).toBeUndefined();
});
