import { catalogue } from '../../messages/catalogue.ts';
import type { ListingMessages } from '../../messages/ja/listing.ts';
import { type Language, useLanguage } from '../../messages/language.ts';

const messages = catalogue<Language, ListingMessages>({
  ja: async () => (await import('../../messages/ja/listing.ts')).listingJa,
  en: async () => (await import('../../messages/en/listing.ts')).listingEn,
});

export const listingMessagesIn = messages.read;

export function useListingMessages(): ListingMessages {
  return messages.use(useLanguage().language);
}
