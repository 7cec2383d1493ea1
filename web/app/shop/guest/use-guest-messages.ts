import { guestEn } from '../../messages/guest-en.ts';
import { type GuestMessages, guestJa } from '../../messages/guest-ja.ts';
import { type Language, useLanguage } from '../../messages/language.ts';

export function guestMessagesIn(language: Language): GuestMessages {
  return language === 'ja' ? guestJa : guestEn;
}

export function useGuestMessages(): GuestMessages {
  return guestMessagesIn(useLanguage().language);
}
