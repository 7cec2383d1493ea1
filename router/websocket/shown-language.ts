import { type Language, preferredLanguage } from '@depachika/messages/language.ts';
import { LANGUAGE_HEADER } from '@depachika/schema/headers.ts';
import { isRecord, valuesOf } from './shown-token.ts';

/**
 * What the socket's texts are in: `accept-language` of `connectionParams` or of their `headers`, in upper or lower case, since
 * pages cannot set headers of an upgrade; otherwise what the browser said with it.
 */
export function shownLanguage(
  connectionParams: Readonly<Record<string, unknown>>,
  header: string | undefined,
): Language {
  const headers = valuesOf(connectionParams, 'headers').filter(isRecord);
  const [shown] = [connectionParams, ...headers].flatMap((each) => valuesOf(each, LANGUAGE_HEADER));
  return preferredLanguage(typeof shown === 'string' ? shown : header);
}
