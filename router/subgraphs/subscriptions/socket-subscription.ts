import { type DomainFrame, EVENT_WINDOW, type RouterFrame } from '@depachika/schema/subscriptions/frames.ts';
import { statusFault } from '../http/status-fault.ts';
import type { SubgraphAnswer } from '../subgraph-transport.ts';
import { done, EventQueue, type Step, taken } from './event-queue.ts';

/** What all subscriptions of one socket share. */
export interface SubscriptionLinks {
  /** Longest wait for the answer. */
  readonly timeoutMs: number;
  send(frame: RouterFrame): void;
  /** Nothing is sent or taken under its id any more. */
  ended(id: number): void;
  /** @returns what readers are told of a break */
  failure(cause: Error): Error;
}

export type Subscribed = AsyncGenerator<SubgraphAnswer, void, void> | SubgraphAnswer;

/**
 * One subscription on a socket that it shares with others, from the moment at which it is asked for, and its events: what has come,
 * then what broke it, or its end. It holds as many events as the subgraph may send ahead, and breaks when it sends more.
 */
export class SocketSubscription extends EventQueue<SubgraphAnswer> {
  readonly #id: number;
  readonly #links: SubscriptionLinks;
  /** While the subgraph has not answered. */
  #opening: Opening | undefined;
  #takenSinceTold = 0;
  #end: { readonly error?: Error | undefined } | undefined;

  constructor(id: number, links: SubscriptionLinks) {
    super();
    this.#id = id;
    this.#links = links;
  }

  /** Called once. Rejects when the subgraph refuses the caller's identity, does not answer in time, or goes. */
  answer(signal: AbortSignal | undefined): Promise<Subscribed> {
    const { timeoutMs } = this.#links;
    const { promise, resolve, reject } = Promise.withResolvers<Subscribed>();
    const late = setTimeout(() => this.#giveUp(new Error(`No answer within ${timeoutMs} ms`)), timeoutMs);
    const abort = () => this.#giveUp(new Error('The request is over'));
    signal?.addEventListener('abort', abort, { once: true });
    const stop = () => signal?.removeEventListener('abort', abort);
    this.#opening = { resolve, reject, late, stop: signal && stop };
    return promise;
  }

  receive(frame: DomainFrame): void {
    if (frame.kind === 'opened') this.#settle(this);
    else if (frame.kind === 'next') this.#push(frame.result);
    else this.#finish(frame);
  }

  break(error: Error): void {
    this.#close(error);
  }

  #finish(frame: Exclude<DomainFrame, { readonly kind: 'opened' | 'next' }>): void {
    if (frame.kind === 'answered') this.#settle(frame.result);
    if (frame.kind === 'refused')
      this.#close(statusFault(frame.status, `It answered ${frame.status}: ${frame.reason}`));
    else this.#close(frame.kind === 'broken' ? new Error(frame.reason) : undefined);
  }

  #push(event: SubgraphAnswer): void {
    if (this.#end) return;
    this.add(event);
    if (this.count > EVENT_WINDOW)
      this.#giveUp(new Error(`More than ${EVENT_WINDOW} events came ahead of their reader`));
    this.tell();
  }

  protected step(): Promise<Step<SubgraphAnswer>> | undefined {
    const event = this.shift();
    if (event) {
      this.#took();
      return taken(event);
    }
    if (!this.#end) return undefined;
    const { error } = this.#end;
    this.#end = {};
    return error ? Promise.reject(this.#links.failure(error)) : done();
  }

  #took(): void {
    this.#takenSinceTold += 1;
    // Not each time: half of the window is always under way while a reader keeps up.
    if (this.#takenSinceTold < EVENT_WINDOW / 2 || this.#end) return;
    this.#links.send({ kind: 'taken', id: this.#id, events: this.#takenSinceTold });
    this.#takenSinceTold = 0;
  }

  #settle(answer: Subscribed): void {
    const opening = this.#opening;
    if (!opening) return;
    clearTimeout(opening.late);
    // Whoever has it may still be told that its request is over.
    this.#opening = opening.stop ? opening : undefined;
    opening.resolve(answer);
  }

  protected leave(): void {
    this.clear();
    if (this.#end) this.#end = {};
    else this.#giveUp();
    this.tell();
  }

  /** The subgraph does not know yet that it is over. */
  #giveUp(error?: Error): void {
    this.#links.send({ kind: 'close', id: this.#id });
    this.#close(error);
  }

  /** @param error why it broke; without one it was completed, or left */
  #close(error: Error | undefined): void {
    this.#end ??= { error };
    this.tell();
    const opening = this.#opening;
    this.#opening = undefined;
    clearTimeout(opening?.late);
    opening?.stop?.();
    opening?.reject(error);
    this.#links.ended(this.#id);
  }
}

interface Opening {
  readonly resolve: (answer: Subscribed) => void;
  readonly reject: (error: unknown) => void;
  readonly late: NodeJS.Timeout;
  /** Listens no more to whether its request is over. */
  readonly stop: (() => void) | undefined;
}
