import { describe, expect, it } from 'vitest';
import { orderJa as t } from '../../../messages/order-ja.ts';
import { isOfReturn, returnWords, stepWords } from './return-rule.ts';

const UNTIL = '12月4日';
const step = (from: Parameters<typeof stepWords>[1]['from'], to: string) =>
  ({ from, to }) as Parameters<typeof stepWords>[1];
const delivered = step('OUT_FOR_DELIVERY', 'DELIVERED');
const asked = step('DELIVERED', 'RETURN_REQUESTED');
const refused = step('RETURN_REQUESTED', 'DELIVERED');
const accepted = step('RETURN_REQUESTED', 'RETURNED');

describe('what is said of giving an order back', () => {
  it.each([
    ['DELIVERED', ['REQUEST_RETURN'], [delivered], t.returning.possible(UNTIL)],
    ['DELIVERED', [], [delivered], t.returning.until(UNTIL)],
    ['RETURN_REQUESTED', [], [delivered, asked], t.returning.asked],
    ['DELIVERED', [], [delivered, asked, refused], t.returning.refused],
    ['RETURNED', [], [delivered, asked, accepted], t.returning.accepted],
    // Brought back by the courier: nobody asked for it.
    ['RETURNED', [], [step('SHIPPED', 'RETURNED')], undefined],
    ['OUT_FOR_DELIVERY', [], [], undefined],
  ])('that is %s and allows %j', (status, allowedActions, history, words) => {
    const order = { status, allowedActions, history, returnableUntil: null };
    expect(returnWords(t, order as unknown as Parameters<typeof returnWords>[1], UNTIL)).toBe(words);
  });

  it('is nothing as long as the graph knows no end of it', () => {
    const order = { status: 'DELIVERED', allowedActions: [], history: [delivered], returnableUntil: null };
    expect(returnWords(t, order as unknown as Parameters<typeof returnWords>[1], undefined)).toBeUndefined();
  });
});

describe('a step of an order', () => {
  it('back to delivered is a return that was refused, and every other one is its status', () => {
    expect(stepWords(t, refused)).toBe(t.returning.refusedStep);
    expect(stepWords(t, delivered)).toBe(t.status.DELIVERED);
    expect(stepWords(t, asked)).toBe(t.status.RETURN_REQUESTED);
  });

  it('that waits for a further payment is not told in the words of the first', () => {
    expect(stepWords(t, step('PENDING', 'AWAITING_PAYMENT'))).toBe(t.status.AWAITING_PAYMENT);
    expect(stepWords(t, step('AWAITING_PAYMENT', 'AWAITING_PAYMENT'))).toBe(t.paidAgain);
  });

  it('shows what people said where it is about a return, and nowhere else', () => {
    expect([asked, refused, accepted].map(isOfReturn)).toEqual([true, true, true]);
    expect(isOfReturn(delivered)).toBe(false);
  });
});
