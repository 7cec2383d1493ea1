import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { type Refusal, refusalOf } from '../admission/refusal.ts';
import type { StreamAnswer } from '../lasting/stream-door.ts';
import { routerError } from '../operation/public-errors.ts';
import type { OpenStream } from './open-stream.ts';

export function badRequest(message: string): Refusal {
  return refusalOf(routerError('BAD_REQUEST', message, { status: 400 }));
}

/** Its client comes back for all that it asks for, elsewhere. */
export function goingAway(): Refusal {
  const told = { status: 503, headers: { 'retry-after': '1' } };
  return refusalOf(routerError('SERVICE_UNAVAILABLE', shared.faults.SERVICE_UNAVAILABLE, told));
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
