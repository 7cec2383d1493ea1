import { catalogue } from './catalogue.ts';
import type { InfoMessages } from './ja/info.ts';
import { type Language, useLanguage } from './language.ts';

const words = catalogue<Language, InfoMessages>({
  ja: async () => (await import('./ja/info.ts')).infoJa,
  en: async () => (await import('./en/info.ts')).infoEn,
});

export function useInfoMessages(): InfoMessages {
  return words.use(useLanguage().language);
}
