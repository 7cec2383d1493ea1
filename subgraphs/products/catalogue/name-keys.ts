import type { Database } from '@depachika/database/database.ts';
import { kanaSortKey } from '@depachika/text/kana-order.ts';

/**
 * Gives the shelves of older shops their keys in gojūon order, at each start: SQL cannot compute them. Until then such
 * products stand before the others.
 */
export async function fillNameKeys(database: Database): Promise<void> {
  while (true) {
    const names = await database.query<{ name_kana: string }>(
      `SELECT DISTINCT name_kana FROM catalog.product_shelves WHERE name_key = '' LIMIT ${BATCH}`,
    );
    if (names.length === 0) return;
    const readings = names.map(({ name_kana }) => name_kana);
    await database.query(
      `UPDATE catalog.product_shelves shelf SET name_key = keyed.name_key
         FROM unnest($1::text[], $2::text[]) AS keyed (name_kana, name_key)
        WHERE shelf.name_key = '' AND shelf.name_kana = keyed.name_kana`,
      [readings, readings.map(kanaSortKey)],
    );
  }
}

const BATCH = 1_000;
