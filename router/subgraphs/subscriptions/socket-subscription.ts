import type { DomainFrame, RouterFrame } from '@depachika/schema/subscriptions/frames.ts';
import { statusFault } from '../http/status-fault.ts';
import type { SubgraphAnswer } from '../subgraph-transport.ts';
import { subscriptionStream } from './subscription-stream.ts';

export interface SocketSubscriptionOptions {
  readonly id: number;
  readonly signal: AbortSignal | undefined;
  /** Longest wait for the answer. */
  readonly timeoutMs: number;
  readonly send: (frame: RouterFrame) => void;
  /** Nothing is sent or taken under its id any more. */
  readonly ended: () => void;
}

export type Subscribed = AsyncGenerator<SubgraphAnswer, void, void> | SubgraphAnswer;

/** One subscription on a socket that it shares with others, from the moment at which it is asked for. */
export interface SocketSubscription {
  /** Rejects when the subgraph refuses the caller's identity, does not answer in time, or goes. */
  readonly answer: Promise<Subscribed>;
  receive(frame: DomainFrame): void;
  break(error: Error): void;
}

export function socketSubscription(options: SocketSubscriptionOptions): SocketSubscription {
  const { id, signal, timeoutMs, send, ended } = options;
  const opening = Promise.withResolvers<Subscribed>();
  const late = setTimeout(() => giveUp(new Error(`No answer within ${timeoutMs} ms`)), timeoutMs);
  const stream = subscriptionStream({
    taken: (events) => send({ kind: 'taken', id, events }),
    left: () => giveUp(),
  });
  const abort = () => giveUp(new Error('The request is over'));
  signal?.addEventListener('abort', abort, { once: true });
  return { answer: opening.promise, receive, break: end };

  function receive(frame: DomainFrame): void {
    if (frame.kind === 'opened') settle(stream.events);
    else if (frame.kind === 'next') stream.push(frame.result);
    else finish(frame);
  }

  function finish(frame: Exclude<DomainFrame, { readonly kind: 'opened' | 'next' }>): void {
    if (frame.kind === 'answered') settle(frame.result);
    if (frame.kind === 'refused')
      end(statusFault(frame.status, `It answered ${frame.status}: ${frame.reason}`));
    else end(frame.kind === 'broken' ? new Error(frame.reason) : undefined);
  }

  function settle(answer: Subscribed): void {
    clearTimeout(late);
    opening.resolve(answer);
  }

  /** The subgraph does not know yet that it is over. */
  function giveUp(error?: Error): void {
    send({ kind: 'close', id });
    end(error);
  }

  /** @param error why it broke; without one it was completed, or left */
  function end(error?: Error): void {
    clearTimeout(late);
    signal?.removeEventListener('abort', abort);
    if (error) stream.break(error);
    else stream.complete();
    opening.reject(error);
    ended();
  }
}
