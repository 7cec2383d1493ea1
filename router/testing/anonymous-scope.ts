import { anonymous } from '@depachika/identity/caller.ts';
import { answerSize } from '../execution/answer-size.ts';
import type { RequestScope } from '../execution/request-scope.ts';

/** What an operation of somebody unknown carries with it, for tests of what executes it. @param bytes of all answers */
export function anonymousScope({ requestId = 'req-1', bytes = 1_000_000 } = {}): RequestScope {
  return {
    caller: anonymous,
    identityToken: 'token',
    requestId,
    language: 'ja',
    signal: new AbortController().signal,
    answer: answerSize(bytes),
  };
}
