import { catalogue } from '../../messages/catalogue.ts';
import type { CartMessages } from '../../messages/ja/cart.ts';
import { type Language, useLanguage } from '../../messages/language.ts';

const messages = catalogue<Language, CartMessages>({
  ja: async () => (await import('../../messages/ja/cart.ts')).cartJa,
  en: async () => (await import('../../messages/en/cart.ts')).cartEn,
});

export const cartMessagesIn = messages.read;

export function useCartMessages(): CartMessages {
  return messages.use(useLanguage().language);
}
