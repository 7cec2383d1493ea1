import { done, EventQueue, type Step, taken } from '../../subgraphs/subscriptions/event-queue.ts';
import type { LiveEvent } from './lasting-upstream.ts';

export type LiveEvents = AsyncGenerator<LiveEvent, void, void>;

/** Where the events of a reader come from is not its own business. */
export interface ReaderLinks {
  /** Called once, when nobody reads any more. */
  left(reader: EventReader): void;
  /** Called when all that waited was read, of a reader to which more came than it takes. */
  drained(reader: EventReader): void;
}

/** Events on their way to one client, each version once. */
export class EventReader extends EventQueue<LiveEvent> {
  /** The last version that was given to it. */
  last: number | undefined;
  /** More came than may wait: it is given nothing until it is drained. */
  isFull = false;
  readonly #maxWaiting: number;
  readonly #links: ReaderLinks;
  #hasRoom: (() => void) | undefined;
  #ended = false;
  #left = false;
  #failure: unknown;

  constructor(after: number | undefined, maxWaiting: number, links: ReaderLinks) {
    super();
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
    this.isFull ||= this.count >= this.#maxWaiting;
    if (this.isFull) return;
    this.last = version ?? this.last;
    this.add(event);
    this.tell();
  }

  /** @returns undefined when there is room for a further event; else resolves when there is, or when the reader has left */
  room(): Promise<void> | undefined {
    if (this.#left || this.count < this.#maxWaiting) return undefined;
    return new Promise((resolve) => (this.#hasRoom = resolve));
  }

  /** No more will come. @param failure thrown after what waits */
  end(failure?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.tell();
  }

  override next(): Promise<Step<LiveEvent>> {
    const step = this.step();
    if (step) return step;
    if (this.isFull) {
      this.isFull = false;
      this.#links.drained(this);
    }
    return super.next();
  }

  protected step(): Promise<Step<LiveEvent>> | undefined {
    if (this.#left) return done();
    const event = this.shift();
    if (event) {
      this.#hasRoom?.();
      return taken(event);
    }
    return this.#ended ? this.#atEnd() : undefined;
  }

  async #atEnd(): Promise<Step<LiveEvent>> {
    const failure = this.#failure;
    this.#failure = undefined;
    this.leave();
    if (failure !== undefined) throw failure;
    return done();
  }

  protected leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.clear();
    this.tell();
    this.#hasRoom?.();
    this.#links.left(this);
  }
}
