import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { takeUntold } from './level-store.ts';
import { stockAvailabilityChanged } from './stock-events.ts';

export interface TellDependencies {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/**
 * Tells of levels from which something can be bought again, or nothing any more; of new ones what is there. It is no
 * part of what changed them: reservations would wait for it.
 * @returns how many, `limit` at most
 */
export function tellAvailability(
  { database, outbox, clock }: TellDependencies,
  limit: number,
): Promise<number> {
  return database.transaction({ name: 'inventory.tellAvailability' }, async (tx) => {
    const levels = await takeUntold(tx, limit);
    await outbox.append(
      tx,
      levels.map((level) => stockAvailabilityChanged(level, clock.now())),
    );
    return levels.length;
  });
}
