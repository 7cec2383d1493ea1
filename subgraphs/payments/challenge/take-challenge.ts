import type { PaymentsServices } from '../payment/services.ts';
import { hurryTask } from '../payment/task-store.ts';
import { CHALLENGE_PAGE_POLICY, type ChallengeView, challengePage, type Language } from './challenge-page.ts';
import { answerChallenge, findChallenge } from './challenge-store.ts';

export interface ChallengeRequest {
  readonly method: string;
  /** From `/sandbox/challenges/` on, with the query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface ChallengeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Plays the card issuer who asks a card holder: shows the question, and takes the answer into the sandbox's books. The
 * shop learns of it as from any provider, by asking; the holder's return only makes it ask at once.
 */
export async function takeChallenge(
  services: PaymentsServices,
  request: ChallengeRequest,
): Promise<ChallengeAnswer> {
  const url = new URL(request.path, 'http://sandbox');
  const reference = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  const asked = { reference, returnTo: pathOfShop(url.searchParams.get('return')) };
  const language = languageOf(request.headers['accept-language']);
  if (request.method !== 'POST') return show(await viewOf(services, asked), language);
  const choice = new URLSearchParams(request.body.toString('utf8')).get('answer');
  switch (choice) {
    case 'succeed':
    case 'fail':
      return answer(services, { ...asked, succeeded: choice === 'succeed' }, language);
    case 'abandon':
      return leave({ kind: 'answered', returnTo: asked.returnTo }, language);
    default:
      return show({ kind: 'unknown', returnTo: asked.returnTo }, language, 400);
  }
}

interface Asked {
  readonly reference: string;
  readonly returnTo: string | undefined;
}

async function viewOf(
  { database, clock }: PaymentsServices,
  { reference, returnTo }: Asked,
): Promise<ChallengeView> {
  const challenge = await findChallenge(database, reference);
  if (!challenge) return { kind: 'unknown', returnTo };
  const isOpen = challenge.status === 'CHALLENGED' && challenge.until > clock.now();
  return isOpen ? { kind: 'question', challenge, returnTo } : { kind: 'over', returnTo };
}

async function answer(
  services: PaymentsServices,
  { reference, returnTo, succeeded }: Asked & { readonly succeeded: boolean },
  language: Language,
): Promise<ChallengeAnswer> {
  const { database, clock, crashPoints, wakeWorker } = services;
  const now = clock.now();
  const answered = await answerChallenge(database, { reference, succeeded }, now);
  if (!answered) return show(await viewOf(services, { reference, returnTo }), language, 409);
  crashPoints.reach('payments.challenge.answered');
  if (await hurryTask(database, { paymentId: answered.paymentId, kind: 'AUTHORIZE' }, now)) wakeWorker();
  return leave({ kind: 'answered', returnTo }, language);
}

/** Back to the shop, or to a page that says so. */
function leave(view: ChallengeView, language: Language): ChallengeAnswer {
  if (!view.returnTo) return show(view, language);
  return { status: 303, headers: { location: view.returnTo, 'cache-control': 'no-store' }, body: '' };
}

function show(
  view: ChallengeView,
  language: Language,
  status: number = STATUSES[view.kind],
): ChallengeAnswer {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': CHALLENGE_PAGE_POLICY,
    'content-language': language,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'SAMEORIGIN',
    vary: 'accept-language',
  };
  return { status, headers, body: challengePage(view, language) };
}

const STATUSES = { question: 200, answered: 200, over: 410, unknown: 404 } as const;

/** Only a path of this shop: nobody is sent elsewhere by a link to this page. */
function pathOfShop(path: string | null): string | undefined {
  return path && path.length <= 500 && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) ? path : undefined;
}

/** English for those who ask for it before Japanese. */
function languageOf(header: string | string[] | undefined): Language {
  const first = String(header ?? '').match(/\b(ja|en)\b/i)?.[1];
  return first?.toLowerCase() === 'en' ? 'en' : 'ja';
}
