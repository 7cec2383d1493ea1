import type { Transaction } from '@depachika/database/database.ts';
import type { Actor } from '@depachika/identity/actor.ts';

/** A category whose products go to another one; nobody finds it once the last of them has gone. */
export interface Clearing {
  readonly categoryId: string;
  readonly targetId: string;
  readonly actor: Actor;
}

/** In the transaction that retires the category. What was coming to it goes where its own products go. */
export async function beginClearing(
  tx: Transaction,
  { categoryId, targetId, actor }: Clearing,
  now: Date,
): Promise<void> {
  await tx.query('UPDATE catalog.category_clearings SET target_id = $2 WHERE target_id = $1', [
    categoryId,
    targetId,
  ]);
  await tx.query(
    'INSERT INTO catalog.category_clearings (category_id, target_id, actor, since) VALUES ($1, $2, $3, $4)',
    [categoryId, targetId, actor, now],
  );
}

/** The one that waits longest. The tree is locked: nobody else has it in hand. */
export async function findClearing(tx: Transaction): Promise<Clearing | undefined> {
  const [clearing] = await tx.query<Clearing & Record<string, unknown>>(
    `SELECT category_id AS "categoryId", target_id AS "targetId", actor FROM catalog.category_clearings
     ORDER BY since, category_id LIMIT 1`,
  );
  return clearing;
}

/** The last product has gone, and nobody finds the category any more. */
export async function endClearing(tx: Transaction, categoryId: string, now: Date): Promise<void> {
  await endWhere(tx, 'category_id = $1', [categoryId, now]);
}

/** Ends those for which a category has waited, none of which has a product left. */
export async function endClearingsTo(tx: Transaction, targetId: string, now: Date): Promise<void> {
  await endWhere(tx, 'target_id = $1', [targetId, now]);
}

async function endWhere(tx: Transaction, which: string, values: unknown[]): Promise<void> {
  await tx.query(
    `WITH ended AS (DELETE FROM catalog.category_clearings WHERE ${which} RETURNING category_id)
     UPDATE catalog.categories c SET retired_at = $2 FROM ended WHERE c.id = ended.category_id`,
    values,
  );
}

/** Products stay where they are by now. */
export async function dropClearing(tx: Transaction, categoryId: string): Promise<void> {
  await tx.query('DELETE FROM catalog.category_clearings WHERE category_id = $1', [categoryId]);
}

/** How many products are still to come to a category from others. */
export async function countComing(tx: Transaction, categoryId: string): Promise<number> {
  const [coming] = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM catalog.category_clearings c
     JOIN catalog.products p ON p.category_id = c.category_id WHERE c.target_id = $1 AND p.deleted_at IS NULL`,
    [categoryId],
  );
  return coming!.count;
}

/** SQL: whether there is one. */
export const CLEARINGS_DUE = 'EXISTS (SELECT FROM catalog.category_clearings)';
export const clearingsSinceSql = (instant: string) =>
  `SELECT since FROM catalog.category_clearings WHERE since <= ${instant}`;
