import type { Language, MailContent } from './content.ts';

/**
 * Lays a mail out for programs that know little of CSS: one table of 600 pixels, styles at the elements, system fonts,
 * nothing that is loaded. Every text is escaped here and nowhere else.
 */
export function htmlOf(content: MailContent, language: Language): string {
  const { subject, greeting, paragraphs, facts, lines, button, notes } = content;
  const body = [
    `<p style="${TEXT}">${escaped(greeting)}</p>`,
    ...paragraphs.map((text) => `<p style="${TEXT}">${escaped(text)}</p>`),
    facts.length > 0 ? table(facts.map(factRow)) : '',
    lines.length > 0 ? table(lines.map(lineRow)) : '',
    button ? buttonOf(button) : '',
    ...notes.map((text) => `<p style="${SMALL}">${escaped(text)}</p>`),
  ];
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:0;background:#f5f1ea">
<table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="background:#f5f1ea"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="max-width:600px;background:#ffffff;border:1px solid #e4ddd0">
<tr><td style="padding:20px 28px;border-bottom:3px solid #8c2f39;${FONT};font-size:18px;font-weight:bold;color:#8c2f39;letter-spacing:1px">${NAMES[language]}</td></tr>
<tr><td style="padding:24px 28px">
<h1 style="margin:0 0 16px;${FONT};font-size:20px;line-height:1.5;color:#2b2622">${escaped(subject)}</h1>
${body.filter(Boolean).join('\n')}
</td></tr>
<tr><td style="padding:16px 28px;background:#faf7f2;${SMALL}">${FOOTERS[language]}</td></tr>
</table></td></tr></table>
</body></html>
`;
}

/** The same without a picture of it, for whoever reads text alone. */
export function textOf(content: MailContent, language: Language): string {
  const { greeting, paragraphs, facts, lines, button, notes } = content;
  const blocks = [
    greeting,
    ...paragraphs,
    facts.map(([name, value]) => `${name}: ${value}`).join('\n'),
    lines.map(({ name, amount }) => `- ${name}  ${amount}`).join('\n'),
    button ? `${button.label}:\n${button.url}` : '',
    ...notes,
    `--\n${NAMES[language]}\n${FOOTERS[language]}`,
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

const FONT = "font-family:'Hiragino Sans','Yu Gothic','Noto Sans JP',Meiryo,Helvetica,Arial,sans-serif";
const TEXT = `margin:0 0 14px;${FONT};font-size:15px;line-height:1.8;color:#2b2622`;
const SMALL = `margin:12px 0 0;${FONT};font-size:12px;line-height:1.7;color:#6b6259`;
const CELL = `padding:8px 0;border-bottom:1px solid #eee7db;${FONT};font-size:14px;line-height:1.6`;

const NAMES: Readonly<Record<Language, string>> = { ja: 'デパチカ', en: 'Depachika' };
const FOOTERS: Readonly<Record<Language, string>> = {
  ja: 'このメールは、お手続きやご注文についてお知らせするためにお送りしています。広告ではありません。',
  en: 'You get this mail because of something that happened to your account or order. We send no advertising.',
};

function table(rows: readonly string[]): string {
  return `<table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="margin:4px 0 18px;border-top:1px solid #eee7db">${rows.join('')}</table>`;
}

function factRow([name, value]: readonly [string, string]): string {
  return `<tr><td width="38%" style="${CELL};color:#6b6259">${escaped(name)}</td><td style="${CELL};color:#2b2622;font-weight:bold">${escaped(value)}</td></tr>`;
}

function lineRow({ name, amount }: MailContent['lines'][number]): string {
  return `<tr><td style="${CELL};color:#2b2622">${escaped(name)}</td><td align="right" style="${CELL};color:#2b2622;white-space:nowrap">${escaped(amount)}</td></tr>`;
}

function buttonOf({ label, url }: { readonly label: string; readonly url: string }): string {
  return `<table role="presentation" cellspacing="0" cellpadding="0" style="margin:8px 0 18px"><tr><td style="background:#8c2f39;border-radius:4px"><a href="${escaped(url)}" style="display:inline-block;padding:12px 28px;${FONT};font-size:15px;font-weight:bold;color:#ffffff;text-decoration:none">${escaped(label)}</a></td></tr></table>
<p style="${SMALL};word-break:break-all">${escaped(url)}</p>`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
