import type { LiveEvent } from './lasting-upstream.ts';

export type LiveEvents = AsyncGenerator<LiveEvent, void, void>;

/** Where the events of a reader come from is not its own business. */
export interface ReaderLinks {
  /** Called once, when nobody reads any more. */
  left(reader: EventReader): void;
  /** Called when all that waited was read, of a reader to which more came than it takes. */
  drained(reader: EventReader): void;
}

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
  #waiting: LiveEvent[] = [];
  #wake: (() => void) | undefined;
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
    this.#waiting.push(event);
    this.#wake?.();
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
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<LiveEvent, void>> {
    for (;;) {
      if (this.#left) return DONE;
      const event = this.#waiting.shift();
      if (event) {
        this.#hasRoom?.();
        return { done: false, value: event };
      }
      if (this.#ended) return this.#atEnd();
      if (this.isFull) {
        this.isFull = false;
        this.#links.drained(this);
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #atEnd(): IteratorReturnResult<void> {
    const failure = this.#failure;
    this.#failure = undefined;
    this.#leave();
    if (failure !== undefined) throw failure;
    return DONE;
  }

  async return(): Promise<IteratorResult<LiveEvent, void>> {
    this.#leave();
    return DONE;
  }

  async throw(error: unknown): Promise<IteratorResult<LiveEvent, void>> {
    this.#leave();
    throw error;
  }

  #leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#waiting = [];
    this.#wake?.();
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
