import { catalogue } from '../../messages/catalogue.ts';
import type { CheckoutMessages } from '../../messages/checkout-ja.ts';
import { type Language, useLanguage } from '../../messages/language.ts';

const messages = catalogue<Language, CheckoutMessages>({
  ja: async () => (await import('../../messages/checkout-ja.ts')).checkoutJa,
  en: async () => (await import('../../messages/checkout-en.ts')).checkoutEn,
});

export const checkoutMessagesIn = messages.read;

export function useCheckoutMessages(): CheckoutMessages {
  return messages.use(useLanguage().language);
}
