import type { Sql } from '@depachika/database/database.ts';
import type { PointsKind } from './points-ledger.ts';

/** A movement of points that the customer sees. Holding and promising move nothing for them. */
export interface PointsEntry {
  readonly id: string;
  readonly kind: 'GRANTED' | 'AWARDED' | 'SPENT' | 'RETURNED' | 'CLAWED_BACK' | 'EXPIRED';
  /** Negative when the customer has fewer afterwards. */
  readonly points: number;
  readonly orderId: string | null;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
}

const SHOWN: readonly PointsKind[] = ['GRANTED', 'AWARDED', 'SPENT', 'RETURNED', 'CLAWED_BACK', 'EXPIRED'];
const LOST: readonly PointsKind[] = ['SPENT', 'CLAWED_BACK', 'EXPIRED'];

/** Latest first; one more than `first`, so that the caller knows of a next page. */
export async function pointsEntries(
  sql: Sql,
  customerId: string,
  page: { readonly first: number; readonly after: readonly [string] | undefined },
): Promise<PointsEntry[]> {
  const rows = await sql.query<{
    id: string;
    kind: PointsEntry['kind'];
    points: number;
    order_id: string | null;
    expires_at: Date | null;
    created_at: Date;
  }>(
    `SELECT t.id, t.kind, t.order_id, t.expires_at, t.created_at,
       (SELECT max(points) FROM payments.points_postings WHERE transaction_id = t.id) AS points
     FROM payments.points_transactions AS t
     WHERE t.customer_id = $1 AND t.kind = ANY($2::text[]) AND ($3::text IS NULL OR t.id < $3)
     ORDER BY t.id DESC LIMIT $4`,
    [customerId, SHOWN, page.after?.[0] ?? null, page.first + 1],
  );
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    points: LOST.includes(row.kind) ? -row.points : row.points,
    orderId: row.order_id,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
  }));
}
