import type { Transaction } from '@depachika/database/database.ts';
import { keepFacetWords } from '../listing/facet-words-store.ts';
import type { LabelRecord } from './label.ts';
import type { NewLabel } from './label-input.ts';
import { labelWords } from './label-words.ts';

/** Adds a label behind the others. @returns false when its code is taken */
export async function insertLabel(tx: Transaction, label: NewLabel): Promise<boolean> {
  const { code, nameJa, nameEn, newForDays } = label;
  const inserted = await tx.query(
    `INSERT INTO catalog.labels (code, name_ja, name_en, new_for_days, position)
     SELECT $1, $2, $3, $4::int, coalesce(max(position), -1) + 1 FROM catalog.labels
     ON CONFLICT (code) DO NOTHING RETURNING code`,
    [code, nameJa, nameEn, newForDays],
  );
  if (inserted.length === 0) return false;
  await keepFacetWords(tx, labelWords(label));
  return true;
}

export async function lockLabel(tx: Transaction, code: string): Promise<LabelRecord | undefined> {
  const rows = await tx.query<LabelRecord & Record<string, unknown>>(
    `SELECT code, name_ja AS "nameJa", name_en AS "nameEn", new_for_days AS "newForDays", retired, version
     FROM catalog.labels WHERE code = $1 FOR UPDATE`,
    [code],
  );
  return rows[0];
}

/** Stores a label that is locked. */
export async function saveLabel(tx: Transaction, label: LabelRecord): Promise<void> {
  const { code, nameJa, nameEn, newForDays, retired, version } = label;
  await tx.query(
    `UPDATE catalog.labels SET name_ja = $2, name_en = $3, new_for_days = $4, retired = $5, version = $6
     WHERE code = $1`,
    [code, nameJa, nameEn, newForDays, retired, version],
  );
  await keepFacetWords(tx, labelWords(label));
}
