import { expect, it } from 'vitest';
import { orderJa } from '../../messages/order-ja.ts';
import { cancelWords } from './cancel-rule.ts';

it.each([
  ['CONFIRMED', true, orderJa.cancellable.CONFIRMED],
  ['AWAITING_PAYMENT', true, orderJa.cancellable.AWAITING_PAYMENT],
  ['CONFIRMED', false, orderJa.notCancellable.OVER],
  ['PREPARING', false, orderJa.notCancellable.PREPARING],
  ['OUT_FOR_DELIVERY', false, orderJa.notCancellable.ON_THE_WAY],
  ['DELIVERED', false, undefined],
  ['CANCELLED', false, undefined],
] as const)(
  'of an order that is %s and may be cancelled or not, %s, the rule is told',
  (status, may, words) => {
    expect(cancelWords(orderJa, status, may)).toBe(words);
  },
);
