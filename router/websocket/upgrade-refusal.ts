import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Refusal, refusalOf } from '../admission/refusal.ts';
import { routerError } from '../operation/public-errors.ts';

export const NO_SUCH_PATH: Refusal = refusalOf(
  routerError('NOT_FOUND', 'There is nothing at this address', { status: 404 }),
);

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
