import { catalogue } from '../../messages/catalogue.ts';
import type { CheckoutMessages } from '../../messages/ja/checkout.ts';
import { type Language, useLanguage } from '../../messages/language.ts';

const messages = catalogue<Language, CheckoutMessages>({
  ja: async () => (await import('../../messages/ja/checkout.ts')).checkoutJa,
  en: async () => (await import('../../messages/en/checkout.ts')).checkoutEn,
});

export const checkoutMessagesIn = messages.read;

export function useCheckoutMessages(): CheckoutMessages {
  return messages.use(useLanguage().language);
}
