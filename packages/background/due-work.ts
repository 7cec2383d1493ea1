import type { Clock } from '@depachika/clock/clock.ts';
import type { Sql } from '@depachika/database/database.ts';
import { boundedRead } from '@depachika/telemetry/bounded-read.ts';
import { METRICS } from '@depachika/telemetry/metric-list.ts';
import type { ReadMetric } from '@depachika/telemetry/metrics.ts';

/** Work of one kind that background jobs should have done by now. */
export interface DueWork {
  /** Names the job in metrics: `expire_unpaid`. */
  readonly job: string;
  /**
   * SQL: `SELECT <timestamptz> AS since FROM …`, of each piece since when it waits, or NULL when that is not known. What is
   * tried again and again waits since it was first wanted. @param instant the parameter that holds {@link dueBefore}
   */
  readonly sinceSql: (instant: string) => string;
  /** What waits since before this is due; default: now. */
  readonly dueBefore?: (now: Date) => Date;
}

/** Both series of a domain's background work, read with one statement. */
export function dueWorkGauges(options: {
  readonly database: Sql;
  readonly clock: Clock;
  readonly work: readonly DueWork[];
}): ReadMetric[] {
  const look = boundedRead(() => lookAt(options), { withinMs: 10_000 });
  const values = async (of: (found: Found) => number) =>
    (await look()).map((found) => ({ labels: { job: found.job }, value: of(found) }));
  return [
    { ...METRICS.dueWork, read: () => values(({ due }) => due) },
    { ...METRICS.dueWorkAge, read: () => values(({ seconds }) => seconds) },
  ];
}

type Found = { readonly job: string; readonly due: number; readonly seconds: number };

/** Pieces that are counted of one kind: beyond that it does not matter how many more there are. */
const MOST_COUNTED = 1_000;

function lookAt({
  database,
  clock,
  work,
}: Parameters<typeof dueWorkGauges>[0]): Promise<(Found & Record<string, unknown>)[]> {
  const now = clock.now();
  const looks = work.map(({ job, sinceSql }, index) => {
    const instant = `($1::timestamptz[])[${index + 1}]`;
    return `SELECT '${job}' AS job, count(*)::int AS due,
        greatest(0, coalesce(extract(epoch FROM ${instant} - min(since)), 0))::float8 AS seconds
      FROM (SELECT since FROM (${sinceSql(instant)}) AS waiting ORDER BY since LIMIT ${MOST_COUNTED}) AS oldest`;
  });
  return database.query(looks.join(' UNION ALL '), [work.map(({ dueBefore }) => dueBefore?.(now) ?? now)]);
}
