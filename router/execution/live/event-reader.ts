import type { LiveEvent } from './lasting-upstream.ts';

export type LiveEvents = AsyncGenerator<LiveEvent, void, void>;

/** Where the events of a reader come from is not its own business. */
export interface ReaderLinks {
  /** Called once, when nobody reads any more. */
  left(reader: EventReader): void;
  /** Called when all that waited was read, of a reader to which more came than it takes. */
  drained(reader: EventReader): void;
}

type Step = IteratorResult<LiveEvent, void>;

/** Shared by all for whom nothing waits. */
const NOTHING: LiveEvent[] = [];

const DONE = { done: true, value: undefined } as const;

/**
 * Events on their way to one client. `return()` takes effect at once, though the next event be waited for. Of this there are as
 * many as subscriptions: it is one object.
 */
export class EventReader implements LiveEvents {
  /** The last version that was given to it. */
  last: number | undefined;
  /** More came than may wait: it is given nothing until it is drained. */
  isFull = false;
  readonly #maxWaiting: number;
  readonly #links: ReaderLinks;
  #waiting: LiveEvent[] = NOTHING;
  /** Of a reader that waits. */
  #wake: ((step: Promise<Step>) => void) | undefined;
  #hasRoom: (() => void) | undefined;
  #ended = false;
  #left = false;
  #failure: unknown;

  constructor(after: number | undefined, maxWaiting: number, links: ReaderLinks) {
    this.last = after;
    this.#maxWaiting = maxWaiting;
    this.#links = links;
  }

  get hasLeft(): boolean {
    return this.#left;
  }

  /** Events that it has seen are dropped. */
  take(event: LiveEvent): void {
    const { version } = event;
    if (this.#ended || this.#left) return;
    if (version !== undefined && this.last !== undefined && version <= this.last) return;
    // What came after something that was dropped would leave a gap.
    this.isFull ||= this.#waiting.length >= this.#maxWaiting;
    if (this.isFull) return;
    this.last = version ?? this.last;
    if (this.#waiting === NOTHING) this.#waiting = [event];
    else this.#waiting.push(event);
    this.#tell();
  }

  /** @returns undefined when there is room for a further event; else resolves when there is, or when the reader has left */
  room(): Promise<void> | undefined {
    if (this.#left || this.#waiting.length < this.#maxWaiting) return undefined;
    return new Promise((resolve) => (this.#hasRoom = resolve));
  }

  /** No more will come. @param failure thrown after what waits */
  end(failure?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#tell();
  }

  next(): Promise<Step> {
    const step = this.#step();
    if (step) return step;
    if (this.isFull) {
      this.isFull = false;
      this.#links.drained(this);
    }
    return this.#step() ?? new Promise((resolve) => (this.#wake = resolve));
  }

  /** @returns undefined when the reader has to wait */
  #step(): Promise<Step> | undefined {
    if (this.#left) return Promise.resolve(DONE);
    const event = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#waiting = NOTHING;
    if (event) {
      this.#hasRoom?.();
      return Promise.resolve({ done: false, value: event });
    }
    return this.#ended ? this.#atEnd() : undefined;
  }

  #tell(): void {
    const wake = this.#wake;
    if (!wake) return;
    this.#wake = undefined;
    const step = this.#step();
    if (step) wake(step);
    else this.#wake = wake;
  }

  async #atEnd(): Promise<Step> {
    const failure = this.#failure;
    this.#failure = undefined;
    this.#leave();
    if (failure !== undefined) throw failure;
    return DONE;
  }

  async return(): Promise<Step> {
    this.#leave();
    return DONE;
  }

  async throw(error: unknown): Promise<Step> {
    this.#leave();
    throw error;
  }

  #leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#waiting = NOTHING;
    this.#tell();
    this.#hasRoom?.();
    this.#links.left(this);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leave();
  }
}
