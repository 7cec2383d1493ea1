import type { Clock } from '@depachika/clock/clock.ts';
import type { Logger } from 'pino';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import { isAwayForNow, isFault, isRefusedForNow, isUnreadForNow, tellsOfEnd } from './event-answers.ts';
import { type Patience, patience } from './patience.ts';
import { SubscriptionLost } from './subscription-lost.ts';

/** One event of a subgraph, without what the router asked for itself. */
export interface LiveEvent {
  readonly answer: SubgraphAnswer;
  /** Undefined when its subscription has none, or when the event could not be told. */
  readonly version: number | undefined;
}

type Answers = AsyncGenerator<SubgraphAnswer, void, void>;

/** A subscription to one subgraph. */
export interface Upstream {
  /** The version after which it begins; undefined when it shows what comes next, and nothing before. */
  readonly after: number | undefined;
  /** Subscribes, each time anew. @returns a single answer when the subgraph refuses */
  open(after: number | undefined): Promise<Answers | SubgraphAnswer>;
  eventOf(answer: SubgraphAnswer): LiveEvent;
}

/** Whom the events are for: who has been told that the subscription is open is not told again that it is not. */
export type Listener = 'newcomer' | 'reader';

export interface LastingOptions {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A subscription that outlives its upstream. */
export interface Lasting {
  /**
   * Hands over each event, and waits for what comes of it. Resolves when the subgraph completes the subscription, and after
   * `close`. Throws `SubscriptionLost`. Called once.
   */
  run(taker: Taker): Promise<void>;
  close(): void;
}

/** Whom events are handed to. @returns nothing when there is room for more; otherwise resolves when there is */
export interface Taker {
  take(event: LiveEvent): void | Promise<void>;
}

/**
 * An upstream that breaks, or is refused for now, is opened again after the last version seen, for a minute; then it is lost, as
 * is one that has no version to go on from. Each version comes once and in order, whatever subgraphs repeat. There are as many of
 * them as subscriptions, and each waits for most of its time: one function alone stands between it and its transport.
 * @returns to a newcomer a single answer when the subgraph refuses at once, and means it
 */
export async function openLasting(
  upstream: Upstream,
  { listener, ...options }: LastingOptions & { readonly listener: Listener },
): Promise<Lasting | SubgraphAnswer> {
  const { after } = upstream;
  const first = await attempt(upstream, after);
  const mayWait = after !== undefined;
  if (listener === 'newcomer') {
    if (first.kind === 'failed' && !(mayWait && isAwayForNow(first.error))) throw first.error;
    if (first.kind === 'refused' && !(mayWait && isRefusedForNow(first.answer))) return first.answer;
  }
  return new LastingUpstream(upstream, first, options);
}

type Attempt =
  | { readonly kind: 'open'; readonly answers: Answers }
  | { readonly kind: 'refused'; readonly answer: SubgraphAnswer }
  | { readonly kind: 'failed'; readonly error: unknown };

async function attempt(upstream: Upstream, after: number | undefined): Promise<Attempt> {
  try {
    const answer = await upstream.open(after);
    if (Symbol.asyncIterator in answer) return { kind: 'open', answers: answer };
    return { kind: 'refused', answer };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

/** What is open now, or was tried last. While it waits for an event it holds one promise and no stack. */
class LastingUpstream implements Lasting {
  readonly #upstream: Upstream;
  readonly #options: LastingOptions;
  #current: Attempt;
  /** When the current one began to be shown. */
  #since = 0;
  /** The last version that came. */
  #last: number | undefined;
  #isClosed = false;
  /** Since it broke. */
  #tries: Patience | undefined;
  /** Ends a pause. */
  #wake: (() => void) | undefined;
  #taker!: Taker;
  #over!: Pick<PromiseWithResolvers<void>, 'resolve' | 'reject'>;

  constructor(upstream: Upstream, first: Attempt, options: LastingOptions) {
    this.#upstream = upstream;
    this.#options = options;
    this.#current = first;
    this.#last = upstream.after;
  }

  run(taker: Taker): Promise<void> {
    this.#taker = taker;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#over = { resolve, reject };
    this.#show();
    return promise;
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
    closeAttempt(this.#current);
  }

  #show(): void {
    const current = this.#current;
    this.#since = this.#now();
    if (current.kind === 'open') this.#pull(current.answers);
    else if (current.kind === 'failed') void this.#broke(current.error);
    else if (isFault(current.answer)) void this.#broke(told(current.answer));
    else void this.#tellLast(current.answer);
  }

  #pull(answers: Answers): void {
    answers.next().then(
      (step) => this.#take(answers, step),
      (cause) => this.#broke(cause),
    );
  }

  #take(answers: Answers, step: IteratorResult<SubgraphAnswer, void>): void {
    if (step.done) {
      this.#over.resolve();
      return;
    }
    try {
      const event = this.#upstream.eventOf(step.value);
      if (isBroken(event, this.#last)) throw told(step.value);
      if (isRepeated(event, this.#last)) {
        this.#pull(answers);
        return;
      }
      this.#last = event.version ?? this.#last;
      this.#tries = undefined;
      const room = this.#taker.take(event);
      if (room)
        void room.then(
          () => this.#goOn(answers),
          (cause) => this.#letGo(cause),
        );
      else this.#goOn(answers);
    } catch (cause) {
      this.#letGo(cause);
    }
  }

  #goOn(answers: Answers): void {
    if (this.#isClosed) this.#over.resolve();
    else this.#pull(answers);
  }

  #letGo(cause: unknown): void {
    closeAttempt(this.#current);
    void this.#broke(cause);
  }

  async #tellLast(answer: SubgraphAnswer): Promise<void> {
    try {
      await this.#taker.take({ answer, version: undefined });
      this.#over.resolve();
    } catch (error) {
      this.#over.reject(error);
    }
  }

  async #broke(cause: unknown): Promise<void> {
    if (this.#isClosed) return this.#over.resolve();
    const { clock, logger } = this.#options;
    this.#tries ??= patience();
    this.#tries.failed({
      now: this.#now(),
      since: this.#current.kind === 'open' ? this.#since : undefined,
    });
    const after = this.#last;
    const pauseMs = after === undefined ? undefined : this.#tries.pauseMs(this.#now());
    if (pauseMs === undefined) return this.#over.reject(new SubscriptionLost('SUBGRAPH_UNAVAILABLE', cause));
    logger.debug({ err: cause, after, pauseMs }, 'A subscription is opened again');
    const pause = pauseOf(pauseMs, clock);
    this.#wake = pause.end;
    await pause.over;
    if (this.#isClosed) return this.#over.resolve();
    this.#current = await this.#inTime(attempt(this.#upstream, after), this.#tries.leftMs(this.#now()));
    this.#wake = undefined;
    if (this.#isClosed) {
      closeAttempt(this.#current);
      this.#over.resolve();
    } else this.#show();
  }

  /** A subgraph that is frozen takes the connection and answers nothing. What it opens too late is closed. */
  async #inTime(opening: Promise<Attempt>, ms: number): Promise<Attempt> {
    const late: Attempt = { kind: 'failed', error: new Error('A subgraph did not answer in time') };
    const patience = pauseOf(Math.max(0, ms), this.#options.clock);
    this.#wake = patience.end;
    const first = await Promise.race([opening, patience.over.then(() => late)]);
    patience.end();
    if (first === late) void opening.then(closeAttempt);
    return first;
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}

/** What has no version to go on from is shown as it is, but for the end of its source. */
function isBroken({ answer }: LiveEvent, last: number | undefined): boolean {
  return tellsOfEnd(answer) || (last !== undefined && isUnreadForNow(answer));
}

function isRepeated({ version }: LiveEvent, last: number | undefined): boolean {
  return version !== undefined && last !== undefined && version <= last;
}

/** What a subgraph said in place of an event, as the log has it. */
function told({ errors }: SubgraphAnswer): Error {
  return new Error(`A subgraph answered a subscription with ${JSON.stringify(errors)}`);
}

function pauseOf(ms: number, clock: Clock) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.after(ms, resolve);
  return { over: promise.finally(() => timer.cancel()), end: resolve };
}

function closeAttempt(opened: Attempt): void {
  if (opened.kind === 'open') void opened.answers.return().catch(() => undefined);
}
