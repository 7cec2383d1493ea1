import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { preferredLanguage, withLanguage } from '@depachika/messages/language.ts';
import { codesOf } from '@depachika/schema/error-outcomes.ts';
import { LANGUAGE_HEADER } from '@depachika/schema/headers.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import { handleProtocols } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { Admission } from '../admission/admission.ts';
import { networkOf } from '../admission/rate-limit.ts';
import type { Refusal } from '../admission/refusal.ts';
import type { RouterLimits } from '../config.ts';
import { noPlace } from '../lasting/no-place.ts';
import type { SocketPlaces } from '../lasting/socket-places.ts';
import { ClientSocket, type Upgraded } from './client-socket.ts';
import { cutOff } from './socket-closing.ts';
import { NO_SUCH_PATH, refuseUpgrade } from './upgrade-refusal.ts';

export interface SocketUpgradeOptions {
  readonly path: string;
  readonly limits: RouterLimits;
  /** Counted together with all other connections that last. */
  readonly places: SocketPlaces;
  readonly admission: Admission;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'upgradeRefused'>;
}

export interface SocketUpgrades {
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /** Opens nothing from now on. */
  close(): void;
}

const SERVED = {
  noServer: true,
  handleProtocols,
  perMessageDeflate: false,
  // Who sends thousands of messages at once has one of them looked at in each turn of the event loop: others have theirs between.
  allowSynchronousEvents: false,
  /** For a client's answer to a close frame; the types of `ws` do not know the option yet. */
  closeTimeout: 2_000,
};

/** Makes sockets of requests for them, as long as there are places. */
export function socketUpgrades(
  options: SocketUpgradeOptions,
  open: (socket: ClientSocket, upgraded: Upgraded) => void,
): SocketUpgrades {
  const { path, limits, places, admission, addressOf, logger, metrics } = options;
  const server = new WebSocketServer<typeof ClientSocket>({
    WebSocket: ClientSocket,
    maxPayload: limits.socketMessageBytes,
    ...SERVED,
  });

  return {
    upgrade(request, stream, head) {
      stream.on('error', noteFailure);
      const language = preferredLanguage(request.headers[LANGUAGE_HEADER]);
      withLanguage(language, () => answer(request, stream, head)).catch((error) => {
        logger.error({ err: error }, 'A socket could not be opened');
        stream.destroy();
      });
    },
    close: () => server.close(),
  };

  function noteFailure(error: Error): void {
    logger.debug({ err: error }, 'A socket failed before it was open');
  }

  function refuse(stream: Duplex, refusal: Refusal): void {
    metrics.upgradeRefused(codesOf(refusal.errors));
    refuseUpgrade(stream, refusal);
  }

  /**
   * A request has its place from its first moment to the end of its connection: nothing is awaited before that. What lives as
   * long as a socket is made where the request is out of sight: it would stay in memory with it.
   */
  async function answer(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    // Who has gone while somebody was asked whom the request is for, would never leave its place.
    if (stream.destroyed) return;
    if (partsOf(request).path !== path) return refuse(stream, NO_SUCH_PATH);
    const address = addressOf(request);
    const { place, handOver } = takePlace(address, stream);
    const refusal = await admission.knock(address);
    if (refusal) return refuse(stream, refusal);
    if (typeof place === 'string') return refuse(stream, noPlace(place, limits.sockets));
    server.handleUpgrade(request, stream, head, (socket) => {
      handOver(socket);
      const { query } = partsOf(request);
      const { authorization: header, [LANGUAGE_HEADER]: acceptLanguage } = request.headers;
      open(socket, { address, place, shown: { header, acceptLanguage, query } });
    });
  }

  function takePlace(address: string, stream: Duplex) {
    let giveWay: () => void = () => stream.destroy();
    const place = places.take(networkOf(address), () => giveWay());
    const leave = () => void (typeof place === 'object' && place.leave());
    stream.once('close', leave);
    /** From now on the place is left with the socket. */
    const handOver = (socket: ClientSocket) => {
      giveWay = () => cutOff(socket, 'TOO_MANY_SOCKETS');
      stream.off('close', leave).off('error', noteFailure);
    };
    return { place, handOver };
  }
}

function partsOf({ url = '' }: IncomingMessage) {
  const [path, query] = url.split('?');
  return { path, query: Object.fromEntries(new URLSearchParams(query)) };
}
