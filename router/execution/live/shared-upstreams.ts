import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import { EventReader, type LiveEvents, type ReaderLinks } from './event-reader.ts';
import {
  type Lasting,
  type LastingOptions,
  type Listener,
  type LiveEvent,
  openLasting,
  type Taker,
  type Upstream,
} from './lasting-upstream.ts';
import { SubscriptionLost } from './subscription-lost.ts';

export interface SharedUpstreams {
  /**
   * Joins the running upstream of this key or opens it. It is closed when its last reader leaves.
   * @returns a single answer when the subgraph refuses
   */
  join(key: string, upstream: Upstream): Promise<LiveEvents | SubgraphAnswer>;
  /** Upstreams that are open now. */
  size(): number;
}

/** Events that may wait for one reader, before it gets an upstream of its own. */
const MAX_WAITING = 1_000;

/**
 * Upstreams that several readers share, as long as all of them want the same. What was shown before is not kept: it would
 * say how things were. A reader that comes late, or falls behind, reads what it has not seen from an upstream of its own, at its
 * own pace, and joins the others when it is where they are.
 */
export function createSharedUpstreams(
  options: LastingOptions & { readonly maxWaiting?: number },
): SharedUpstreams {
  const running = new Map<string, SharedUpstream>();
  const all: AllUpstreams = { running, options, open: 0 };
  return { join, size: () => all.open };

  async function join(key: string, upstream: Upstream): Promise<LiveEvents | SubgraphAnswer> {
    const shared = running.get(key) ?? new SharedUpstream(key, upstream, all);
    const reader = new EventReader(upstream.after, options.maxWaiting ?? MAX_WAITING, shared);
    shared.admit(reader);
    const answer = await shared.opening;
    return isLasting(answer) ? reader : answer;
  }
}

interface AllUpstreams {
  readonly running: Map<string, SharedUpstream>;
  readonly options: LastingOptions;
  /** So many are open now. */
  open: number;
}

/** There are as many as subscriptions, which wait for most of their time: it is one object. */
class SharedUpstream implements ReaderLinks, Taker {
  readonly opening: Promise<Lasting | SubgraphAnswer>;
  readonly #key: string;
  readonly #upstream: Upstream;
  readonly #all: AllUpstreams;
  /** Those who are where it is. */
  readonly #readers = new Set<EventReader>();
  /** Those who are not, with the upstreams of their own once they have them; undefined while there are none. */
  #catchingUp: Map<EventReader, Lasting | undefined> | undefined;
  /** The last version that came. */
  #reached: number | undefined;
  #isOver = false;
  #lasting: Lasting | undefined;

  constructor(key: string, upstream: Upstream, all: AllUpstreams) {
    this.#key = key;
    this.#upstream = upstream;
    this.#all = all;
    this.#reached = upstream.after;
    all.running.set(key, this);
    this.opening = this.#open(upstream, 'newcomer');
    this.opening.then(
      (answer) => (isLasting(answer) ? this.#forward(answer) : this.#over()),
      (error) => this.#over(error),
    );
  }

  admit(reader: EventReader): void {
    if (this.#isBehind(reader)) void this.#catchUp(reader);
    else this.#readers.add(reader);
  }

  take(event: LiveEvent): void {
    this.#reached = event.version ?? this.#reached;
    for (const reader of this.#readers) reader.take(event);
  }

  drained(reader: EventReader): void {
    void this.#catchUp(reader);
  }

  /** The last who leaves closes the upstream. */
  left(reader: EventReader): void {
    this.#catchingUp?.get(reader)?.close();
    this.#caughtUp(reader);
    this.#readers.delete(reader);
    if (!this.#isUnread()) return;
    this.#forget();
    this.#lasting?.close();
  }

  #open(upstream: Upstream, listener: Listener): Promise<Lasting | SubgraphAnswer> {
    return openLasting(upstream, { ...this.#all.options, listener });
  }

  #forward(lasting: Lasting): void {
    this.#lasting = lasting;
    if (this.#isUnread()) lasting.close();
    this.#run(lasting, this).then(
      () => this.#over(),
      (error) => this.#over(error),
    );
  }

  #run(lasting: Lasting, taker: Taker): Promise<void> {
    this.#all.open += 1;
    return lasting.run(taker).finally(() => {
      this.#all.open -= 1;
    });
  }

  #over(failure?: unknown): void {
    this.#isOver = true;
    this.#forget();
    for (const reader of this.#readers) if (!reader.isFull) reader.end(failure);
  }

  /** Gives a reader what it has not seen, until it is where the others are, or to the end. */
  async #catchUp(reader: EventReader): Promise<void> {
    this.#readers.delete(reader);
    this.#catchingUp ??= new Map();
    this.#catchingUp.set(reader, undefined);
    try {
      if (reader.last === undefined) throw new SubscriptionLost('SLOW_CONSUMER');
      const own = (await this.#open(beginningAt(reader.last, this.#upstream), 'reader')) as Lasting;
      if (reader.hasLeft) own.close();
      else this.#catchingUp?.set(reader, own);
      await this.#run(own, { take: (event) => this.#takeAlone(event, reader, own) });
      if (this.#catchingUp?.has(reader)) reader.end();
    } catch (error) {
      reader.end(error);
    }
  }

  #takeAlone(event: LiveEvent, reader: EventReader, own: Lasting): Promise<void> | undefined {
    reader.take(event);
    if (this.#isOver || this.#isBehind(reader)) return reader.room();
    this.#caughtUp(reader);
    this.#readers.add(reader);
    own.close();
    return undefined;
  }

  #caughtUp(reader: EventReader): void {
    this.#catchingUp?.delete(reader);
    if (this.#catchingUp?.size === 0) this.#catchingUp = undefined;
  }

  #forget(): void {
    const { running } = this.#all;
    if (running.get(this.#key) === this) running.delete(this.#key);
  }

  #isUnread(): boolean {
    return this.#readers.size === 0 && this.#catchingUp === undefined;
  }

  #isBehind({ last }: EventReader): boolean {
    return last !== undefined && this.#reached !== undefined && last < this.#reached;
  }
}

function beginningAt(after: number, upstream: Upstream): Upstream {
  return { after, open: (from) => upstream.open(from), eventOf: (answer) => upstream.eventOf(answer) };
}

function isLasting(answer: Lasting | SubgraphAnswer): answer is Lasting {
  return 'run' in answer;
}
