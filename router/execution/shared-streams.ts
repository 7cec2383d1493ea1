import { routerError } from '../operation/public-errors.ts';

export type Stream<T> = AsyncGenerator<T, void, void>;

export interface SharedStreams<T> {
  /**
   * Joins the running stream of this key or opens it. It is closed when its last reader leaves.
   * @returns the single answer when there is no stream to be had
   */
  join(key: string, source: SharedSource<T>): Promise<Stream<T> | T>;
  /** Streams that are open now. */
  size(): number;
}

export interface SharedSource<T> {
  open(): Promise<Stream<T> | T>;
  /** True when whoever joins late must see what came before; false when a joiner only wants what comes next. */
  readonly replays: boolean;
}

/** After this many items, a joiner gets a stream of its own instead of a replay. */
const MAX_REPLAYED = 200;
/** Items that may wait for one reader. */
const MAX_WAITING = 1_000;

export function createSharedStreams<T extends object>(): SharedStreams<T> {
  const joinable = new Map<string, Shared<T>>();
  let open = 0;
  return { join, size: () => open };

  async function join(key: string, source: SharedSource<T>): Promise<Stream<T> | T> {
    const shared = joinable.get(key) ?? start(key, source);
    const reader = createReader<T>(shared.seen, () => closeUnread(shared));
    shared.readers.add(reader);
    try {
      const answer = await shared.opening;
      if (isStream(answer)) return reader.stream;
      shared.readers.delete(reader);
      return answer;
    } catch (error) {
      shared.readers.delete(reader);
      throw error;
    }
  }

  function start(key: string, source: SharedSource<T>): Shared<T> {
    const forget = () => {
      if (joinable.get(key) === shared) joinable.delete(key);
    };
    const shared: Shared<T> = {
      opening: source.open(),
      readers: new Set(),
      seen: [],
      replays: source.replays,
      forget,
    };
    joinable.set(key, shared);
    void pump(shared);
    return shared;
  }

  async function pump(shared: Shared<T>): Promise<void> {
    let failure: unknown;
    try {
      const stream = await shared.opening;
      if (!isStream(stream)) return;
      open += 1;
      try {
        await forward(stream, shared);
      } finally {
        open -= 1;
      }
    } catch (error) {
      failure = error;
    } finally {
      shared.forget();
      for (const reader of shared.readers) reader.end(failure);
    }
  }
}

async function forward<T>(stream: Stream<T>, shared: Shared<T>): Promise<void> {
  shared.close = () => void stream.return().catch(() => undefined);
  if (shared.readers.size === 0) shared.close();
  for await (const item of stream) {
    remember(item, shared);
    for (const reader of shared.readers) reader.push(item);
  }
}

function remember<T>(item: T, shared: Shared<T>): void {
  if (!shared.replays) return;
  shared.seen.push(item);
  if (shared.seen.length <= MAX_REPLAYED) return;
  shared.seen.length = 0;
  shared.replays = false;
  shared.forget();
}

/** Closes the stream when its last reader has left. */
function closeUnread<T>(shared: Shared<T>): void {
  shared.readers = new Set([...shared.readers].filter((reader) => !reader.detached()));
  if (shared.readers.size > 0) return;
  shared.forget();
  shared.close?.();
}

interface Shared<T> {
  readonly opening: Promise<Stream<T> | T>;
  readers: Set<Reader<T>>;
  /** Everything so far, while a joiner could still ask for it. */
  readonly seen: T[];
  replays: boolean;
  readonly forget: () => void;
  close?: () => void;
}

interface Reader<T> {
  readonly stream: Stream<T>;
  push(item: T): void;
  end(failure?: unknown): void;
  /** True when this reader no longer counts. */
  detached(): boolean;
}

function createReader<T>(seen: readonly T[], onLeave: () => void): Reader<T> {
  const waiting: T[] = [...seen];
  let wake: (() => void) | undefined;
  let ended = false;
  let failure: unknown;
  let left = false;
  let detached = false;
  const done = { done: true, value: undefined } as const;

  const stream: Stream<T> = {
    async next() {
      while (!left && waiting.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
      if (left) return done;
      if (waiting.length > 0) return { done: false, value: waiting.shift() as T };
      if (failure === undefined) return done;
      const error = failure;
      failure = undefined;
      throw error;
    },
    async return() {
      leave();
      return done;
    },
    async throw(error) {
      leave();
      throw error;
    },
    async [Symbol.asyncDispose]() {
      leave();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return { stream, push, end, detached: () => detached };

  function push(item: T): void {
    if (left || ended) return;
    waiting.push(item);
    if (waiting.length > MAX_WAITING) {
      waiting.length = 0;
      end(
        routerError('SLOW_CONSUMER', 'Events came faster than they were read: resume from the last one seen'),
      );
      detach();
    }
    wake?.();
  }

  function end(reason?: unknown): void {
    if (ended) return;
    ended = true;
    failure = reason;
    wake?.();
  }

  function leave(): void {
    if (left) return;
    left = true;
    waiting.length = 0;
    wake?.();
    detach();
  }

  function detach(): void {
    if (detached) return;
    detached = true;
    onLeave();
  }
}

function isStream<T extends object>(answer: Stream<T> | T): answer is Stream<T> {
  return Symbol.asyncIterator in answer;
}
