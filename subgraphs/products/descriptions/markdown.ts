import MarkdownIt from 'markdown-it';

/**
 * A description as HTML that may stand in a page as it is. Written in Markdown: paragraphs, line breaks, emphasis, lists,
 * headings below that of the page, quotations, tables and links. HTML that somebody typed stays text, pictures are left
 * out, and a link leads to a site or a mail address, without lending it the shop's good name.
 */
export function renderMarkdown(text: string): string {
  return markdown.render(text).trim();
}

/** A description as its words alone, on one line: what its Markdown only says of looks is left out. */
export function plainDescription(text: string): string {
  const blocks = markdown.parse(text, {}).map(({ children }) =>
    (children ?? [])
      .map(({ type, content }) => (type.endsWith('break') ? ' ' : content))
      .join('')
      .trim(),
  );
  return blocks.filter((block) => block !== '').join(' ');
}

/** Nothing is on but what is named here. */
const markdown = new MarkdownIt('zero', { html: false, breaks: true, maxNesting: 20 }).enable([
  ...['newline', 'escape', 'entity', 'emphasis', 'strikethrough', 'link', 'autolink'],
  ...['list', 'heading', 'blockquote', 'hr', 'table', 'balance_pairs'],
]);

markdown.validateLink = (url) => ALLOWED_LINKS.test(url.trim());

/** Letters of a scheme that a browser would take as well are written out: nothing else begins a link. */
const ALLOWED_LINKS = /^(?:https?:\/\/|mailto:)/i;

markdown.core.ruler.push('shop_links_and_headings', ({ tokens }) => {
  for (const block of tokens) {
    if (block.type === 'heading_open' || block.type === 'heading_close') block.tag = lowerHeading(block.tag);
    for (const token of block.children ?? []) {
      if (token.type === 'link_open') token.attrSet('rel', 'nofollow noopener noreferrer');
    }
  }
});

/** The page has an h1, and its sections have h2. */
function lowerHeading(tag: string): string {
  return `h${Math.min(6, Number(tag.slice(1)) + 2)}`;
}
