import type { Sql } from '@depachika/database/database.ts';
import type { ProductDetails } from './product-details.ts';

/** Inserts or overwrites the details of products: one statement for any number. */
export async function saveDetails(
  sql: Sql,
  details: readonly (ProductDetails & { readonly productId: string })[],
): Promise<void> {
  await sql.query(
    `INSERT INTO catalog.product_details (product_id, allergens, temperature, shelf_life_days, lead_time_days,
       age_restricted, attributes, labels)
     SELECT "productId", CASE WHEN jsonb_typeof("allergens") = 'array'
              THEN ARRAY(SELECT jsonb_array_elements_text("allergens")) END,
            "temperature", "shelfLifeDays", "leadTimeDays", "ageRestricted", "attributes",
            ARRAY(SELECT jsonb_array_elements_text("labels"))
     FROM jsonb_to_recordset($1::jsonb) AS d ("productId" text, "allergens" jsonb, "temperature" text,
       "shelfLifeDays" int, "leadTimeDays" int, "ageRestricted" boolean, "attributes" jsonb, "labels" jsonb)
     ON CONFLICT (product_id) DO UPDATE SET
       allergens = excluded.allergens, temperature = excluded.temperature,
       shelf_life_days = excluded.shelf_life_days, lead_time_days = excluded.lead_time_days,
       age_restricted = excluded.age_restricted, attributes = excluded.attributes, labels = excluded.labels`,
    [JSON.stringify(details)],
  );
}
