import type { Sql, Transaction } from '@depachika/database/database.ts';
import { insertAll } from '@depachika/database/insert-all.ts';
import { FEWEST_ORDERS, MAX_KEPT, MAX_RELATED, type Pair } from './related-rules.ts';

/**
 * What stands beside each of these products, twenty at most, only what is on sale: first what staff chose, in their order,
 * then what is bought with it most. One statement.
 */
export async function findRelated(sql: Sql, productIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await sql.query<{ of: string; id: string }>(
    `SELECT asked.id AS "of", beside.id
     FROM unnest($1::text[]) AS asked (id) CROSS JOIN LATERAL (
       SELECT r.related_id AS id, r.position AS place FROM catalog.related_products r
       JOIN catalog.products p ON p.id = r.related_id AND p.status = 'ACTIVE' AND p.deleted_at IS NULL
       WHERE r.product_id = asked.id
       UNION ALL (
         SELECT b.other_id, ${MAX_RELATED} + row_number() OVER (ORDER BY b.orders DESC, b.other_id)
         FROM catalog.bought_together b
         JOIN catalog.products p ON p.id = b.other_id AND p.status = 'ACTIVE' AND p.deleted_at IS NULL
         WHERE b.product_id = asked.id AND b.orders >= ${FEWEST_ORDERS} AND NOT EXISTS (
           SELECT FROM catalog.related_products r WHERE r.product_id = asked.id AND r.related_id = b.other_id)
         ORDER BY b.orders DESC, b.other_id LIMIT ${MAX_RELATED})
       ORDER BY place LIMIT ${MAX_RELATED}
     ) AS beside ORDER BY asked.id, beside.place`,
    [productIds],
  );
  const groups = Map.groupBy(rows, ({ of }) => of);
  return new Map(productIds.map((id) => [id, (groups.get(id) ?? []).map((row) => row.id)]));
}

/** What staff chose for each of these products, on sale or not, in their order. */
export async function findChosen(sql: Sql, productIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await sql.query<{ product_id: string; related_id: string }>(
    `SELECT product_id, related_id FROM catalog.related_products WHERE product_id = ANY($1::text[])
     ORDER BY product_id, position`,
    [productIds],
  );
  const groups = Map.groupBy(rows, (row) => row.product_id);
  return new Map([...groups].map(([id, chosen]) => [id, chosen.map((row) => row.related_id)]));
}

/** Writes what stands beside a product that is locked, in the place of what stood there. */
export async function saveChosen(
  tx: Transaction,
  productId: string,
  relatedIds: readonly string[],
): Promise<void> {
  await tx.query('DELETE FROM catalog.related_products WHERE product_id = $1', [productId]);
  const rows = relatedIds.map((relatedId, position) => ({ productId, position, relatedId }));
  await insertAll(tx, { table: 'catalog.related_products', rows });
}

/** @returns those of these ids that are no product, or a deleted one */
export async function findMissing(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT asked.id FROM unnest($1::text[]) AS asked (id)
     WHERE NOT EXISTS (SELECT FROM catalog.products p WHERE p.id = asked.id AND p.deleted_at IS NULL)`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

/** Counts pairs of orders. Of each product the most frequent are kept, of equals those that were heard of last. */
export async function countPairs(tx: Transaction, pairs: readonly Pair[], now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO catalog.bought_together AS known (product_id, other_id, orders, heard_at)
     SELECT p."productId", p."otherId", count(*), $2
     FROM jsonb_to_recordset($1::jsonb) AS p ("productId" text, "otherId" text)
     GROUP BY 1, 2 ORDER BY 1, 2
     ON CONFLICT (product_id, other_id) DO UPDATE SET orders = known.orders + excluded.orders, heard_at = excluded.heard_at`,
    [JSON.stringify(pairs), now],
  );
  await tx.query(
    `DELETE FROM catalog.bought_together b USING (
       SELECT product_id, other_id,
         row_number() OVER (PARTITION BY product_id ORDER BY orders DESC, heard_at DESC, other_id) AS place
       FROM catalog.bought_together WHERE product_id = ANY($1::text[])
     ) AS ranked
     WHERE ranked.place > ${MAX_KEPT} AND b.product_id = ranked.product_id AND b.other_id = ranked.other_id`,
    [[...new Set(pairs.map(({ productId }) => productId))]],
  );
}
