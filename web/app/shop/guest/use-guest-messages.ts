import { catalogue } from '../../messages/catalogue.ts';
import type { GuestMessages } from '../../messages/guest-ja.ts';
import { type Language, useLanguage } from '../../messages/language.ts';

const messages = catalogue<Language, GuestMessages>({
  ja: async () => (await import('../../messages/guest-ja.ts')).guestJa,
  en: async () => (await import('../../messages/guest-en.ts')).guestEn,
});

export const guestMessagesIn = messages.read;

export function useGuestMessages(): GuestMessages {
  return messages.use(useLanguage().language);
}
