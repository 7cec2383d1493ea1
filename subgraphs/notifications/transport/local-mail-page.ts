import type { Database } from '@depachika/database/database.ts';
import { LOCAL_MAIL_PATH } from '@depachika/schema/paths.ts';
import { escaped } from '../templates/layout.ts';
import { type LocalMail, latestLocalMails, localMail } from './local-mail-store.ts';

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Mails that the list shows. */
const LISTED = 100;

/** The pages at which a developer reads the mails of the shop: a list, each mail, and its HTML alone for the frame. */
export async function localMailPage(database: Database, path: string): Promise<PageAnswer> {
  const [mailId = '', view = ''] = path.slice(LOCAL_MAIL_PATH.length).split('/').filter(Boolean);
  if (!mailId) return page(list(await latestLocalMails(database, LISTED)));
  const mail = await localMail(database, mailId);
  if (!mail) return page('<h1>There is no such mail</h1>', 404);
  if (view === 'html')
    return {
      status: 200,
      headers: { ...headers(FRAME_POLICY), 'x-frame-options': 'SAMEORIGIN' },
      body: withLinksOutside(mail.html),
    };
  return page(single(mail));
}

function list(mails: readonly LocalMail[]): string {
  const rows = mails.map(
    ({ mailId, recipient, subject, sentAt }) =>
      `<tr><td>${sentAt.toISOString()}</td><td>${escaped(recipient)}</td><td><a href="${LOCAL_MAIL_PATH}/${escaped(mailId)}">${escaped(subject)}</a></td></tr>`,
  );
  const none = mails.length === 0 ? '<p>No mail yet: place an order, or register.</p>' : '';
  return `<h1>Mails of this shop</h1><p>They left it for nobody: there is no mail server here.</p>${none}<table>${rows.join('')}</table>`;
}

function single({ mailId, recipient, subject, html, text, sentAt }: LocalMail): string {
  const links = [...new Set([...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url!))];
  const items = links.map((url) => `<li><a href="${url}" rel="noreferrer">${url}</a></li>`);
  return `<p><a href="${LOCAL_MAIL_PATH}">All mails</a></p><h1>${escaped(subject)}</h1>
<p>To ${escaped(recipient)}, ${sentAt.toISOString()}</p><ul>${items.join('')}</ul>
<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="HTML" src="${LOCAL_MAIL_PATH}/${escaped(mailId)}/html"></iframe>
<h2>Text</h2><pre>${escaped(text)}</pre>`;
}

/** A link in the frame opens beside it: the frame itself may go nowhere. */
function withLinksOutside(html: string): string {
  return html.replace('<head>', '<head><base target="_blank">');
}

function page(main: string, status = 200): PageAnswer {
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mails</title><style>${STYLE}</style></head><body>${main}</body></html>`;
  return { status, headers: headers(PAGE_POLICY), body };
}

const STYLE =
  'body{font-family:system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}td{padding:.3rem .8rem .3rem 0}iframe{width:100%;height:40rem;border:1px solid #ccc}pre{white-space:pre-wrap;background:#f6f6f6;padding:1rem}';

const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'";
const FRAME_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox";

function headers(policy: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // Mails hold tokens: no page of another origin may read them, though it may ask the graph of a shop in development.
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  };
}
