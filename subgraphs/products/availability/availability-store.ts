import type { Transaction } from '@depachika/database/database.ts';

/** Whether a variant can be bought from a location. */
export interface Availability {
  readonly variantId: string;
  readonly locationId: string;
  readonly available: boolean;
  /** Of inventory's level: the higher is the later. */
  readonly version: number;
}

/** SQL: the locations from which any variant of this product can be bought, in order. @param productId a column with its table */
export function locationsSql(productId: string): string {
  return `ARRAY(
      SELECT DISTINCT a.location_id FROM catalog.product_variants v
      JOIN catalog.variant_availability a ON a.variant_id = v.id
      WHERE v.product_id = ${productId} AND v.withdrawn_at IS NULL AND a.available ORDER BY a.location_id)`;
}

/**
 * Writes down what inventory told, each variant and location once; what is older than what is known changes nothing.
 * @returns the variants of which something is known now that was not
 */
export async function keepAvailability(tx: Transaction, told: readonly Availability[]): Promise<string[]> {
  const rows = await tx.query<{ variant_id: string }>(
    `INSERT INTO catalog.variant_availability AS known (variant_id, location_id, available, version)
     SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[], $4::int[]) AS told (variant_id, location_id, available, version)
     ORDER BY variant_id, location_id
     ON CONFLICT (variant_id, location_id) DO UPDATE SET available = excluded.available, version = excluded.version
       WHERE known.version < excluded.version
     RETURNING variant_id`,
    [
      told.map(({ variantId }) => variantId),
      told.map(({ locationId }) => locationId),
      told.map(({ available }) => available),
      told.map(({ version }) => version),
    ],
  );
  return [...new Set(rows.map(({ variant_id }) => variant_id))];
}

/**
 * Says on their shelves whether the products of these variants are in stock, and where. Their rows are locked first, as for an edit:
 * shelves that one has put up meanwhile are seen then. @returns the products of which it has changed
 */
export async function shelveAvailability(tx: Transaction, variantIds: readonly string[]): Promise<string[]> {
  const products = await tx.query<{ id: string }>(
    `SELECT id FROM catalog.products
     WHERE id IN (SELECT product_id FROM catalog.product_variants WHERE id = ANY($1::text[]))
     ORDER BY id FOR NO KEY UPDATE`,
    [variantIds],
  );
  if (products.length === 0) return [];
  const changed = await tx.query<{ product_id: string }>(
    `WITH known AS MATERIALIZED (
       SELECT product_id, ${locationsSql('asked.product_id')} AS locations FROM unnest($1::text[]) AS asked (product_id)
     )
     UPDATE catalog.product_shelves s SET locations = known.locations, in_stock = cardinality(known.locations) > 0
     FROM known WHERE s.product_id = known.product_id
       AND (s.locations <> known.locations OR s.in_stock <> (cardinality(known.locations) > 0))
     RETURNING s.product_id`,
    [products.map(({ id }) => id)],
  );
  return [...new Set(changed.map(({ product_id }) => product_id))];
}
