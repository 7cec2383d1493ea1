import { AsyncLocalStorage } from 'node:async_hooks';
import { Negotiator } from 'negotiator';

/** Languages that the shop speaks, the one of who has no wish first. */
export const LANGUAGES = ['ja', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const DEFAULT_LANGUAGE: Language = 'ja';

const current = new AsyncLocalStorage<Language>();

/** Runs `run` with everything that it starts speaking to people in this language. */
export function withLanguage<T>(language: Language, run: () => T): T {
  return current.run(language, run);
}

/** What the one understands best for whom this code runs; Japanese where nobody has said anything. */
export function currentLanguage(): Language {
  return current.getStore() ?? DEFAULT_LANGUAGE;
}

/**
 * Which of our languages is understood best.
 * @param header `Accept-Language`, of whatever length; anything that is none is no wish
 */
export function preferredLanguage(header: unknown): Language {
  if (typeof header !== 'string' || header === '' || header.length > MAX_HEADER_LENGTH)
    return DEFAULT_LANGUAGE;
  if (isLanguage(header)) return header;
  const wanted = new Negotiator({ headers: { 'accept-language': header } }).language([...LANGUAGES]);
  return isLanguage(wanted) ? wanted : DEFAULT_LANGUAGE;
}

/** Browsers send a hundred characters at most. */
const MAX_HEADER_LENGTH = 1_000;

export function isLanguage(text: unknown): text is Language {
  return LANGUAGES.some((language) => language === text);
}
