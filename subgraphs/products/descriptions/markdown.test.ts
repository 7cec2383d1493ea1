import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainDescription, renderMarkdown } from './markdown.ts';

describe('a description', () => {
  test.each([
    ['甘い。\n\nおいしい。', '<p>甘い。</p>\n<p>おいしい。</p>'],
    ['一行目\n二行目', '<p>一行目<br>\n二行目</p>'],
    ['**強い** *弱い* ~~古い~~', '<p><strong>強い</strong> <em>弱い</em> <s>古い</s></p>'],
    ['- 一\n- 二', '<ul>\n<li>一</li>\n<li>二</li>\n</ul>'],
    ['# 見出し', '<h3>見出し</h3>'],
    ['300 < 400 & more', '<p>300 &lt; 400 &amp; more</p>'],
    ['    four spaces are no program', '<p>four spaces are no program</p>'],
    ['', ''],
  ])('is shown as its writer means it: %j', (text, html) => {
    expect(renderMarkdown(text)).toBe(html);
  });

  test.each([
    ['# 見出し\n\n**強い**味。\n- 一\n- [二](https://example.com)', '見出し 強い味。 一 二'],
    ['一行目\n二行目 <b>太字</b>', '一行目 二行目 <b>太字</b>'],
    ['', ''],
  ])('is words alone where there is no room for looks: %j', (text, plain) => {
    expect(plainDescription(text)).toBe(plain);
  });

  test('leads to sites and mail addresses, without lending them the shop’s good name', () => {
    const rel = 'rel="nofollow noopener noreferrer"';
    expect(renderMarkdown('[店](https://example.com/a?b=c)')).toBe(
      `<p><a href="https://example.com/a?b=c" ${rel}>店</a></p>`,
    );
    expect(renderMarkdown('<mailto:a@example.com>')).toContain(`<a href="mailto:a@example.com" ${rel}>`);
  });

  test.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](&#x6A;avascript&colon;alert(1))',
    '[x](\u0001javascript:alert(1))',
    '[x](vbscript:x)',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](//evil.example)',
    '[x](/logout)',
    '[x](file:///etc/passwd)',
    '[x](ftp://example.com)',
    '[x]: javascript:alert(1)\n\n[x]',
    '<javascript:alert(1)>',
    '![x](https://example.com/tracker.gif)',
    '![x](javascript:alert(1))',
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<svg/onload=alert(1)>',
    '<!-- --><iframe src="//evil.example">',
    '[x](https://example.com/"onmouseover="alert(1))',
    '[x](https://example.com "t\\" onmouseover=\\"alert(1)")',
    '**<b onclick=alert(1)>**',
    '`<script>`',
    '| a |\n|---|\n| <script> |',
  ])('holds nothing that runs or loads: %j', (text) => {
    expect(dangers(renderMarkdown(text))).toEqual([]);
  });

  test('holds nothing that runs or loads, whatever is typed', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '[',
        ']',
        '(',
        ')',
        '<',
        '>',
        '"',
        "'",
        '!',
        '`',
        '\\',
        '\n',
        '\n\n',
        '&colon;',
        '&#x3a;',
        '\t',
      ),
      fc.constantFrom(
        'javascript:',
        'data:',
        'https://',
        '//',
        'mailto:',
        'script',
        'img src=',
        'onerror=',
        'a href=',
      ),
      fc.constantFrom('# ', '- ', '> ', '|', '---', '**', '_', '~~', 'x', '餅', '\u0000', '\u202e'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(dangers(renderMarkdown(pieces.join('')))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(['[', '*', '<', '> ', '- ', '[](', '|', '![', '**a_', '\\', '`'])(
    'of four thousand characters %j is rendered',
    (piece) => {
      const text = piece.repeat(Math.floor(4_000 / piece.length));
      expect(dangers(renderMarkdown(text))).toEqual([]);
    },
  );
});

test.each(['<script>', '<p onclick="x">', '<a href="/x" rel="nofollow noopener noreferrer">', 'a < b'])(
  'this test would find %j',
  (html) => {
    expect(dangers(html)).not.toEqual([]);
  },
);

/** Every tag or attribute that a description never needs. */
function dangers(html: string): string[] {
  const tags = [...html.matchAll(/<\/?([^\s>/]+)([^>]*)>/g)];
  return tags
    .filter(([, name, attributes]) => !isHarmless(name!, attributes!))
    .map(([tag]) => tag)
    .concat(html.replace(/<\/?[a-z][^<>]*>/g, '').match(/[<>]/g) ?? []);
}

function isHarmless(name: string, attributes: string): boolean {
  if (!TAGS.has(name)) return false;
  if (name === 'a') return attributes === '' || LINK.test(attributes);
  if (name === 'ol') return /^(?: start="\d+")?$/.test(attributes);
  if (name === 'th' || name === 'td')
    return /^(?: style="text-align:(?:left|right|center)")?$/.test(attributes);
  return attributes === '';
}

const TAGS = new Set(
  'p br strong em s ul ol li h3 h4 h5 h6 blockquote hr table thead tbody tr th td a'.split(' '),
);
const LINK =
  /^ href="(?:https?:\/\/|mailto:)[^"<>\s]*"(?: title="[^"<>]*")? rel="nofollow noopener noreferrer"$/i;
