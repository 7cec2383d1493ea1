import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

const STYLE =
  ':root{color-scheme:light dark}body{margin:15vh auto;max-width:36rem;padding:0 1.5rem;font:16px/1.75 sans-serif;background:light-dark(#faf7f0,#16140f);color:light-dark(#26221d,#f1ece2)}';

/** Needs nothing of the pages' own: none of it can be asked for. */
const PAGE = `<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>しばらくお待ちください | Depachika</title><style>${STYLE}</style>
<main><h1>しばらくお待ちください</h1><p>ただいま画面を表示できません。少し待ってから、もう一度お試しください。ご注文はそのまま承っております。</p>
<div lang="en"><h2>One moment, please</h2><p>The shop’s pages cannot be shown right now. Please try again in a moment. Your orders are safe.</p></div></main></html>`;

const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const RETRY_AFTER_SECONDS = 5;

/** Says that nobody renders pages at the moment. */
export function answerAway(response: ServerResponse): void {
  response
    .writeHead(503, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'retry-after': String(RETRY_AFTER_SECONDS),
    })
    .end(PAGE);
}
