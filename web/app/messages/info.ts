import { infoEn } from './en/info.ts';
import { type InfoMessages, infoJa } from './ja/info.ts';
import { type Language, useLanguage } from './language.ts';

export function infoIn(language: Language): InfoMessages {
  return language === 'ja' ? infoJa : infoEn;
}

export function useInfoMessages(): InfoMessages {
  return infoIn(useLanguage().language);
}
