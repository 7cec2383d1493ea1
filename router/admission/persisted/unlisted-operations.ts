import type { Clock } from '@depachika/clock/clock.ts';
import { METRICS } from '@depachika/telemetry/metric-list.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { sha256 } from './canonical-text.ts';

/** Who asks for what is not on the list is told of here. */
export interface UnlistedOperations {
  count(operation: UnlistedOperation): void;
}

export interface UnlistedOperation {
  readonly query: string;
  readonly operationName: string | null | undefined;
  readonly outcome: 'let_in' | 'refused';
}

/** A text is logged once while it is among so many, and so many lines a minute: nobody fills the log. */
const REMEMBERED_TEXTS = 1_000;
const LINES_PER_MINUTE = 30;
const MINUTE_MS = 60_000;
const LONGEST_NAME = 100;

/** Counts each, and logs each text by its hash and its name, not by what it asks for: values may stand in it. */
export function unlistedOperations({
  metrics,
  clock,
  logger,
}: {
  readonly metrics: Pick<Metrics, 'counter'>;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
}): UnlistedOperations {
  const totals = { let_in: 0, refused: 0 };
  const seen = new LRUCache<string, true>({ max: REMEMBERED_TEXTS });
  const minute = { endsMs: 0, lines: 0, left: 0 };
  metrics.counter({
    ...METRICS.unlistedOperations,
    read: () => Object.entries(totals).map(([outcome, value]) => ({ labels: { outcome }, value })),
  });
  return {
    count({ query, operationName, outcome }) {
      totals[outcome] += 1;
      const hash = sha256(query);
      if (seen.get(hash)) return;
      seen.set(hash, true);
      const unlogged = roomForLine();
      if (unlogged === undefined) return;
      const name = operationName?.slice(0, LONGEST_NAME);
      logger.warn(
        { sha256: hash, operationName: name, outcome, unlogged },
        'An operation is not on the list',
      );
    },
  };

  /** @returns how many were left out since the last line; undefined where this one is too */
  function roomForLine(): number | undefined {
    const nowMs = clock.now().getTime();
    if (nowMs >= minute.endsMs) Object.assign(minute, { endsMs: nowMs + MINUTE_MS, lines: 0 });
    if (minute.lines >= LINES_PER_MINUTE) {
      minute.left += 1;
      return undefined;
    }
    const { left } = minute;
    Object.assign(minute, { lines: minute.lines + 1, left: 0 });
    return left;
  }
}
