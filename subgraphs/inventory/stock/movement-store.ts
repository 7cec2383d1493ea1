import type { Sql, Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';

export type MovementKind = 'RECEIVED' | 'ADJUSTED' | 'SHIPPED' | 'RETURNED';

/** One change of the pieces on hand. */
export interface Movement {
  readonly id: string;
  readonly levelId: string;
  readonly kind: MovementKind;
  /** Never 0; negative when pieces left. */
  readonly quantity: number;
  readonly reference: string;
  readonly actor: string;
  readonly createdAt: Date;
}

/** Books the movement that explains a change of on_hand in the same transaction. */
export async function book(tx: Transaction, movements: readonly Omit<Movement, 'id'>[]): Promise<void> {
  const rows = movements.map((movement) => ({ ...movement, id: newId('mov') }));
  await tx.query(
    `INSERT INTO inventory.movements (id, level_id, kind, quantity, reference, actor, created_at)
     SELECT id, "levelId", kind, quantity, reference, actor, "createdAt"
     FROM jsonb_to_recordset($1::jsonb) AS movement (id text, "levelId" text, kind text, quantity int, reference text,
       actor text, "createdAt" timestamptz)`,
    [JSON.stringify(rows)],
  );
}

/** The latest movements of each of these levels, `first + 1` at most of each, older than `after`. */
export function movementsOf(
  sql: Sql,
  levelIds: readonly string[],
  page: { readonly first: number; readonly after: string | undefined },
): Promise<Movement[]> {
  return sql.query<Movement & Record<string, unknown>>(
    `SELECT movement.* FROM unnest($1::text[]) AS wanted (level_id)
     CROSS JOIN LATERAL (
       SELECT id, level_id AS "levelId", kind, quantity, reference, actor, created_at AS "createdAt"
       FROM inventory.movements AS movement
       WHERE movement.level_id = wanted.level_id AND ($2::text IS NULL OR movement.id < $2)
       ORDER BY movement.id DESC LIMIT $3
     ) AS movement`,
    [levelIds, page.after ?? null, page.first + 1],
  );
}
