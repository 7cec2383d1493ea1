import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import type { DomainFrame, RouterFrame } from '@depachika/schema/subscriptions/frames.ts';
import type { WebSocket } from 'ws';
import type { SubgraphCall } from '../subgraph-transport.ts';
import { SocketSubscription, type Subscribed, type SubscriptionLinks } from './socket-subscription.ts';

export interface SubscriptionConnectionOptions {
  readonly maxEventBytes: number;
  /** Longest wait for the answer to a subscription. */
  readonly timeoutMs: number;
  /** A socket on which nothing comes for so long, answers to pings included, is given up. */
  readonly maxSilenceMs: number;
  /** A socket without subscriptions is closed after this. */
  readonly idleMs: number;
  /** @returns what readers are told of a break */
  readonly failure: (cause: Error) => Error;
}

/** One open socket to a replica of a subgraph, with all subscriptions of this process that the replica has. */
export interface SubscriptionConnection {
  /** False as soon as it takes no more subscriptions. */
  isOpen(): boolean;
  /** Rejects when the replica refuses the caller's identity, does not answer in time, or goes. */
  subscribe(request: GraphQLRequest, call: SubgraphCall): Promise<Subscribed>;
  close(): void;
}

export function subscriptionConnection(
  socket: WebSocket,
  { maxEventBytes, timeoutMs, maxSilenceMs, idleMs, failure }: SubscriptionConnectionOptions,
): SubscriptionConnection {
  const subscriptions = new Map<number, SocketSubscription>();
  const links: SubscriptionLinks = { timeoutMs, send, ended: forget, failure };
  let latestId = 0;
  let idle: NodeJS.Timeout | undefined;
  const isOpen = () => socket.readyState === socket.OPEN;
  watchSilence(socket, maxSilenceMs);
  socket.on('message', (data) => {
    const frame = readFrame(String(data));
    if (frame) subscriptions.get(frame.id)?.receive(frame);
    else socket.close(PROTOCOL_ERROR, 'This is no frame of this protocol');
  });
  socket.once('close', (code, reason) => {
    clearTimeout(idle);
    const error = new Error(`The socket was closed with ${code}: ${String(reason)}`);
    for (const subscription of [...subscriptions.values()]) subscription.break(error);
  });

  return {
    isOpen,
    async subscribe(request, { identityToken, signal }) {
      signal?.throwIfAborted();
      if (!isOpen()) throw new Error('The socket was closed');
      clearTimeout(idle);
      latestId += 1;
      const id = latestId;
      const subscription = new SocketSubscription(id, links);
      subscriptions.set(id, subscription);
      const { query, variables, operationName, requestId, language } = request;
      const body = { query, variables, operationName };
      const answer = subscription.answer(signal);
      send({ kind: 'open', id, identityToken, requestId, language, maxEventBytes, body });
      return answer;
    },
    close: () => socket.terminate(),
  };

  function forget(id: number): void {
    if (!subscriptions.delete(id) || subscriptions.size > 0) return;
    idle = setTimeout(() => socket.close(1000, 'Nothing is asked'), idleMs);
    idle.unref();
  }

  function send(frame: RouterFrame): void {
    if (isOpen()) socket.send(JSON.stringify(frame));
  }
}

const PROTOCOL_ERROR = 1002;

function readFrame(text: string): DomainFrame | undefined {
  try {
    return JSON.parse(text) as DomainFrame;
  } catch {
    return undefined;
  }
}

const UNANSWERED_PINGS = 3;

/**
 * A process that froze, or a network that lost the connection, says nothing; pings make silence tell. Pings are counted and
 * not time: after a moment in which this process itself stood still, answers may wait to be read.
 */
function watchSilence(socket: WebSocket, maxSilenceMs: number): void {
  let unanswered = 0;
  const hear = () => {
    unanswered = 0;
  };
  const watch = setInterval(
    () => {
      if (unanswered >= UNANSWERED_PINGS) return socket.terminate();
      unanswered += 1;
      socket.ping();
    },
    maxSilenceMs / (UNANSWERED_PINGS + 1),
  );
  watch.unref();
  socket.on('message', hear).on('ping', hear).on('pong', hear);
  socket.once('close', () => clearInterval(watch));
}
