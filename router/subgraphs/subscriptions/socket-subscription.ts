import { type DomainFrame, EVENT_WINDOW, type RouterFrame } from '@depachika/schema/subscriptions/frames.ts';
import { statusFault } from '../http/status-fault.ts';
import type { SubgraphAnswer } from '../subgraph-transport.ts';

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

type Events = AsyncGenerator<SubgraphAnswer, void, void>;
type Step = IteratorResult<SubgraphAnswer, void>;
export type Subscribed = Events | SubgraphAnswer;

const DONE = { done: true, value: undefined } as const;

/**
 * One subscription on a socket that it shares with others, from the moment at which it is asked for, and its events: what has come,
 * then what broke it, or its end. `return()` takes effect at once. It holds as many events as the subgraph may send ahead, and breaks
 * when it sends more. Of this there are as many as subscriptions, which wait for most of their time: it is one object.
 */
export class SocketSubscription implements Events {
  readonly #id: number;
  readonly #links: SubscriptionLinks;
  /** While the subgraph has not answered. */
  #opening: Opening | undefined;
  #waiting: SubgraphAnswer[] = NOTHING;
  #takenSinceTold = 0;
  #end: { readonly error?: Error | undefined } | undefined;
  /** Of a reader that waits. */
  #wake: ((step: Promise<Step>) => void) | undefined;

  constructor(id: number, links: SubscriptionLinks) {
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

  next(): Promise<Step> {
    return this.#step() ?? new Promise((resolve) => (this.#wake = resolve));
  }

  async return(): Promise<Step> {
    this.#leave();
    return DONE;
  }

  async throw(error: unknown): Promise<Step> {
    this.#leave();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leave();
  }

  #finish(frame: Exclude<DomainFrame, { readonly kind: 'opened' | 'next' }>): void {
    if (frame.kind === 'answered') this.#settle(frame.result);
    if (frame.kind === 'refused')
      this.#close(statusFault(frame.status, `It answered ${frame.status}: ${frame.reason}`));
    else this.#close(frame.kind === 'broken' ? new Error(frame.reason) : undefined);
  }

  #push(event: SubgraphAnswer): void {
    if (this.#end) return;
    if (this.#waiting === NOTHING) this.#waiting = [event];
    else this.#waiting.push(event);
    if (this.#waiting.length > EVENT_WINDOW)
      this.#giveUp(new Error(`More than ${EVENT_WINDOW} events came ahead of their reader`));
    this.#tell();
  }

  /** @returns undefined when the reader has to wait */
  #step(): Promise<Step> | undefined {
    const event = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#waiting = NOTHING;
    if (event) {
      this.#took();
      return Promise.resolve({ done: false, value: event });
    }
    if (!this.#end) return undefined;
    const { error } = this.#end;
    this.#end = {};
    return error ? Promise.reject(this.#links.failure(error)) : Promise.resolve(DONE);
  }

  #took(): void {
    this.#takenSinceTold += 1;
    // Not each time: half of the window is always under way while a reader keeps up.
    if (this.#takenSinceTold < EVENT_WINDOW / 2 || this.#end) return;
    this.#links.send({ kind: 'taken', id: this.#id, events: this.#takenSinceTold });
    this.#takenSinceTold = 0;
  }

  #tell(): void {
    const wake = this.#wake;
    if (!wake) return;
    this.#wake = undefined;
    const step = this.#step();
    if (step) wake(step);
    else this.#wake = wake;
  }

  #settle(answer: Subscribed): void {
    const opening = this.#opening;
    if (!opening) return;
    clearTimeout(opening.late);
    // Whoever has it may still be told that its request is over.
    this.#opening = opening.stop ? opening : undefined;
    opening.resolve(answer);
  }

  #leave(): void {
    this.#waiting = NOTHING;
    if (this.#end) this.#end = {};
    else this.#giveUp();
    this.#tell();
  }

  /** The subgraph does not know yet that it is over. */
  #giveUp(error?: Error): void {
    this.#links.send({ kind: 'close', id: this.#id });
    this.#close(error);
  }

  /** @param error why it broke; without one it was completed, or left */
  #close(error: Error | undefined): void {
    this.#end ??= { error };
    this.#tell();
    const opening = this.#opening;
    this.#opening = undefined;
    clearTimeout(opening?.late);
    opening?.stop?.();
    opening?.reject(error);
    this.#links.ended(this.#id);
  }
}

/** Shared by all who have nothing waiting. */
const NOTHING: SubgraphAnswer[] = [];

interface Opening {
  readonly resolve: (answer: Subscribed) => void;
  readonly reject: (error: unknown) => void;
  readonly late: NodeJS.Timeout;
  /** Listens no more to whether its request is over. */
  readonly stop: (() => void) | undefined;
}
