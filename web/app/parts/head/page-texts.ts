import { inLanguage, type Language } from '../../messages/language.ts';

/** What staff wrote for search engines; empty where they did not. */
export interface PageTexts {
  readonly titleJa: string;
  readonly titleEn: string;
  readonly descriptionJa: string;
  readonly descriptionEn: string;
}

/** Title and description of a page: as staff wrote them, or else its own. */
export function headTexts(
  language: Language,
  texts: PageTexts,
  own: { readonly title: string; readonly description: string },
): { readonly title: string; readonly description: string } {
  return {
    title: inLanguage(language, { ja: texts.titleJa, en: texts.titleEn }) || own.title,
    description:
      inLanguage(language, { ja: texts.descriptionJa, en: texts.descriptionEn }) || own.description,
  };
}
