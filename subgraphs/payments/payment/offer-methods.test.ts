import { LANGUAGES } from '@depachika/messages/language.ts';
import { describe, expect, it } from 'vitest';
import { messages } from '../messages/messages.ts';
import { KONBINI_GRACE_MS, KONBINI_MARGIN_MS, KONBINI_MIN_TIME_MS, offerMethods } from './offer-methods.ts';

/** Noon in Japan, a Sunday. */
const NOW = new Date('2026-11-22T03:00:00Z');
const FAR = new Date('2026-12-22T03:00:00Z');

function reasons(amountYen: number, cutOffAt = FAR) {
  const offers = offerMethods({ amountYen, cutOffAt, now: NOW });
  return Object.fromEntries(offers.map(({ method, reason }) => [method, reason ?? 'offered']));
}

function konbini(cutOffAt: Date, now = NOW) {
  return offerMethods({ amountYen: 3_000, cutOffAt, now }).find(({ method }) => method === 'KONBINI')!;
}

const after = (ms: number) => new Date(NOW.getTime() + ms);

describe('by amount', () => {
  const none = 'NOTHING_TO_PAY';
  it.each([
    [0, { CARD: none, KONBINI: none, CASH_ON_DELIVERY: none, POINTS: 'offered' }],
    [1, { CARD: 'offered', KONBINI: 'AMOUNT_TOO_LOW', CASH_ON_DELIVERY: 'offered', POINTS: 'AMOUNT_DUE' }],
    [119, { CARD: 'offered', KONBINI: 'AMOUNT_TOO_LOW', CASH_ON_DELIVERY: 'offered', POINTS: 'AMOUNT_DUE' }],
    [120, { CARD: 'offered', KONBINI: 'offered', CASH_ON_DELIVERY: 'offered', POINTS: 'AMOUNT_DUE' }],
    [300_000, { CARD: 'offered', KONBINI: 'offered', CASH_ON_DELIVERY: 'offered', POINTS: 'AMOUNT_DUE' }],
    [
      300_001,
      {
        CARD: 'offered',
        KONBINI: 'AMOUNT_TOO_HIGH',
        CASH_ON_DELIVERY: 'AMOUNT_TOO_HIGH',
        POINTS: 'AMOUNT_DUE',
      },
    ],
  ])('%i yen', (amountYen, expected) => {
    expect(reasons(amountYen)).toEqual(expected);
  });
});

describe('a konbini deadline', () => {
  it('is the last second of the third day on in Japan', () => {
    expect(konbini(FAR).deadlineAt).toEqual(new Date('2026-11-25T14:59:59Z'));
  });

  it('counts days in Japan, not in UTC', () => {
    const lateEvening = new Date('2026-11-22T15:30:00Z');
    expect(konbini(FAR, lateEvening).deadlineAt).toEqual(new Date('2026-11-26T14:59:59Z'));
  });

  it('is an instant when its grace would pass the cut-off, and grace and margin end exactly there', () => {
    const cutOffAt = after(10 * 3_600_000);
    const { deadlineAt, graceEndsAt } = konbini(cutOffAt);
    expect(graceEndsAt!.getTime() - deadlineAt!.getTime()).toBe(KONBINI_GRACE_MS);
    expect(graceEndsAt!.getTime() + KONBINI_MARGIN_MS).toBe(cutOffAt.getTime());
  });

  it('leaves two hours to pay, or konbini is not offered and says why', () => {
    const least = KONBINI_MIN_TIME_MS + KONBINI_GRACE_MS + KONBINI_MARGIN_MS;
    expect(konbini(after(least)).reason).toBeUndefined();
    expect(konbini(after(least - 1)).reason).toBe('CUT_OFF_TOO_SOON');
    expect(konbini(after(-1)).reason).toBe('CUT_OFF_TOO_SOON');
  });

  it('is not named for a method that is not offered', () => {
    expect(konbini(NOW)).not.toHaveProperty('deadlineAt');
  });
});

it('explains every reason in words of its own', () => {
  const all = [
    'AMOUNT_TOO_LOW',
    'AMOUNT_TOO_HIGH',
    'CUT_OFF_TOO_SOON',
    'NOTHING_TO_PAY',
    'AMOUNT_DUE',
  ] as const;
  for (const language of LANGUAGES)
    expect(new Set(all.map((reason) => messages.offers[reason][language])).size).toBe(all.length);
});
