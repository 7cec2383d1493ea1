import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import { jstDate } from '@depachika/clock/jst.ts';
import type { Database } from '@depachika/database/database.ts';
import type { Logger } from 'pino';
import { exactText } from '../search/search-text.ts';
import { isCountable, type SearchCount } from './search-count.ts';
import { addSearchCounts } from './search-log-store.ts';

/** Counts what is searched and chosen, off the path of requests, and without saying who. */
export interface SearchLog {
  searched(typed: string, found: boolean): void;
  /** A product was opened from what a query found. Counts for a query that was searched that day. */
  chosen(typed: string): void;
  /** Writes what is counted so far. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const PAUSE_MS = 10_000;
/** Queries in memory between two writings; further ones are not counted until the next. */
const MAX_QUERIES = 2_000;

export function createSearchLog({
  database,
  clock,
  logger,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}): SearchLog {
  let counts = new Map<string, SearchCount>();
  let timer: ClockTimer | undefined;

  return {
    searched: (typed, found) => count(typed, { searches: 1, withoutResults: found ? 0 : 1, chosen: 0 }),
    chosen: (typed) => count(typed, { searches: 0, withoutResults: 0, chosen: 1 }),
    flush,
    async close() {
      timer?.cancel();
      await flush();
    },
  };

  function count(typed: string, more: Pick<SearchCount, 'searches' | 'withoutResults' | 'chosen'>): void {
    const phrase = exactText(typed);
    if (phrase === '' || !isCountable(typed)) return;
    const date = jstDate(clock.now());
    const key = `${date} ${phrase}`;
    const known = counts.get(key);
    if (!known && counts.size >= MAX_QUERIES) return;
    counts.set(key, {
      ...{ date, phrase, typed },
      searches: (known?.searches ?? 0) + more.searches,
      withoutResults: (known?.withoutResults ?? 0) + more.withoutResults,
      chosen: (known?.chosen ?? 0) + more.chosen,
    });
    timer ??= clock.after(PAUSE_MS, () => void flush());
  }

  /** What cannot be written is lost: counts are worth less than the memory that an outage would fill. */
  async function flush(): Promise<void> {
    timer?.cancel();
    timer = undefined;
    const written = [...counts.values()];
    counts = new Map();
    if (written.length === 0) return;
    await addSearchCounts(database, written).catch((error) =>
      logger.warn({ err: error }, 'what was searched could not be counted'),
    );
  }
}
