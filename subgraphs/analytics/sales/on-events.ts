import type { Clock } from '@depachika/clock/clock.ts';
import type { Transaction } from '@depachika/database/database.ts';
import { singleHandlers } from '@depachika/events/consumer/batch-handlers.ts';
import type { BatchHandler, EventConsumer } from '@depachika/events/consumer/event-consumer.ts';
import { factsOf, SALE_EVENTS, SALES_TOPICS } from './sale.ts';
import { addSales, type Generations, lockBooks } from './sales-store.ts';

/**
 * Another group than the one that kept books without refunds: a new one is given the whole log, and fills the books anew.
 */
const GROUP = 'analytics-net';

/** Keeps the books; during a rebuild those of the next generation too, so that the swap misses nothing. */
export function salesConsumer(clock: Clock): EventConsumer {
  const locked = new WeakMap<Transaction, Generations>();
  const book: BatchHandler = async (tx, events) => {
    const sales = events.flatMap(({ event }) => factsOf(event) ?? []);
    if (sales.length === 0) return;
    const { current, building } = locked.get(tx) ?? (await lock(tx));
    await addSales(tx, building === undefined ? [current] : [current, building], sales);
  };
  const batchHandlers = Object.fromEntries(SALE_EVENTS.map((type) => [type, book]));
  return { group: GROUP, topics: SALES_TOPICS, handlers: singleHandlers(batchHandlers), batchHandlers };

  /** Once for all events of a batch. */
  async function lock(tx: Transaction): Promise<Generations> {
    const generations = await lockBooks(tx, clock.now());
    locked.set(tx, generations);
    return generations;
  }
}
