import type { Transaction } from '@depachika/database/database.ts';
import { keepFacetWords } from '../listing/facet-words-store.ts';
import type { AttributeDefinition } from './attribute.ts';
import type { NewDefinition } from './attribute-input.ts';
import { attributeWords } from './attribute-words.ts';

/** Adds a definition behind the others. @returns false when its code is taken */
export async function insertDefinition(tx: Transaction, definition: NewDefinition): Promise<boolean> {
  const { code, nameJa, nameEn, kind, unitJa, unitEn, choices, filterable } = definition;
  const inserted = await tx.query(
    `INSERT INTO catalog.attribute_definitions (code, name_ja, name_en, kind, unit_ja, unit_en, choices, filterable,
       position)
     SELECT $1, $2, $3, $4, $5, $6, $7::jsonb, $8::boolean, coalesce(max(position), -1) + 1 FROM catalog.attribute_definitions
     ON CONFLICT (code) DO NOTHING RETURNING code`,
    [code, nameJa, nameEn, kind, unitJa, unitEn, JSON.stringify(choices), filterable],
  );
  if (inserted.length === 0) return false;
  await keepFacetWords(tx, attributeWords(definition));
  return true;
}

export async function lockDefinition(
  tx: Transaction,
  code: string,
): Promise<AttributeDefinition | undefined> {
  const rows = await tx.query<AttributeDefinition & Record<string, unknown>>(
    `SELECT code, name_ja AS "nameJa", name_en AS "nameEn", kind, unit_ja AS "unitJa", unit_en AS "unitEn", choices,
       filterable, retired, version FROM catalog.attribute_definitions WHERE code = $1 FOR UPDATE`,
    [code],
  );
  return rows[0];
}

/** Stores a definition that is locked. */
export async function saveDefinition(tx: Transaction, definition: AttributeDefinition): Promise<void> {
  const { code, nameJa, nameEn, unitJa, unitEn, choices, filterable, retired, version } = definition;
  await tx.query(
    `UPDATE catalog.attribute_definitions SET name_ja = $2, name_en = $3, unit_ja = $4, unit_en = $5,
       choices = $6::jsonb, filterable = $7, version = $8, retired = $9 WHERE code = $1`,
    [code, nameJa, nameEn, unitJa, unitEn, JSON.stringify(choices), filterable, version, retired],
  );
  await keepFacetWords(tx, attributeWords(definition));
}
