import type { Sql } from '@depachika/database/database.ts';
import type { AttributeDefinition } from './attribute.ts';

/** Everything that can be said of products, in the order of the shop. */
export function findDefinitions(sql: Sql): Promise<AttributeDefinition[]> {
  return sql.query<AttributeDefinition & Record<string, unknown>>(
    `SELECT code, name_ja AS "nameJa", name_en AS "nameEn", kind, unit_ja AS "unitJa", unit_en AS "unitEn", choices,
       filterable, retired, version FROM catalog.attribute_definitions ORDER BY position, code`,
  );
}
