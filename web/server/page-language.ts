import { isLanguage, type Language, preferredLanguage } from '../app/messages/language.ts';

/** What the graph is asked to speak for a page: the language of its address, or else the browser's. */
export function languageOfPage(request: Request): Language {
  const [, first] = new URL(request.url).pathname.split(/[/.]/, 2);
  return isLanguage(first) ? first : preferredLanguage(request.headers.get('accept-language'));
}
