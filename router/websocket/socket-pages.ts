import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { SocketUpgrades } from './socket-upgrades.ts';

/** Pages whose visitors are known by a cookie, which the graph itself never reads. */
export interface SocketPages {
  readonly livePath: string;
  /** Makes of a page's request one that the graph knows. @returns why it is refused */
  admitLive(request: IncomingMessage): Promise<{ readonly status: number } | undefined>;
}

/** The same upgrades, and at the path of pages theirs, once they have said who asks. */
export function upgradesWith(
  pages: SocketPages,
  upgrades: SocketUpgrades,
  logger: Logger,
): SocketUpgrades['upgrade'] {
  return (request, stream, head) => {
    if (request.url?.split('?', 1)[0] !== pages.livePath) return upgrades.upgrade(request, stream, head);
    stream.on('error', (error) => logger.debug({ err: error }, 'A socket failed before it was open'));
    pages
      .admitLive(request)
      .then((refusal) => (refusal ? refuse(stream, refusal.status) : upgrades.upgrade(request, stream, head)))
      .catch((error) => {
        logger.error({ err: error }, 'A page’s socket could not be opened');
        stream.destroy();
      });
  };
}

function refuse(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
