import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { keepTokens, lockOldTokens } from './token-store.ts';

/**
 * Makes the tokens of products anew that have those of older rules, at each start. Until then filters do not find such
 * products; lists without a filter do.
 */
export async function fillFacetTokens({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<void> {
  let filled: number;
  do {
    filled = await database.transaction(
      { name: 'products.fillFacetTokens', timeoutMs: 60_000 },
      async (tx) => {
        const ids = await lockOldTokens(tx, BATCH);
        if (ids.length > 0) await keepTokens(tx, ids, clock.now());
        return ids.length;
      },
    );
  } while (filled > 0);
}

/** Places on shelves of one transaction, whose rows others wait for meanwhile. */
const BATCH = 1_000;
