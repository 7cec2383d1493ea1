import type { AccountMessages } from '../../messages/account-ja.ts';
import { catalogue } from '../../messages/catalogue.ts';
import { type Language, useLanguage } from '../../messages/language.ts';

const messages = catalogue<Language, AccountMessages>({
  ja: async () => (await import('../../messages/account-ja.ts')).accountJa,
  en: async () => (await import('../../messages/account-en.ts')).accountEn,
});

export const accountMessagesIn = messages.read;

export function useAccountMessages(): AccountMessages {
  return messages.use(useLanguage().language);
}
