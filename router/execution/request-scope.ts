import type { Clock } from '@depachika/clock/clock.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import type { IdentitySigner } from '@depachika/identity/identity-token.ts';
import { type Language, withLanguage } from '@depachika/messages/language.ts';
import { type AnswerSize, answerSize } from './answer-size.ts';

/** What one operation carries with it: handed to every subgraph that takes part. */
export interface RequestScope {
  readonly caller: Caller;
  readonly identityToken: string;
  readonly requestId: string;
  /** What texts for people are in. */
  readonly language: Language;
  /** Aborts when the time for this request is over. */
  readonly signal: AbortSignal;
  /** Counts what subgraphs answer. */
  readonly answer: AnswerSize;
  /** Where subgraphs may read what this operation asks for; absent: their primary. */
  readonly reads?: 'replica' | undefined;
  /** Its answer is kept for others: nothing that was read before it began may be in it, and no replica. */
  readonly forEverybody?: boolean;
}

/** Whose operation it is. */
export type ScopeOwner = Pick<RequestScope, 'caller' | 'requestId' | 'language'>;

export type OpenScope = (owner: ScopeOwner) => Promise<OpenedScope>;

export interface OpenedScope extends RequestScope {
  /** Must be called when the answer is complete. */
  end(): void;
}

/** Signs the caller's identity and starts the request's time. */
export function requestScopes(options: {
  signer: IdentitySigner;
  clock: Clock;
  timeoutMs: number;
  answerBytes: number;
}): OpenScope {
  return async ({ caller, requestId, language }) => {
    const identityToken = await options.signer.sign(caller);
    const over = new AbortController();
    const timer = options.clock.after(options.timeoutMs, () => over.abort());
    const answer = answerSize(options.answerBytes);
    const end = () => timer.cancel();
    return { caller, requestId, language, identityToken, signal: over.signal, answer, end };
  };
}

/** Runs one operation within a scope of its own, whose time ends with it; what it says is in its language. */
export async function withScope<T>(
  openScope: OpenScope,
  owner: ScopeOwner,
  run: (scope: RequestScope) => Promise<T>,
): Promise<T> {
  const scope = await openScope(owner);
  try {
    return await withLanguage(scope.language, () => run(scope));
  } finally {
    scope.end();
  }
}
