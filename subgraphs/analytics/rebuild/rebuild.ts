import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import type { EventLog, StoredEvent } from '@depachika/events/event-log.ts';
import { EventInvalid, type EventSchemas, eventSchemas } from '@depachika/events/event-schemas.ts';
import { SALES_TOPICS } from '../sales/on-events.ts';
import { type Sale, saleOf } from '../sales/sale.ts';
import { addSales, lockBooks } from '../sales/sales-book.ts';

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
 * was in the log before, and is read from there. What comes both ways counts once.
 */
export async function rebuildSales(deps: RebuildDependencies): Promise<Rebuilt> {
  const { log, onProgress } = deps;
  const generation = await begin(deps);
  await deleteOthers(deps);
  const schemas: EventSchemas = eventSchemas();
  const counts = { events: 0, sales: 0, invalid: 0 };
  let page: Sale[] = [];
  for await (const stored of log.replay(SALES_TOPICS)) {
    counts.events += 1;
    const sale = readSale(stored);
    if (sale) page.push(sale);
    if (page.length === PAGE) await addPage();
    if (counts.events % PAGE === 0) onProgress?.(counts.events);
  }
  await addPage();
  await finish(deps, generation);
  await deleteOthers(deps);
  onProgress?.(counts.events);
  return { generation, ...counts };

  async function addPage(): Promise<void> {
    await whileBuilding(deps, generation, (tx) => addSales(tx, [generation], page));
    counts.sales += page.length;
    page = [];
  }

  function readSale({ event }: StoredEvent): Sale | undefined {
    try {
      const sale = saleOf(event);
      if (sale) schemas.checkEvent(event);
      return sale;
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
    const [row] = await tx.query<{ building: number }>(
      `UPDATE analytics.read_models SET building = GREATEST(generation, COALESCE(building, 0)) + 1, building_touched_at = $1
        WHERE name = 'sales' RETURNING building`,
      [now],
    );
    return row!.building;
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
    await tx.query(`UPDATE analytics.read_models SET building_touched_at = $1 WHERE name = 'sales'`, [now]);
    await work(tx);
  });
}

function finish(deps: RebuildDependencies, generation: number): Promise<void> {
  return whileBuilding(deps, generation, (tx) =>
    tx.query(
      `UPDATE analytics.read_models SET generation = $1, building = NULL, building_touched_at = NULL WHERE name = 'sales'`,
      [generation],
    ),
  );
}

const ROWS_PER_STATEMENT = 5_000;

/** Books that nobody reads or fills: of before the swap, and of rebuilds that were given up. */
async function deleteOthers({ database }: RebuildDependencies): Promise<void> {
  for (const table of ['order_sales', 'daily_sales', 'product_sales']) {
    let deleted: number;
    do {
      const rows = await database.query(
        `DELETE FROM analytics.${table} WHERE ctid = ANY(ARRAY(
           SELECT book.ctid FROM analytics.${table} book
            WHERE NOT EXISTS (SELECT 1 FROM analytics.read_models model
                               WHERE book.generation IN (model.generation, model.building))
            LIMIT ${ROWS_PER_STATEMENT}
         )) RETURNING 1`,
      );
      deleted = rows.length;
    } while (deleted === ROWS_PER_STATEMENT);
  }
}
