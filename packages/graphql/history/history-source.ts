import { type BatchedReads, batchedReads } from '@depachika/background/batched-reads.ts';
import { jittered } from '@depachika/clock/backoff.ts';
import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import type { Logger } from 'pino';
import { codedError } from '../errors.ts';
import { watchedStream } from '../watched-stream.ts';
import { type HistoryFollower, type HistoryPosition, historyFollower } from './history-follower.ts';

/** How a history stands at the moment of a look. */
export interface HistoryStanding {
  readonly ownerId: string;
  /** Of its last row; 0 when it has none yet. */
  readonly version: number;
  /** By the domain's own rule, nothing can follow the last row. */
  readonly hasEnded: boolean;
}

export interface HistorySourceOptions<T> {
  /** Shown in logs: `followed orders`. */
  readonly name: string;
  /** The histories of these ids that there are, with one statement. */
  readonly standings: (ids: readonly string[]) => Promise<ReadonlyMap<string, HistoryStanding>>;
  /**
   * What came after each position, in the order of the positions and of versions, `limit` rows at most of each, with one
   * statement. The truth is here, never in a wake-up.
   */
  readonly read: (positions: readonly HistoryPosition[], limit: number) => Promise<readonly (readonly T[])[]>;
  readonly versionOf: (row: T) => number;
  /** True when nothing can follow this row: the subscription completes after it. */
  readonly isLast: (row: T) => boolean;
  /** The channel that is woken when the history of this id grows. */
  readonly channelOf: (id: string) => string;
  readonly pubSub: PubSub;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  /** Looks at all histories without a wake-up this often, give or take a fifth, in case one was lost; default 15,000. */
  readonly pollMs?: number;
}

/** The source of all subscriptions of one kind in one process. */
export interface HistorySource<T> {
  /**
   * @returns undefined for a history that there is not
   * @throws what the reads failed with for 10 s, or SERVICE_UNAVAILABLE when they took as long
   */
  standing(id: string): Promise<HistoryStanding | undefined>;
  /**
   * Every row after the position once, in order, until the history has ended or nobody listens; a read that fails delays
   * rows and ends nothing. Unlike a plain async generator it ends at once on `return()`, though it waits for a row.
   */
  follow(position: HistoryPosition, standing: HistoryStanding): AsyncGenerator<T, void, void>;
}

/** Histories followed by any number of subscribers: 200 of them are looked at with one statement. */
export function historySource<T>(options: HistorySourceOptions<T>): HistorySource<T> {
  const { name, clock, logger, pubSub } = options;
  const looks = batchedReads<HistoryPosition, readonly T[]>({
    name,
    clock,
    logger,
    read: (positions) => options.read(positions, MAX_ROWS),
  });
  const openings = openingReads(options);
  const followers = new Set<HistoryFollower<T>>();
  let timer: ClockTimer | undefined;

  return {
    standing: openings,
    follow(position, standing) {
      if (standing.hasEnded && position.version >= standing.version) return endedHistory();
      const follower = historyFollower({ ...options, looks, maxRows: MAX_ROWS, position });
      const stopListening = pubSub.subscribe(options.channelOf(position.id), follower.look, follower.look);
      followers.add(follower);
      if (!timer) schedulePoll();
      return watchedStream(rowsOf(follower, options.isLast), {
        ended() {
          stopListening();
          follower.close();
          followers.delete(follower);
          if (followers.size === 0) stopPolling();
        },
      });
    },
  };

  /** All at once, so that they fill their statements. */
  function schedulePoll(): void {
    timer = clock.after(jittered(options.pollMs ?? 15_000, GIVE_OR_TAKE_A_FIFTH), () => {
      for (const follower of followers) follower.look();
      schedulePoll();
    });
  }

  function stopPolling(): void {
    timer?.cancel();
    timer = undefined;
  }
}

const MAX_ROWS = 100;
const GIVE_OR_TAKE_A_FIFTH = { least: 0.8, most: 1.2 };

async function* rowsOf<T>(
  follower: HistoryFollower<T>,
  isLast: (row: T) => boolean,
): AsyncGenerator<T, void, void> {
  for (;;) {
    const rows = await follower.next();
    if (rows.length === 0) return;
    for (const row of rows) {
      if (follower.isClosed()) return;
      yield row;
      if (isLast(row)) return;
    }
  }
}

async function* endedHistory(): AsyncGenerator<never, void, void> {
  yield* [];
}

/** Less than a router waits for the answer to a subscription. */
const OPENING_MS = 10_000;

/** Looks at histories that are about to be followed, those of many subscribers at once. */
function openingReads<T>({
  name,
  standings,
  clock,
  logger,
}: HistorySourceOptions<T>): (id: string) => Promise<HistoryStanding | undefined> {
  let failure: unknown;
  const reads: BatchedReads<string, HistoryStanding | undefined> = batchedReads({
    name: `openings of ${name}`,
    clock,
    logger,
    async read(ids) {
      try {
        const found = await standings(ids);
        failure = undefined;
        return ids.map((id) => found.get(id));
      } catch (error) {
        failure = error;
        throw error;
      }
    },
  });
  return (id) =>
    new Promise((resolve, reject) => {
      const timer = clock.after(OPENING_MS, () => {
        takeBack();
        reject(failure ?? codedError('SERVICE_UNAVAILABLE', shared.cannotFollow));
      });
      const takeBack = reads.ask(
        () => id,
        (standing) => {
          timer.cancel();
          resolve(standing);
        },
      );
    });
}
