import type { Database, Transaction } from '@depachika/database/database.ts';

/** Begins the next generation of the books, which are locked. @returns its number */
export async function addGeneration(tx: Transaction, now: Date): Promise<number> {
  const [row] = await tx.query<{ building: number }>(
    `UPDATE analytics.read_models SET building = GREATEST(generation, COALESCE(building, 0)) + 1, building_touched_at = $1
      WHERE name = 'sales' RETURNING building`,
    [now],
  );
  return row!.building;
}

/** A sign of life of the rebuild that fills the next generation. */
export async function touchBuilding(tx: Transaction, now: Date): Promise<void> {
  await tx.query(`UPDATE analytics.read_models SET building_touched_at = $1 WHERE name = 'sales'`, [now]);
}

/** Swaps in the generation that was filled: from the commit on it is read. */
export async function swapInGeneration(tx: Transaction, generation: number): Promise<void> {
  await tx.query(
    `UPDATE analytics.read_models SET generation = $1, building = NULL, building_touched_at = NULL WHERE name = 'sales'`,
    [generation],
  );
}

const ROWS_PER_STATEMENT = 5_000;

/** Deletes books that nobody reads or fills: of before the swap, and of rebuilds that were given up. */
export async function deleteOtherGenerations(database: Database): Promise<void> {
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
