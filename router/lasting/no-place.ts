import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { type Refusal, refusalOf } from '../admission/refusal.ts';
import { routerError } from '../operation/public-errors.ts';
import type { SocketCeilings } from './socket-places.ts';

/** Sockets are held for minutes: who comes back at once is refused again. */
const RETRY_AFTER_SECONDS = 30;

/** What has no place for another connection. */
export type Full = 'network is full' | 'all are taken' | 'caller has enough';

export function noPlace(full: Full, ceilings: SocketCeilings): Refusal {
  const { status, limit, message } = FULL[full](ceilings);
  const extensions = { limit, retryAfterSeconds: RETRY_AFTER_SECONDS };
  return refusalOf(
    routerError('TOO_MANY_SOCKETS', message(extensions), {
      status,
      headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      extensions,
    }),
  );
}

const FULL = {
  'network is full': ({ perNetwork }: SocketCeilings) => ({
    status: 429,
    limit: perNetwork,
    message: shared.socketsOfAddress,
  }),
  'all are taken': ({ total }: SocketCeilings) => ({
    status: 503,
    limit: total,
    message: shared.socketsTaken,
  }),
  'caller has enough': ({ perUser }: SocketCeilings) => ({
    status: 429,
    limit: perUser,
    message: shared.socketsOfPerson,
  }),
};
