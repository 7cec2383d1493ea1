/** So much of a text search engines show. */
const LONGEST = 160;

/** What a description says, in one line without its marks. @param html as the graph renders it */
export function plainText(html: string): string {
  const text = html
    .replaceAll(WITHIN_A_LINE, '')
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const letters = [...text];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : text;
}

/** Marks between which no line ends. */
const WITHIN_A_LINE = /<\/?(?:strong|em|s|a)(?: [^<>]*)?>/g;
