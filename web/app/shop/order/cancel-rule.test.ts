import { expect, it } from 'vitest';
import { orderJa } from '../../messages/order-ja.ts';
import { cancelWords, isForShop } from './cancel-rule.ts';

it.each([
  ['CONFIRMED', true, 'visitor', orderJa.cancellable.CONFIRMED],
  ['AWAITING_PAYMENT', true, 'visitor', orderJa.cancellable.AWAITING_PAYMENT],
  ['CONFIRMED', false, 'reader', orderJa.notCancellable.BY_LINK],
  ['AWAITING_PAYMENT', false, 'reader', orderJa.notCancellable.BY_LINK],
  ['CONFIRMED', false, 'visitor', orderJa.notCancellable.NOT_NOW],
  ['PREPARING', false, 'reader', orderJa.notCancellable.PREPARING],
  ['OUT_FOR_DELIVERY', false, 'visitor', orderJa.notCancellable.ON_THE_WAY],
  ['DELIVERED', false, 'reader', undefined],
  ['CANCELLED', false, 'visitor', undefined],
] as const)(
  'of an order that is %s and may be cancelled or not, %s, by a %s the rule is told',
  (status, mayCancel, as, words) => {
    expect(cancelWords(orderJa, status, { mayCancel, as })).toBe(words);
  },
);

it('the shop is named where it alone can still cancel', () => {
  const reader = { mayCancel: false, as: 'reader' } as const;
  expect(isForShop(reader, 'CONFIRMED')).toBe(true);
  expect(isForShop({ ...reader, mayCancel: true }, 'CONFIRMED')).toBe(false);
  expect(isForShop(reader, 'PREPARING')).toBe(false);
});
