import type { Sql } from '@depachika/database/database.ts';
import type { LabelRecord } from './label.ts';

/** Every label, in the order of the shop. */
export function findLabels(sql: Sql): Promise<LabelRecord[]> {
  return sql.query<LabelRecord & Record<string, unknown>>(
    `SELECT code, name_ja AS "nameJa", name_en AS "nameEn", new_for_days AS "newForDays", retired, version
     FROM catalog.labels ORDER BY position, code`,
  );
}
