import { newId } from '@depachika/ids/ids.ts';
import { describe, expect, it } from 'vitest';
import type { Basket } from './basket.ts';
import { decideDraft, holdsExpireAt } from './draft-rules.ts';
import type { PlaceOrderInput } from './order-input.ts';
import type { PaymentOffer } from './payment-offer.ts';
import { priceOf, taxesOf } from './pricing.ts';

const now = new Date('2026-11-22T03:00:00Z');
const lines = [
  { quantity: 3, unitPriceYen: 333, taxRatePercent: 8 as const },
  { quantity: 1, unitPriceYen: 5_000, taxRatePercent: 10 as const },
];
const basket = { ...priceOf(lines, 440), lines, fromCart: false } as unknown as Basket;
const offer = (changes: Partial<PaymentOffer>): PaymentOffer => ({
  method: 'CARD',
  offered: true,
  reason: null,
  explanation: null,
  deadlineAt: null,
  graceEndsAt: null,
  ...changes,
});

function draft(input: Partial<PlaceOrderInput>, offers: PaymentOffer[], spendablePoints = 0) {
  const payment = { method: 'CARD' as const, cardToken: 'tok' };
  return decideDraft({
    orderId: newId('ord'),
    customerId: newId('usr'),
    input: { idempotencyKey: 'k', addressId: '', deliverySlotId: '', payment, ...input },
    basket,
    offers: { offers, spendablePoints, pointsEarned: 0 },
    now,
  });
}

describe('the price of an order', () => {
  it('is lines and delivery, with tax rounded down once per rate', () => {
    expect(priceOf(lines, 440)).toEqual({ subtotalYen: 5_999, deliveryFeeYen: 440, totalYen: 6_439 });
    expect(taxesOf(lines, 440)).toEqual([
      { taxRatePercent: 8, grossYen: 999, taxYen: 74 },
      { taxRatePercent: 10, grossYen: 5_440, taxYen: 494 },
    ]);
  });
});

describe('a draft', () => {
  it('leaves to pay what points do not cover', () => {
    expect(draft({ points: 439 }, [offer({})], 500)).toMatchObject({
      draft: { pointsUsed: 439, amountDueYen: 6_000 },
    });
  });

  it('refuses more points than can be spent', () => {
    expect(draft({ points: 501 }, [offer({})], 500)).toMatchObject({
      kind: 'insufficientPoints',
      requested: 501,
      spendable: 500,
    });
  });

  it('refuses a way to pay that is not offered, with its reason', () => {
    const tooLow = offer({ offered: false, reason: 'AMOUNT_TOO_LOW' });
    expect(draft({}, [tooLow])).toMatchObject({ kind: 'paymentMethodRefused', code: 'AMOUNT_TOO_LOW' });
  });

  it('holds for 15 minutes, or 10 minutes longer than the grace of a slip', () => {
    expect(holdsExpireAt(now, null).toISOString()).toBe('2026-11-22T03:15:00.000Z');
    expect(holdsExpireAt(now, new Date('2026-11-25T15:29:59Z')).toISOString()).toBe(
      '2026-11-25T15:39:59.000Z',
    );
    expect(holdsExpireAt(now, new Date('2026-11-22T03:01:00Z')).toISOString()).toBe(
      '2026-11-22T03:15:00.000Z',
    );
  });
});
