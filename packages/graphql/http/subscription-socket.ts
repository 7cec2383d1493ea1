import {
  type DomainFrame,
  EVENT_WINDOW,
  type OpenFrame,
  type RouterFrame,
} from '@depachika/schema/subscriptions/frames.ts';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { ServableSubgraph } from '../executable-subgraph.ts';
import { eventWindow } from './event-window.ts';
import { runSubscription, type ServedSubscription } from './served-subscription.ts';

export interface SubscriptionSocketOptions {
  readonly subgraph: Pick<ServableSubgraph, 'subscribe'>;
  readonly logger: Pick<Logger, 'error'>;
}

/** The subscriptions of one socket. */
export interface ServedSubscriptions {
  running(): number;
}

/** Runs the subscriptions that come over a socket. What breaks the protocol closes the socket with 1002. */
export function serveSubscriptions(
  socket: WebSocket,
  { subgraph, logger }: SubscriptionSocketOptions,
): ServedSubscriptions {
  const subscriptions = new Map<number, ServedSubscription>();
  let latestId = 0;
  socket.on('message', (data, isBinary) => {
    const frame = isBinary ? undefined : readFrame(String(data));
    if (frame) receive(frame);
    else socket.close(PROTOCOL_ERROR, 'This is no frame of this protocol');
  });
  socket.on('close', () => {
    for (const subscription of subscriptions.values()) leave(subscription);
  });
  return { running: () => subscriptions.size };

  function receive(frame: RouterFrame): void {
    // It may have ended while the router's frame was under way.
    const subscription = subscriptions.get(frame.id);
    if (frame.kind === 'open') open(frame);
    else if (frame.kind === 'taken') subscription?.window.widen(frame.events);
    else if (subscription) leave(subscription);
  }

  function open(frame: OpenFrame): void {
    const { id } = frame;
    const isNew = id > latestId;
    latestId = Math.max(id, latestId);
    if (!isNew) socket.close(PROTOCOL_ERROR, 'An id counts up');
    else if (subscriptions.size < MAX_SUBSCRIPTIONS) start(frame);
    else void send({ kind: 'refused', id, status: 503, reason: `${MAX_SUBSCRIPTIONS} run on this socket` });
  }

  function start(frame: OpenFrame): void {
    const subscription: ServedSubscription = { window: eventWindow(EVENT_WINDOW) };
    subscriptions.set(frame.id, subscription);
    runSubscription({ frame, subscription, subgraph, logger, send })
      .then((end) => (subscription.window.isClosed() ? undefined : send(end)))
      .finally(() => subscriptions.delete(frame.id));
  }

  /** Resolves when the socket took it, or will never. @returns false when it is too large for its reader, and was not sent */
  async function send(frame: DomainFrame, maxBytes = Number.POSITIVE_INFINITY): Promise<boolean> {
    const text = JSON.stringify(frame);
    if (Buffer.byteLength(text) > maxBytes) return false;
    await new Promise<void>((resolve) => socket.send(text, () => resolve()));
    return true;
  }
}

function leave({ window, results }: ServedSubscription): void {
  window.close();
  // Its own end takes effect at once, and what it rejects with has no reader any more.
  results?.return().catch(() => undefined);
}

const PROTOCOL_ERROR = 1002;
/** Far more than a router has sockets of clients. */
const MAX_SUBSCRIPTIONS = 100_000;

function readFrame(text: string): RouterFrame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    return isRouterFrame(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}

function isRouterFrame(value: unknown): value is RouterFrame {
  const frame = value as { readonly [key in keyof OpenFrame | 'events']?: unknown } | null;
  if (!isCount(frame?.id)) return false;
  if (frame.kind === 'taken') return isCount(frame.events);
  if (frame.kind === 'open') return typeof frame.identityToken === 'string' && isCount(frame.maxEventBytes);
  return frame.kind === 'close';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
