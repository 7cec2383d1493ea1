import { MULTIPART, SERVER_SENT_EVENTS, type StreamFormat } from './stream-format.ts';

/**
 * The stream that a client likes best; undefined where it likes one answer better, as clients do that name streams last.
 * @param accept of its request
 */
export function wantedFormat(accept: string | undefined): StreamFormat | undefined {
  let best: { readonly weight: number; readonly format: StreamFormat | undefined } | undefined;
  for (const part of (accept ?? '').split(',')) {
    const offered = offer(part);
    // Of equals the first is meant.
    if (offered && offered.weight > (best?.weight ?? 0)) best = offered;
  }
  return best?.format;
}

interface Offer {
  readonly weight: number;
  /** Undefined: one answer. */
  readonly format: StreamFormat | undefined;
}

/** @returns undefined for a type that is neither of ours nor of JSON */
function offer(part: string): Offer | undefined {
  const [type = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
  const given = new Map(parameters.map(parameter));
  const weight = weightOf(given.get('q'));
  if (type === 'text/event-stream') return { weight, format: SERVER_SENT_EVENTS };
  if (type === 'multipart/mixed' && given.get('subscriptionspec') === '1.0')
    return { weight, format: MULTIPART };
  return ONE_ANSWER.has(type) ? { weight, format: undefined } : undefined;
}

const ONE_ANSWER: ReadonlySet<string> = new Set([
  ...['application/json', 'application/graphql-response+json', 'application/*', '*/*'],
]);

function parameter(text: string): [string, string] {
  const [name = '', value = ''] = text.split('=', 2).map((each) => each.trim());
  return [name, value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value];
}

function weightOf(text: string | undefined): number {
  const weight = Number(text ?? '1');
  return weight >= 0 && weight <= 1 ? weight : 0;
}
