import { accountEn } from '../../messages/account-en.ts';
import { type AccountMessages, accountJa } from '../../messages/account-ja.ts';
import { type Language, useLanguage } from '../../messages/language.ts';

export function accountMessagesIn(language: Language): AccountMessages {
  return language === 'ja' ? accountJa : accountEn;
}

export function useAccountMessages(): AccountMessages {
  return accountMessagesIn(useLanguage().language);
}
