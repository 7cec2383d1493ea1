import type { Sql } from '@depachika/database/database.ts';
import { NO_DETAILS, type ProductDetails } from './product-details.ts';

/** Details of each of these products, also of those of which nobody has said anything. One statement. */
export async function findDetails(
  sql: Sql,
  productIds: readonly string[],
): Promise<Map<string, ProductDetails>> {
  const rows = await sql.query<ProductDetails & Record<string, unknown> & { productId: string }>(
    `SELECT product_id AS "productId", allergens, temperature, shelf_life_days AS "shelfLifeDays",
       lead_time_days AS "leadTimeDays", age_restricted AS "ageRestricted", attributes, labels
     FROM catalog.product_details WHERE product_id = ANY($1::text[])`,
    [productIds],
  );
  const found = new Map(rows.map(({ productId, ...details }) => [productId, details as ProductDetails]));
  return new Map(productIds.map((id) => [id, found.get(id) ?? NO_DETAILS]));
}
