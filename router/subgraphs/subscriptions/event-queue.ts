export type Step<Event> = IteratorResult<Event, void>;

const DONE = { done: true, value: undefined } as const;

/** Shared by all for whom nothing waits. */
const NOTHING: never[] = [];

/**
 * Events on their way to one reader. `return()` takes effect at once, though the next event be waited for. Of these there are as many
 * as subscriptions, which wait for most of their time: each is one object.
 */
export abstract class EventQueue<Event> implements AsyncGenerator<Event, void, void> {
  #waiting: Event[] = NOTHING;
  /** Of a reader that waits. */
  #wake: ((step: Promise<Step<Event>>) => void) | undefined;

  next(): Promise<Step<Event>> {
    return this.step() ?? new Promise((resolve) => (this.#wake = resolve));
  }

  async return(): Promise<Step<Event>> {
    this.leave();
    return DONE;
  }

  async throw(error: unknown): Promise<Step<Event>> {
    this.leave();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.leave();
  }

  /** @returns what there is to read, an end too; undefined when the reader has to wait */
  protected abstract step(): Promise<Step<Event>> | undefined;

  /** Nobody reads any more. */
  protected abstract leave(): void;

  /** Events that wait. */
  protected get count(): number {
    return this.#waiting.length;
  }

  protected add(event: Event): void {
    if (this.#waiting.length > 0) this.#waiting.push(event);
    else this.#waiting = [event];
  }

  protected shift(): Event | undefined {
    const event = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#waiting = NOTHING;
    return event;
  }

  protected clear(): void {
    this.#waiting = NOTHING;
  }

  /** Called when there may be a step for a reader that waits. */
  protected tell(): void {
    const wake = this.#wake;
    if (!wake) return;
    this.#wake = undefined;
    const step = this.step();
    if (step) wake(step);
    else this.#wake = wake;
  }
}

export function taken<Event>(event: Event): Promise<Step<Event>> {
  return Promise.resolve({ done: false, value: event });
}

export function done(): Promise<Step<never>> {
  return Promise.resolve(DONE);
}
