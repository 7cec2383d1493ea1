import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import { EventReader, type LiveEvents, type ReaderLinks } from './event-reader.ts';
import {
  type Lasting,
  type LastingOptions,
  type Listener,
  openLasting,
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
  const running = new Map<string, Shared>();
  let size = 0;
  return { join, size: () => size };

  async function join(key: string, upstream: Upstream): Promise<LiveEvents | SubgraphAnswer> {
    const shared = running.get(key) ?? start(key, upstream);
    const reader = new EventReader(upstream.after, options.maxWaiting ?? MAX_WAITING, shared);
    if (isBehind(reader, shared)) void catchUp(reader, shared);
    else shared.readers.add(reader);
    const answer = await shared.opening;
    return isLasting(answer) ? reader : answer;
  }

  function start(key: string, upstream: Upstream): Shared {
    const shared: Shared = {
      opening: open(upstream, 'newcomer'),
      readers: new Set(),
      catchingUp: new Map(),
      upstream,
      open,
      reached: upstream.after,
      isOver: false,
      forget() {
        if (running.get(key) === shared) running.delete(key);
      },
      drained: (reader) => void catchUp(reader, shared),
      left: (reader) => leave(reader, shared),
    };
    running.set(key, shared);
    void forward(shared);
    return shared;
  }

  async function open(upstream: Upstream, listener: Listener): Promise<Lasting | SubgraphAnswer> {
    const answer = await openLasting(upstream, { ...options, listener });
    if (!isLasting(answer)) return answer;
    size += 1;
    return {
      close: answer.close,
      run: (take) => answer.run(take).finally(() => (size -= 1)),
    };
  }
}

interface Shared extends ReaderLinks {
  readonly opening: Promise<Lasting | SubgraphAnswer>;
  /** Those who are where it is. */
  readonly readers: Set<EventReader>;
  /** Those who are not, with the upstreams of their own once they have them. */
  readonly catchingUp: Map<EventReader, Lasting | undefined>;
  readonly upstream: Upstream;
  readonly open: (upstream: Upstream, listener: Listener) => Promise<Lasting | SubgraphAnswer>;
  /** The last version that came. */
  reached: number | undefined;
  isOver: boolean;
  readonly forget: () => void;
  close?: () => void;
}

async function forward(shared: Shared): Promise<void> {
  let failure: unknown;
  try {
    const lasting = await shared.opening;
    if (!isLasting(lasting)) return;
    shared.close = lasting.close;
    if (isUnread(shared)) lasting.close();
    await lasting.run((event) => {
      shared.reached = event.version ?? shared.reached;
      for (const reader of shared.readers) reader.take(event);
    });
  } catch (error) {
    failure = error;
  } finally {
    shared.isOver = true;
    shared.forget();
    for (const reader of shared.readers) if (!reader.isFull) reader.end(failure);
  }
}

/** Gives a reader what it has not seen, until it is where the others are, or to the end. */
async function catchUp(reader: EventReader, shared: Shared): Promise<void> {
  const { readers, catchingUp, upstream, open } = shared;
  readers.delete(reader);
  catchingUp.set(reader, undefined);
  try {
    if (reader.last === undefined) throw new SubscriptionLost('SLOW_CONSUMER');
    const own = (await open({ ...upstream, after: reader.last }, 'reader')) as Lasting;
    if (reader.hasLeft) own.close();
    else catchingUp.set(reader, own);
    await own.run((event) => {
      reader.take(event);
      if (shared.isOver || isBehind(reader, shared)) return reader.room();
      catchingUp.delete(reader);
      readers.add(reader);
      own.close();
      return undefined;
    });
    if (catchingUp.has(reader)) reader.end();
  } catch (error) {
    reader.end(error);
  }
}

/** The last who leaves closes the upstream. */
function leave(reader: EventReader, shared: Shared): void {
  shared.catchingUp.get(reader)?.close();
  shared.catchingUp.delete(reader);
  shared.readers.delete(reader);
  if (!isUnread(shared)) return;
  shared.forget();
  shared.close?.();
}

function isUnread({ readers, catchingUp }: Shared): boolean {
  return readers.size + catchingUp.size === 0;
}

function isBehind({ last }: EventReader, { reached }: Shared): boolean {
  return last !== undefined && reached !== undefined && last < reached;
}

function isLasting(answer: Lasting | SubgraphAnswer): answer is Lasting {
  return 'run' in answer;
}
