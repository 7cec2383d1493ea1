import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { type Refusal, refusalOf } from '../admission/refusal.ts';
import { routerError } from '../operation/public-errors.ts';
import type { SocketCeilings } from './socket-places.ts';

/** Sockets are held for minutes: who comes back at once is refused again. */
const RETRY_AFTER_SECONDS = 30;

export const NO_SUCH_PATH: Refusal = refusalOf(
  routerError('NOT_FOUND', 'There is nothing at this address', { status: 404 }),
);

/** @param full what has no place for another socket */
export function noPlace(
  full: 'network is full' | 'all are taken',
  { total, perNetwork }: Pick<SocketCeilings, 'total' | 'perNetwork'>,
): Refusal {
  const { status, limit, message } =
    full === 'network is full'
      ? { status: 429, limit: perNetwork, message: shared.socketsOfAddress }
      : { status: 503, limit: total, message: shared.socketsTaken };
  const extensions = { limit, retryAfterSeconds: RETRY_AFTER_SECONDS };
  return refusalOf(
    routerError('TOO_MANY_SOCKETS', message(extensions), {
      status,
      headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      extensions,
    }),
  );
}

/** Says a refusal as HTTP and hangs up: nobody reads whether the client closes its side as well. */
export function refuseUpgrade(stream: Duplex, { status, headers, errors }: Refusal): void {
  const body = JSON.stringify({ errors: errors.map((error) => error.toJSON()) });
  const head = {
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...headers,
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  stream.once('finish', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}
