import { data, useParams } from 'react-router';
import { catalogue } from './catalogue.ts';
import type { Messages } from './ja.ts';

export const LANGUAGES = ['ja', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const messages = catalogue<Language, Messages>({
  ja: async () => (await import('./ja.ts')).ja,
  en: async () => (await import('./en.ts')).en,
});

export function isLanguage(text: string | undefined): text is Language {
  return LANGUAGES.some((language) => language === text);
}

/** @returns the language of an address. Throws the answer 404 when it names none. */
export function languageOf(params: { readonly lang?: string | undefined }): Language {
  if (!isLanguage(params.lang)) throw data(null, { status: 404 });
  return params.lang;
}

export const messagesIn = messages.read;

/** The language of this page; Japanese where its address names none. */
export function useLanguage(): { readonly language: Language; readonly t: Messages } {
  const { lang } = useParams();
  const language = isLanguage(lang) ? lang : 'ja';
  return { language, t: messages.use(language) };
}

/** What a browser would rather read. @param header `Accept-Language` */
export function preferredLanguage(header: string | null): Language {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return { tag: tag.slice(0, 2).toLowerCase(), quality: quality ? Number(quality.trim().slice(2)) : 1 };
    })
    .filter(({ tag, quality }) => isLanguage(tag) && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return (wanted[0]?.tag as Language | undefined) ?? 'ja';
}

/** The text of a thing that has one in each language. */
export function inLanguage(language: Language, texts: { readonly ja: string; readonly en: string }): string {
  return language === 'ja' ? texts.ja : texts.en || texts.ja;
}

export function nameIn(
  language: Language,
  { nameJa, nameEn }: { readonly nameJa: string; readonly nameEn: string },
): string {
  return inLanguage(language, { ja: nameJa, en: nameEn });
}

/** What a variant is called beside its product; empty when there is one. */
export function labelIn(
  language: Language,
  { label, labelEn }: { readonly label: string; readonly labelEn: string },
): string {
  return inLanguage(language, { ja: label, en: labelEn });
}
