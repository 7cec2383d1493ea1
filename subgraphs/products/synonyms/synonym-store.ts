import type { Sql, Transaction } from '@depachika/database/database.ts';
import { insertAll } from '@depachika/database/insert-all.ts';
import type { RowsBetween } from '@depachika/graphql/connection.ts';
import type { SynonymGroup } from './synonym.ts';

export interface SynonymRecord extends SynonymGroup {
  readonly id: string;
  readonly version: number;
  readonly updatedAt: Date;
}

/** Groups of staff; creating one more is refused. */
export const MAX_SYNONYMS = 5_000;

const COLUMNS = 'id, terms, narrower, version, updated_at AS "updatedAt"';

/** Latest first, in the order in which the page reads. */
export function listSynonyms(
  sql: Sql,
  { limit, after, before, backward }: RowsBetween<readonly [id: string]>,
): Promise<SynonymRecord[]> {
  const towards = backward ? 'ASC' : 'DESC';
  return sql.query<SynonymRecord & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM catalog.synonyms
     WHERE ($2::text IS NULL OR id < $2) AND ($3::text IS NULL OR id > $3) ORDER BY id ${towards} LIMIT $1`,
    [limit, after?.[0] ?? null, before?.[0] ?? null],
  );
}

/** The group, locked until the transaction ends. */
export async function lockSynonym(tx: Transaction, id: string): Promise<SynonymRecord | undefined> {
  const rows = await tx.query<SynonymRecord & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM catalog.synonyms WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows[0];
}

export async function countSynonyms(tx: Transaction): Promise<number> {
  const rows = await tx.query<{ count: number }>('SELECT count(*)::int AS count FROM catalog.synonyms');
  return rows[0]!.count;
}

export async function insertSynonym(tx: Transaction, group: SynonymRecord): Promise<void> {
  await insertAll(tx, { table: 'catalog.synonyms', rows: [{ ...group, createdAt: group.updatedAt }] });
}

export async function saveSynonym(tx: Transaction, group: SynonymRecord): Promise<void> {
  await tx.query(
    'UPDATE catalog.synonyms SET terms = $2, narrower = $3, version = $4, updated_at = $5 WHERE id = $1',
    [group.id, group.terms, group.narrower, group.version, group.updatedAt],
  );
}

export async function removeSynonym(tx: Transaction, id: string): Promise<void> {
  await tx.query('DELETE FROM catalog.synonyms WHERE id = $1', [id]);
}
