import { createHash } from 'node:crypto';
import { figure } from '@depachika/messages/figure.ts';
import type { Challenge } from './challenge-store.ts';

export type Language = 'ja' | 'en';

/** What a page tells: the question, or what became of it. */
export type ChallengeView =
  | { readonly kind: 'question'; readonly challenge: Challenge; readonly returnTo: string | undefined }
  | { readonly kind: 'answered' | 'over' | 'unknown'; readonly returnTo: string | undefined };

/** A page that needs nothing but itself. Everything in it that comes from elsewhere is escaped. */
export function challengePage(view: ChallengeView, language: Language): string {
  const words = WORDS[language];
  const main = view.kind === 'question' ? question(view, language) : `<p>${words[view.kind]}</p>`;
  const back =
    view.kind !== 'question' && view.returnTo
      ? `<p><a href="${escaped(view.returnTo)}">${words.back}</a></p>`
      : '';
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title><style>${STYLE}</style></head>
<body><main><h1>${words.title}</h1>${main}${back}</main></body>
</html>
`;
}

function question(view: ChallengeView & { readonly kind: 'question' }, language: Language): string {
  const words = WORDS[language];
  const { cardLabel, amountYen, until } = view.challenge;
  const facts = [
    [words.card, cardLabel],
    [words.amount, `¥${figure(amountYen)}`],
    [words.until, words.inJapan(TIMES[language].format(until))],
  ];
  const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value!)}</dd>`).join('');
  const buttons = (['succeed', 'fail', 'abandon'] as const).map(
    (answer) => `<button name="answer" value="${answer}">${words[answer]}</button>`,
  );
  return `<p>${words.question}</p><dl>${list}</dl><form method="post">${buttons.join('')}</form>`;
}

/** Made once: a formatter that is made for each page leaves memory behind that garbage collection does not see. */
const TIMES = { ja: timesIn('ja'), en: timesIn('en') };

function timesIn(language: Language): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, {
    timeZone: 'Asia/Tokyo',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

const WORDS = {
  ja: {
    title: '本人認証（サンドボックス）',
    question: 'カード会社に代わって本人確認を行います。結果をお選びください。',
    card: 'カード',
    amount: '金額',
    until: '期限',
    inJapan: (time: string) => `${time}（日本時間）`,
    succeed: '認証に成功する',
    fail: '認証に失敗する',
    abandon: '何もせずに離れる',
    answered: 'お手続きは終わりました。お買い物の画面にお戻りください。',
    over: 'この認証は終わっています。お買い物の画面にお戻りください。',
    unknown: 'この認証は見つかりません。',
    back: 'お店に戻る',
  },
  en: {
    title: 'Card holder check (sandbox)',
    question: 'This page stands for your card issuer. Choose how the check ends.',
    card: 'Card',
    amount: 'Amount',
    until: 'Until',
    inJapan: (time: string) => `${time}, Japan time`,
    succeed: 'Succeed',
    fail: 'Fail',
    abandon: 'Leave without an answer',
    answered: 'Done. Go back to the shop.',
    over: 'This check is over. Go back to the shop.',
    unknown: 'There is no such check.',
    back: 'Back to the shop',
  },
} as const;

const STYLE = `body{font-family:system-ui,sans-serif;line-height:1.6;margin:0;background:#f6f4ef;color:#222}
main{max-width:26rem;margin:2rem auto;padding:1.5rem;background:#fff;border:1px solid #ddd;border-radius:.5rem}
h1{font-size:1.2rem}dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dd{margin:0}
button{display:block;width:100%;margin:.5rem 0;padding:.75rem;font:inherit}`;

/** The page loads nothing, runs nothing, and posts to its own address alone. */
export const CHALLENGE_PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
