import { watchedStream } from '@depachika/graphql/watched-stream.ts';
import { cancellable } from '../../subgraphs/cancellable.ts';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import { type EventQueue, eventQueue } from './event-queue.ts';
import {
  type LastingOptions,
  type Listener,
  type LiveEvent,
  type LiveEvents,
  openLasting,
  type Upstream,
} from './lasting-upstream.ts';
import { type Leaving, leaving } from './leaving.ts';
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
 * say how things were. A reader that comes late, or falls behind, reads from an upstream of its own what it has not seen.
 */
export function createSharedUpstreams(
  options: LastingOptions & { readonly maxWaiting?: number },
): SharedUpstreams {
  const { maxWaiting = MAX_WAITING } = options;
  const running = new Map<string, Shared>();
  let size = 0;
  return { join, size: () => size };

  async function join(key: string, upstream: Upstream): Promise<LiveEvents | SubgraphAnswer> {
    const shared = running.get(key) ?? start(key, upstream);
    const queue = eventQueue<LiveEvent>(maxWaiting);
    shared.readers.add(queue);
    const { reached } = shared;
    const answer = await shared.opening;
    if (!isStream(answer)) return answer;
    const presence = leaving();
    const reader = { shared, queue, upstream, reached, presence, open };
    presence.waitsFor(() => leave(shared, queue));
    return cancellable(read(reader), presence.leave);
  }

  function start(key: string, upstream: Upstream): Shared {
    const shared: Shared = {
      opening: open(upstream, 'newcomer'),
      readers: new Set(),
      reached: upstream.after,
      forget() {
        if (running.get(key) === shared) running.delete(key);
      },
    };
    running.set(key, shared);
    void forward(shared);
    return shared;
  }

  async function open(upstream: Upstream, listener: Listener): Promise<LiveEvents | SubgraphAnswer> {
    const answer = await openLasting(upstream, { ...options, listener });
    if (!isStream(answer)) return answer;
    size += 1;
    return watchedStream(answer, { ended: () => (size -= 1) });
  }
}

/** Reads what was missed from an upstream of its own, then what comes, and what came too fast from one of its own again. */
async function* read(reader: Reader): LiveEvents {
  const { shared, queue, reached, presence } = reader;
  const place: Place = { last: reader.upstream.after };
  if (isBehind(place, reached)) yield* ownEvents(reader, place, reached);
  if (isBehind(place, reached)) return;
  for (let event = await queue.next(); event; event = await queue.next()) {
    if (isNew(event, place)) yield event;
  }
  leave(shared, queue);
  if (!queue.overflowed || presence.left) return;
  if (place.last === undefined) throw new SubscriptionLost('SLOW_CONSUMER');
  yield* ownEvents(reader, place);
}

/** @param until the version with which it is enough; undefined: all there will be */
async function* ownEvents({ upstream, open, presence }: Reader, place: Place, until?: number): LiveEvents {
  const events = await open({ ...upstream, after: place.last }, 'reader');
  if (!isStream(events)) return;
  const stopWaiting = presence.waitsFor(() => void events.return());
  try {
    for await (const event of events) {
      if (isNew(event, place)) yield event;
      if (until !== undefined && !isBehind(place, until)) return;
    }
  } finally {
    stopWaiting();
  }
}

/** Where a reader is. */
interface Place {
  last: number | undefined;
}

function isNew({ version }: LiveEvent, place: Place): boolean {
  if (version === undefined) return true;
  if (place.last !== undefined && version <= place.last) return false;
  place.last = version;
  return true;
}

function isBehind({ last }: Place, reached: number | undefined): boolean {
  return last !== undefined && reached !== undefined && last < reached;
}

async function forward(shared: Shared): Promise<void> {
  let failure: unknown;
  try {
    const events = await shared.opening;
    if (!isStream(events)) return;
    shared.close = () => void events.return();
    if (shared.readers.size === 0) shared.close();
    for await (const event of events) {
      shared.reached = event.version ?? shared.reached;
      for (const queue of shared.readers) queue.push(event);
    }
  } catch (error) {
    failure = error;
  } finally {
    shared.forget();
    for (const queue of shared.readers) queue.end(failure);
  }
}

/** The last who leaves closes the upstream. */
function leave(shared: Shared, queue: EventQueue<LiveEvent>): void {
  queue.end();
  if (!shared.readers.delete(queue) || shared.readers.size > 0) return;
  shared.forget();
  shared.close?.();
}

type OpenUpstream = (upstream: Upstream, listener: Listener) => Promise<LiveEvents | SubgraphAnswer>;

interface Shared {
  readonly opening: Promise<LiveEvents | SubgraphAnswer>;
  readonly readers: Set<EventQueue<LiveEvent>>;
  /** The last version that came. */
  reached: number | undefined;
  readonly forget: () => void;
  close?: () => void;
}

interface Reader {
  readonly shared: Shared;
  readonly queue: EventQueue<LiveEvent>;
  readonly upstream: Upstream;
  /** How far the upstream had come when the reader joined. */
  readonly reached: number | undefined;
  readonly presence: Leaving;
  readonly open: OpenUpstream;
}

function isStream(answer: LiveEvents | SubgraphAnswer): answer is LiveEvents {
  return Symbol.asyncIterator in answer;
}
