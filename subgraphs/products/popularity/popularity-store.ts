import { addDays } from '@depachika/clock/jst.ts';
import type { Database, Sql, Transaction } from '@depachika/database/database.ts';

/** Pieces of a product in orders of one day. */
export interface OrderedPieces {
  readonly productId: string;
  /** In Japan, when the order was placed. */
  readonly date: string;
  readonly units: number;
}

/** Days that count, today included; a piece counts fully on each of them, and then no more. */
export const POPULAR_DAYS = 30;

/** SQL: how many pieces of a product were ordered lately, as far as older ones are forgotten. @param productId a column with its table */
export function popularitySql(productId: string): string {
  return `(SELECT LEAST(COALESCE(sum(o.units), 0), ${MOST})::int
      FROM catalog.ordered_pieces o WHERE o.product_id = ${productId})`;
}

/** What no column of whole numbers is too small for. */
const MOST = 1_000_000_000;

/**
 * Counts pieces, and ranks their products by them at once. The rows of the products are locked first, as for an edit:
 * whoever counts for the same one at the same time waits, and sees these.
 */
export async function countPieces(tx: Transaction, pieces: readonly OrderedPieces[]): Promise<void> {
  const ids = [...new Set(pieces.map(({ productId }) => productId))];
  await lockProducts(tx, ids);
  await addOrderedPieces(tx, pieces);
  await rank(tx, ids);
}

/** Adds pieces, also of products that the catalogue does not have yet: one statement. */
export async function addOrderedPieces(sql: Sql, pieces: readonly OrderedPieces[]): Promise<void> {
  await sql.query(
    `INSERT INTO catalog.ordered_pieces AS known (product_id, date, units)
     SELECT "productId", date, sum(units)
     FROM jsonb_to_recordset($1::jsonb) AS p ("productId" text, date date, units int)
     GROUP BY "productId", date ORDER BY "productId", date
     ON CONFLICT (product_id, date) DO UPDATE SET units = known.units + excluded.units`,
    [JSON.stringify(pieces)],
  );
}

/** The last day in Japan that counts no more. */
export function forgottenDay(today: string): string {
  return addDays(today, -POPULAR_DAYS);
}

/** Forgets days that count no more, and ranks anew whatever is not ranked by what is left. Changes what differs alone. */
export async function refreshPopularity(database: Database, today: string): Promise<void> {
  await inBatches(database, {
    find: `SELECT DISTINCT product_id FROM catalog.ordered_pieces WHERE date <= $3::date AND product_id > $1
           ORDER BY product_id LIMIT $2`,
    values: [forgottenDay(today)],
    async change(tx, ids) {
      await tx.query(
        'DELETE FROM catalog.ordered_pieces WHERE product_id = ANY($1::text[]) AND date <= $2::date',
        [ids, forgottenDay(today)],
      );
      await rank(tx, ids);
    },
  });
  await inBatches(database, { find: RANKED_OTHERWISE, values: [], change: rank });
}

const RANKED_OTHERWISE = `
  WITH counted AS MATERIALIZED (
    SELECT product_id, LEAST(sum(units), ${MOST}) AS units FROM catalog.ordered_pieces GROUP BY product_id
  )
  SELECT product_id FROM (
    SELECT product_id, popularity FROM catalog.product_shelves WHERE product_id > $1
    UNION ALL SELECT product_id, popularity FROM catalog.search_documents WHERE product_id > $1
  ) ranked LEFT JOIN counted USING (product_id)
  WHERE popularity <> COALESCE(units, 0)
  GROUP BY product_id ORDER BY product_id LIMIT $2`;

interface Sweep {
  /** Ids of products behind `$1`, at most `$2`, in their order. */
  readonly find: string;
  readonly values: readonly unknown[];
  change(tx: Transaction, ids: readonly string[]): Promise<void>;
}

/** Some products in each transaction, so that no edit waits for all of them. */
async function inBatches(database: Database, { find, values, change }: Sweep): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await database.query<{ product_id: string }>(find, [after, BATCH, ...values]);
    const ids = rows.map(({ product_id }) => product_id);
    if (ids.length === 0) return;
    await database.transaction({ name: 'products.refreshPopularity', timeoutMs: 60_000 }, async (tx) => {
      await lockProducts(tx, ids);
      await change(tx, ids);
    });
    after = ids.at(-1)!;
  }
}

const BATCH = 500;

async function lockProducts(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.query('SELECT id FROM catalog.products WHERE id = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE', [
    ids,
  ]);
}

/** Writes on shelves and documents of locked products what is counted of them. */
async function rank(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.query(
    `WITH counted AS MATERIALIZED (
       SELECT product_id, ${popularitySql('asked.product_id')} AS units FROM unnest($1::text[]) AS asked (product_id)
     ), documents AS (
       UPDATE catalog.search_documents d SET popularity = counted.units
       FROM counted WHERE d.product_id = counted.product_id AND d.popularity <> counted.units
     )
     UPDATE catalog.product_shelves s SET popularity = counted.units
     FROM counted WHERE s.product_id = counted.product_id AND s.popularity <> counted.units`,
    [ids],
  );
}

/** Products on sale that were ordered most, of the whole shop or of a category with those below it. */
export async function findBestSellers(
  sql: Sql,
  { shelf, first }: { readonly shelf: string; readonly first: number },
): Promise<string[]> {
  const rows = await sql.query<{ product_id: string }>(
    `SELECT product_id FROM catalog.product_shelves
     WHERE shelf = $1 AND status = 'ACTIVE' AND popularity > 0
     ORDER BY popularity DESC, product_id DESC LIMIT $2`,
    [shelf, first],
  );
  return rows.map(({ product_id }) => product_id);
}
