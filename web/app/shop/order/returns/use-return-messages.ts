import { catalogue } from '../../../messages/catalogue.ts';
import type { ReturnMessages } from '../../../messages/ja/returns.ts';
import { type Language, useLanguage } from '../../../messages/language.ts';

const messages = catalogue<Language, ReturnMessages>({
  ja: async () => (await import('../../../messages/ja/returns.ts')).returnJa,
  en: async () => (await import('../../../messages/en/returns.ts')).returnEn,
});

export function useReturnMessages(): ReturnMessages {
  return messages.use(useLanguage().language);
}
