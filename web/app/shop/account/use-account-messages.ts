import { accountEn } from '../../messages/account-en.ts';
import { type AccountMessages, accountJa } from '../../messages/account-ja.ts';
import { useLanguage } from '../../messages/language.ts';

export function useAccountMessages(): AccountMessages {
  return useLanguage().language === 'ja' ? accountJa : accountEn;
}
