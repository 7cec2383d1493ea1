import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import { SUBSCRIPTIONS_PATH } from '@depachika/schema/paths.ts';
import { SUBSCRIPTION_PROTOCOL } from '@depachika/schema/subscriptions/frames.ts';
import { WebSocket } from 'ws';
import { statusFault } from '../http/status-fault.ts';
import type { SubgraphCall } from '../subgraph-transport.ts';
import type { Subscribed } from './socket-subscription.ts';
import {
  type SubscriptionConnection,
  type SubscriptionConnectionOptions,
  subscriptionConnection,
} from './subscription-connection.ts';

/** All subscriptions of this process at one replica. */
export interface SubscriptionSocket {
  /** Opens the socket when there is none. Rejects when the replica cannot be reached, refuses or goes. */
  subscribe(request: GraphQLRequest, call: SubgraphCall): Promise<Subscribed>;
  close(): void;
}

/** @param origin such as `http://orders:9101` */
export function subscriptionSocket(
  origin: string,
  options: SubscriptionConnectionOptions,
): SubscriptionSocket {
  const url = new URL(SUBSCRIPTIONS_PATH, origin.replace(/^http/, 'ws'));
  let opening: Promise<SubscriptionConnection> | undefined;
  let current: SubscriptionConnection | undefined;

  return {
    async subscribe(request, call) {
      const connection = current?.isOpen() ? current : await connect();
      return connection.subscribe(request, call);
    },
    close() {
      current?.close();
      opening?.then((connection) => connection.close()).catch(() => undefined);
    },
  };

  /** Those who come while it is being opened share it. */
  function connect(): Promise<SubscriptionConnection> {
    opening ??= openSocket(url, options)
      .then((connection) => {
        current = connection;
        return connection;
      })
      .finally(() => {
        opening = undefined;
      });
    return opening;
  }
}

const HANDSHAKE_TIMEOUT_MS = 5_000;
/** The subgraph measures its events itself; a frame beyond this is a fault that it did not see. */
const FRAME_ROOM_BYTES = 64 * 1024;

function openSocket(url: URL, options: SubscriptionConnectionOptions): Promise<SubscriptionConnection> {
  const socket = new WebSocket(url, SUBSCRIPTION_PROTOCOL, {
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    maxPayload: options.maxEventBytes + FRAME_ROOM_BYTES,
    perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    // Also once it is open, where the close that follows tells what is needed.
    socket.on('error', reject);
    socket.once('open', () => resolve(subscriptionConnection(socket, options)));
    socket.once('unexpected-response', (request, { statusCode = 0 }) => {
      reject(statusFault(statusCode, `It answered ${statusCode} to the request for a socket`));
      request.destroy();
    });
  });
}
