import { LANGUAGES } from '../messages/language.ts';

/** A page that everybody may find. */
export interface SitemapPage {
  /** Below its language: `/products/yuzu-yokan`; empty for the entrance. */
  readonly path: string;
  /** When what it shows was last edited, RFC 3339; absent where nobody knows. */
  readonly editedAt?: string;
}

/** A page in both languages, each of which names both, and the one for who reads neither. */
export function sitemapEntries(origin: string, { path, editedAt }: SitemapPage): string {
  const at = (language: string) => escapeXml(`${origin}/${language}${path}`);
  const others = [...LANGUAGES.map((language) => [language, language] as const), ['x-default', 'ja'] as const]
    .map(([name, language]) => `<xhtml:link rel="alternate" hreflang="${name}" href="${at(language)}"/>`)
    .join('');
  const edited = editedAt ? `<lastmod>${escapeXml(editedAt)}</lastmod>` : '';
  return LANGUAGES.map((language) => `<url><loc>${at(language)}</loc>${edited}${others}</url>\n`).join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
