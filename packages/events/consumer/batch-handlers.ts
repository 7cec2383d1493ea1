import type { StoredEvent } from '../event-log.ts';
import type { BatchHandler, EventHandler } from './event-consumer.ts';

/**
 * Groups what may be handled at once: events of one type and of different keys. The order within a key stays, which is
 * all that a log promises: the first events of all keys come first, then the second ones, and so on.
 */
export function batchesOf(batch: readonly StoredEvent[]): StoredEvent[][] {
  const seen = new Map<string, number>();
  const rounds: Map<string, StoredEvent[]>[] = [];
  for (const stored of batch) {
    const { type, partitionkey } = stored.event;
    const nth = seen.get(partitionkey) ?? 0;
    seen.set(partitionkey, nth + 1);
    rounds[nth] ??= new Map();
    const group = rounds[nth].get(type);
    if (group) group.push(stored);
    else rounds[nth].set(type, [stored]);
  }
  return rounds.flatMap((round) => [...round.values()]);
}

/** Handlers of one event each, by those of many at once. */
export function singleHandlers(sets: Readonly<Record<string, BatchHandler>>): Record<string, EventHandler> {
  return Object.fromEntries(
    Object.entries(sets).map(([type, handle]) => [type, (tx, stored) => handle(tx, [stored])]),
  );
}
