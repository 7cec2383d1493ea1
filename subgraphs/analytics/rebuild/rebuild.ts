import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import type { EventLog, StoredEvent } from '@depachika/events/event-log.ts';
import { EventInvalid, type EventSchemas, eventSchemas } from '@depachika/events/event-schemas.ts';
import { factsOf, SALES_TOPICS, type SaleFacts } from '../sales/sale.ts';
import { addSales, lockBooks } from '../sales/sales-store.ts';
import {
  addGeneration,
  deleteOtherGenerations,
  swapInGeneration,
  touchBuilding,
} from './generation-store.ts';

export interface RebuildDependencies {
  readonly database: Database;
  readonly log: EventLog;
  readonly clock: Clock;
  /** Events read so far. */
  readonly onProgress?: (events: number) => void;
}

export interface Rebuilt {
  readonly generation: number;
  readonly events: number;
  readonly sales: number;
  /** Events that do not meet their schema; the consumer has them among its dead letters. */
  readonly invalid: number;
}

/** Another rebuild is at work, or took this one's place after it had been silent for ten minutes. */
export class RebuildRefused extends Error {
  readonly code = 'REBUILD_REFUSED';
}

const PAGE = 500;

/**
 * Builds all books anew from the log's beginning, while the shop runs, and then swaps them in one commit.
 * From the first statement on the consumer writes every new event to both generations; whatever it had handled before
 * was in the log before, and is read from there. An event that comes both ways counts once.
 */
export async function rebuildSales(deps: RebuildDependencies): Promise<Rebuilt> {
  const { log, onProgress } = deps;
  const generation = await begin(deps);
  await deleteOtherGenerations(deps.database);
  const schemas: EventSchemas = eventSchemas();
  const counts = { events: 0, sales: 0, invalid: 0 };
  let page: SaleFacts[] = [];
  for await (const stored of log.replay(SALES_TOPICS)) {
    counts.events += 1;
    const facts = readFacts(stored);
    if (facts) page.push(facts);
    if (page.length === PAGE) await addPage();
    if (counts.events % PAGE === 0) onProgress?.(counts.events);
  }
  await addPage();
  await finish(deps, generation);
  await deleteOtherGenerations(deps.database);
  onProgress?.(counts.events);
  return { generation, ...counts };

  async function addPage(): Promise<void> {
    await whileBuilding(deps, generation, (tx) => addSales(tx, [generation], page));
    counts.sales += page.length;
    page = [];
  }

  function readFacts({ event }: StoredEvent): SaleFacts | undefined {
    try {
      const facts = factsOf(event);
      if (facts) schemas.checkEvent(event);
      return facts;
    } catch (error) {
      if (!(error instanceof EventInvalid || error instanceof TypeError)) throw error;
      counts.invalid += 1;
      return undefined;
    }
  }
}

function begin({ database, clock }: RebuildDependencies): Promise<number> {
  return database.transaction({ name: 'analytics.beginRebuild' }, async (tx) => {
    const now = clock.now();
    const { building } = await lockBooks(tx, now);
    if (building !== undefined)
      throw new RebuildRefused('Another rebuild is running, or ended less than 10 minutes ago');
    return addGeneration(tx, now);
  });
}

/** Runs `work` under the lock of the books, and gives a sign of life. Throws when another rebuild took over. */
function whileBuilding(
  { database, clock }: RebuildDependencies,
  generation: number,
  work: (tx: Transaction) => Promise<unknown>,
): Promise<void> {
  return database.transaction({ name: 'analytics.rebuild', timeoutMs: 30_000 }, async (tx) => {
    const now = clock.now();
    const { building } = await lockBooks(tx, now);
    if (building !== generation) throw new RebuildRefused('This rebuild was silent too long: start it again');
    await touchBuilding(tx, now);
    await work(tx);
  });
}

function finish(deps: RebuildDependencies, generation: number): Promise<void> {
  return whileBuilding(deps, generation, (tx) => swapInGeneration(tx, generation));
}
