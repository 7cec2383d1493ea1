import { describe, expect, it } from 'vitest';
import { checkoutJa } from '../../messages/ja/checkout.ts';
import type { ChosenPayment } from '../../session/checkout-draft.ts';
import { decidePayment, type PaymentTerms, pointsIn } from './payment-choice.ts';

const CASH: ChosenPayment = { method: 'CASH_ON_DELIVERY' };
const POINTS: ChosenPayment = { method: 'POINTS' };
const WAYS = ['CARD', 'KONBINI', 'CASH_ON_DELIVERY', 'POINTS'] as const;

/** As the graph offers ways to pay 3,000 yen, a konbini excepted. */
function terms(points: number, spendablePoints: number): PaymentTerms {
  const amountDueYen = 3_000 - points;
  const paymentOffers = WAYS.map((method) => {
    const offered = method !== 'KONBINI' && (method === 'POINTS') === (amountDueYen === 0);
    return { method, offered, explanation: offered ? null : 'なぜなら', deadlineAt: null };
  });
  return { totalYen: 3_000, amountDueYen, spendablePoints, paymentOffers };
}

const decide = (payment: ChosenPayment | undefined, points: number | undefined, spendable = 5_000) =>
  decidePayment({ payment, points }, terms(Math.min(points ?? 0, spendable, 3_000), spendable), checkoutJa);

describe('paying with points', () => {
  it.each([
    [CASH, 3_000, POINTS],
    [undefined, 3_000, POINTS],
    [POINTS, 3_000, POINTS],
    [CASH, 2_999, CASH],
    [CASH, 0, CASH],
  ])('takes %o with %i points as %o', (payment, points, expected) => {
    expect(decide(payment, points)).toEqual({ kind: 'decided', payment: expected, points });
  });

  it.each([
    ['more points than there are', CASH, 101, 100, 'points', '0から100まで'],
    ['more points than the order costs', CASH, 3_001, 5_000, 'points', '0から3,000まで'],
    ['what is no number', CASH, undefined, 5_000, 'points', '0から3,000まで'],
    ['all by points, with none', POINTS, 0, 5_000, 'points', '3,000ポイントをお使い'],
    ['all by points, of which there are too few', POINTS, 0, 100, 'way', '3,000ポイントが必要'],
    ['points of somebody who has none', CASH, 1, 0, 'way', '使えるポイントがありません'],
    ['no way to pay', undefined, 0, 0, 'way', 'お選びください'],
    ['a way that is not open', { method: 'KONBINI' as const }, 0, 0, 'way', 'なぜなら'],
  ])('refuses %s, and names the field', (_, payment, points, spendable, field, says) => {
    const decision = decide(payment, points, spendable);
    expect(decision).toMatchObject({
      kind: 'refused',
      wrong: { field, says: expect.stringContaining(says) },
    });
  });

  it('reads whole points alone', () => {
    expect(['', ' 12 ', '0', '-1', '1.5', '1e3', 'abc', '9'.repeat(10)].map(pointsIn)).toEqual([
      ...[0, 12, 0],
      ...Array.from({ length: 5 }, () => undefined),
    ]);
  });
});
