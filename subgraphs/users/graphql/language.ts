import type { Language } from '../accounts/user.ts';

type GraphLanguage = 'JA' | 'EN';

export function graphLanguage(language: Language): GraphLanguage {
  return language === 'ja' ? 'JA' : 'EN';
}

/** An input as the domain reads it. */
export function withLanguage<T extends { readonly language?: GraphLanguage | null }>({
  language,
  ...input
}: T) {
  return { ...input, language: language && LANGUAGES[language] };
}

const LANGUAGES = { JA: 'ja', EN: 'en' } as const satisfies Record<GraphLanguage, Language>;
