import { describe, expect, it } from 'vitest';
import {
  decidePaymentStatus,
  type MoneyState,
  type PaymentNews,
  type PaymentStatus,
} from './payment-status.ts';

function after(paymentStatus: PaymentStatus, ...news: PaymentNews[]): PaymentStatus {
  let money: MoneyState = { paymentStatus, amountDueYen: 1_000, refundedYen: 0 };
  for (const one of news) money = { ...money, ...decidePaymentStatus(money, one) };
  return money.paymentStatus;
}

describe('the status of the money', () => {
  it('goes from pending over authorised to paid', () => {
    expect(after('PENDING', { kind: 'authorized' })).toBe('AUTHORIZED');
    expect(after('PENDING', { kind: 'authorized' }, { kind: 'moved' })).toBe('PAID');
    expect(after('PENDING', { kind: 'slipIssued' }, { kind: 'moved' })).toBe('PAID');
  });

  it('is paid at once when points cover all', () => {
    const money = { paymentStatus: 'PENDING' as const, amountDueYen: 0, refundedYen: 0 };
    expect(decidePaymentStatus(money, { kind: 'authorized' }).paymentStatus).toBe('PAID');
  });

  it('is never taken back by news that comes late', () => {
    expect(after('PAID', { kind: 'slipIssued' })).toBe('PAID');
    expect(after('PAID', { kind: 'authorized' })).toBe('PAID');
    expect(after('PAID', { kind: 'gone' })).toBe('PAID');
    expect(after('REFUNDED', { kind: 'moved' })).toBe('REFUNDED');
    expect(after('FAILED', { kind: 'slipIssued' })).toBe('FAILED');
  });

  it('fails when it will not come', () => {
    expect(after('PENDING', { kind: 'gone' })).toBe('FAILED');
    expect(after('AUTHORIZED', { kind: 'gone' })).toBe('FAILED');
  });

  it('counts what went back', () => {
    expect(after('PAID', { kind: 'refunded', amountYen: 400 })).toBe('PARTIALLY_REFUNDED');
    expect(after('PAID', { kind: 'refunded', amountYen: 400 }, { kind: 'refunded', amountYen: 600 })).toBe(
      'REFUNDED',
    );
  });
});
