import type { Clock } from '@depachika/clock/clock.ts';
import { addDays, jstDate } from '@depachika/clock/jst.ts';
import type { SalesReader } from './sales-reader.ts';

/** Days that a rank looks back on, today included. */
const RANKED_DAYS = 30;
const REMEMBERED_MS = 60_000;

/** The place of each product that was sold in the last 30 days, by pieces; up to a minute old. */
export type SalesRanks = () => Promise<ReadonlyMap<string, number>>;

/**
 * All ranks are read at once and shared by all requests of a minute: a rank depends on every other product, so that
 * reading a few costs as much as reading all.
 */
export function createSalesRanks({
  sales,
  clock,
}: {
  readonly sales: Pick<SalesReader, 'ranks'>;
  readonly clock: Clock;
}): SalesRanks {
  let remembered:
    | { readonly ranks: Promise<ReadonlyMap<string, number>>; readonly readAtMs: number }
    | undefined;

  return () => {
    const nowMs = clock.now().getTime();
    if (remembered && Math.abs(nowMs - remembered.readAtMs) < REMEMBERED_MS) return remembered.ranks;
    const today = jstDate(clock.now());
    const ranks = sales.ranks({ after: addDays(today, -RANKED_DAYS), until: today });
    const reading = { ranks, readAtMs: nowMs };
    remembered = reading;
    ranks.catch(() => {
      if (remembered === reading) remembered = undefined;
    });
    return ranks;
  };
}
