import { checkoutEn } from '../../messages/checkout-en.ts';
import { type CheckoutMessages, checkoutJa } from '../../messages/checkout-ja.ts';
import { type Language, useLanguage } from '../../messages/language.ts';

export function checkoutMessagesIn(language: Language): CheckoutMessages {
  return language === 'ja' ? checkoutJa : checkoutEn;
}

export function useCheckoutMessages(): CheckoutMessages {
  return checkoutMessagesIn(useLanguage().language);
}
