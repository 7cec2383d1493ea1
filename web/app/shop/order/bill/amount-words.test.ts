import { describe, expect, it } from 'vitest';
import { orderEn } from '../../../messages/order-en.ts';
import { orderJa } from '../../../messages/order-ja.ts';
import { declinedWords, isSold, paymentWords, sumWords } from './amount-words.ts';

const WORDS = { ja: orderJa, en: orderEn };

describe.each(['ja', 'en'] as const)('the payment of an order in %s', (language) => {
  const { paymentState } = WORDS[language];

  it('has words for every state of every way to pay', () => {
    const states = Object.keys(paymentState.CARD);
    for (const words of Object.values(paymentState)) {
      expect(Object.keys(words)).toEqual(states);
      expect(Object.values(words).every((text) => text.length > 0)).toBe(true);
    }
  });
});

it.each([
  ['CASH_ON_DELIVERY', 'PENDING', 'PENDING', 'お支払い合計', 'お届け時に現金でお支払い'],
  ['CASH_ON_DELIVERY', 'AUTHORIZED', 'CONFIRMED', 'お支払い合計', 'お届け時に現金でお支払い'],
  ['CASH_ON_DELIVERY', 'PAID', 'DELIVERED', '合計', 'お支払い済み'],
  ['CASH_ON_DELIVERY', 'VOIDED', 'CANCELLED', '合計', 'お支払いは不要です'],
  ['KONBINI', 'PENDING', 'AWAITING_PAYMENT', 'お支払い合計', 'お支払いをお待ちしています'],
  ['KONBINI', 'PAID', 'CONFIRMED', '合計', 'お支払い済み'],
  ['CARD', 'AUTHORIZED', 'CONFIRMED', '合計', 'ご利用枠を確保済み（発送時に請求）'],
  ['CARD', 'FAILED', 'AWAITING_PAYMENT', 'お支払い合計', 'お支払いできませんでした'],
  ['CARD', 'FAILED', 'CANCELLED', '合計', 'お支払いできませんでした'],
  ['POINTS', 'PAID', 'CONFIRMED', '合計', 'ポイントでお支払い済み'],
] as const)('%s that is %s of an order that is %s', (paymentMethod, paymentStatus, status, sum, words) => {
  const order = { paymentMethod, paymentStatus, status };
  expect([sumWords(orderJa, order), paymentWords(orderJa, order)]).toEqual([sum, words]);
});

it('a decline says why, and one of an unknown code no more than that it was one', () => {
  expect(declinedWords(orderEn, 'INSUFFICIENT_FUNDS')).toBe(
    'The payment did not work. The card does not have enough funds.',
  );
  expect([declinedWords(orderEn, 'SOMETHING_NEW'), declinedWords(orderEn, null)]).toEqual([
    orderEn.declined,
    orderEn.declined,
  ]);
});

it('a sale is an order that was confirmed and not cancelled', () => {
  expect((['CONFIRMED', 'DELIVERED', 'RETURNED'] as const).map((status) => isSold({ status }))).toEqual([
    true,
    true,
    true,
  ]);
  expect((['AWAITING_PAYMENT', 'CANCELLED'] as const).map((status) => isSold({ status }))).toEqual([
    false,
    false,
  ]);
});
