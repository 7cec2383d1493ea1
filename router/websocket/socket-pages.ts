import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { GRAPHQL_PATH } from '@depachika/schema/paths.ts';
import type { Logger } from 'pino';
import type { SocketUpgrades } from './socket-upgrades.ts';

/** Who asks for a socket on a page, or the status of HTTP that refuses it. */
export type LiveVisitor = { readonly accessToken: string } | { readonly status: number };

/** Pages whose visitors are known by a cookie, which the graph itself never reads. */
export interface SocketPages {
  readonly livePath: string;
  /** @param address the visitor's */
  liveVisitor(request: IncomingMessage, address: string): Promise<LiveVisitor>;
}

/** The same upgrades, and at the path of pages theirs, once they have said who asks. */
export function upgradesWith(
  pages: SocketPages,
  upgrades: SocketUpgrades,
  options: { readonly addressOf: (request: IncomingMessage) => string; readonly logger: Logger },
): SocketUpgrades['upgrade'] {
  const { addressOf, logger } = options;
  return (request, stream, head) => {
    if (request.url?.split('?', 1)[0] !== pages.livePath) return upgrades.upgrade(request, stream, head);
    stream.on('error', (error) => logger.debug({ err: error }, 'A socket failed before it was open'));
    pages
      .liveVisitor(request, addressOf(request))
      .then((visitor) => {
        if ('status' in visitor) return refuse(stream, visitor.status);
        upgrades.upgrade(asKnown(request, visitor.accessToken), stream, head);
      })
      .catch((error) => {
        logger.error({ err: error }, 'A page’s socket could not be opened');
        stream.destroy();
      });
  };
}

/** One that the graph knows: with the visitor's token in place of their cookie. */
function asKnown(request: IncomingMessage, accessToken: string): IncomingMessage {
  request.url = GRAPHQL_PATH;
  request.headers.authorization = `Bearer ${accessToken}`;
  delete request.headers.cookie;
  return request;
}

function refuse(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
