import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { type Refusal, refusalOf } from '../admission/refusal.ts';
import { answerTooLarge, isTooLarge } from '../execution/answer-size.ts';
import type { StreamAnswer } from '../lasting/stream-door.ts';
import { routerError, withoutStatus } from '../operation/public-errors.ts';
import type { OpenStream } from './open-stream.ts';

export function badRequest(message: string): Refusal {
  return refusalOf(routerError('BAD_REQUEST', message, { status: 400 }));
}

/** Its client comes back for all that it asks for, elsewhere. */
export function goingAway(): Refusal {
  const told = { status: 503, headers: { 'retry-after': '1' } };
  return refusalOf(routerError('SERVICE_UNAVAILABLE', shared.faults.SERVICE_UNAVAILABLE, told));
}

/**
 * @param limit bytes that an answer may have
 * @returns an answer as it is told; of an event that is too large its client learns the version, and goes on after it
 */
export function answerJson(result: object, limit: number, version?: number): string {
  const json = JSON.stringify(result);
  if (!isTooLarge(json, limit)) return json;
  const errors = [withoutStatus(answerTooLarge(limit))];
  return JSON.stringify(version === undefined ? { errors } : { data: null, errors, extensions: { version } });
}

export function streamed({ format, body }: OpenStream): StreamAnswer {
  return {
    status: 200,
    headers: {
      'content-type': format.contentType,
      vary: 'accept',
      // Proxies that gather answers would hold events back.
      'x-accel-buffering': 'no',
    },
    body,
  };
}
