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

export interface EntriesPage {
  readonly customerId: string;
  /** 1 to 100. */
  readonly first: number;
  /** Id of the last entry before this page. */
  readonly after: string | null;
}

type EntryRow = {
  place: number;
  id: string;
  kind: PointsEntry['kind'];
  points: number;
  order_id: string | null;
  expires_at: Date | null;
  created_at: Date;
};

/**
 * Pages of several customers with one statement, by the place of each page in the list. Latest first; one more than
 * `first`, so that the caller knows of a next page.
 */
export async function pointsEntries(
  sql: Sql,
  pages: readonly EntriesPage[],
): Promise<Map<number, PointsEntry[]>> {
  const rows = await sql.query<EntryRow>(
    `SELECT page.place::int AS place, e.*
     FROM unnest($1::text[], $2::int[], $3::text[]) WITH ORDINALITY AS page(customer_id, first, after, place)
     CROSS JOIN LATERAL (
       SELECT t.id, t.kind, t.order_id, t.expires_at, t.created_at,
         (SELECT max(points) FROM payments.points_postings WHERE transaction_id = t.id) AS points
       FROM payments.points_transactions AS t
       WHERE t.customer_id = page.customer_id AND t.kind = ANY($4::text[]) AND (page.after IS NULL OR t.id < page.after)
       ORDER BY t.id DESC LIMIT page.first + 1
     ) AS e ORDER BY page.place, e.id DESC`,
    [
      pages.map(({ customerId }) => customerId),
      pages.map(({ first }) => first),
      pages.map(({ after }) => after),
      SHOWN,
    ],
  );
  const found = new Map<number, PointsEntry[]>(pages.map((_, index) => [index, []]));
  for (const row of rows) found.get(row.place - 1)?.push(entryOf(row));
  return found;
}

function entryOf(row: EntryRow): PointsEntry {
  return {
    id: row.id,
    kind: row.kind,
    points: LOST.includes(row.kind) ? -row.points : row.points,
    orderId: row.order_id,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
  };
}
