import { catalogue } from '../../messages/catalogue.ts';
import { type Language, useLanguage } from '../../messages/language.ts';
import type { OrderMessages } from '../../messages/order-ja.ts';

const messages = catalogue<Language, OrderMessages>({
  ja: async () => (await import('../../messages/order-ja.ts')).orderJa,
  en: async () => (await import('../../messages/order-en.ts')).orderEn,
});

export function useOrderMessages(): OrderMessages {
  return messages.use(useLanguage().language);
}
