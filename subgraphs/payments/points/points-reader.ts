import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { PointsKind } from './points-ledger.ts';

export interface PointsBalance {
  readonly spendable: number;
  readonly held: number;
  readonly pending: number;
}

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

export interface PointsReader {
  /**
   * By customer; customers without points have none. Lots past their end do not count as spendable, and those that wait for
   * something count as pending.
   */
  balances(customerIds: readonly string[]): Promise<Map<string, PointsBalance>>;
  /** Points to be taken back, by customer; those who owe nothing have none. */
  owed(customerIds: readonly string[]): Promise<Map<string, number>>;
  /**
   * Pages of several customers with one statement, by the place of each page in the list. Latest first; one more than
   * `first`, so that the caller knows of a next page.
   */
  entries(pages: readonly EntriesPage[]): Promise<Map<number, PointsEntry[]>>;
}

export function createPointsReader(stores: {
  readonly database: Database;
  readonly clock: Clock;
}): PointsReader {
  const { database, clock } = stores;

  return { balances, owed, entries };

  async function balances(customerIds: readonly string[]): Promise<Map<string, PointsBalance>> {
    const rows = await database.query<BalanceRow>(
      `SELECT b.customer_id, b.held, b.pending + coalesce(l.waiting, 0)::int AS pending,
         coalesce(l.spendable, 0)::int AS spendable
       FROM payments.points_balances AS b CROSS JOIN LATERAL (
         SELECT sum(remaining) FILTER (WHERE waits_for IS NULL) AS spendable,
           sum(remaining) FILTER (WHERE waits_for IS NOT NULL) AS waiting
         FROM payments.points_lots
         WHERE customer_id = b.customer_id AND remaining > 0 AND expires_at > $2
       ) AS l WHERE b.customer_id = ANY($1::text[])`,
      [customerIds, clock.now()],
    );
    return new Map(rows.map(({ customer_id, ...balance }) => [customer_id, balance]));
  }

  async function owed(customerIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await database.query<{ customer_id: string; owed: number }>(
      'SELECT customer_id, owed FROM payments.points_balances WHERE customer_id = ANY($1::text[]) AND owed > 0',
      [customerIds],
    );
    return new Map(rows.map((row) => [row.customer_id, row.owed]));
  }

  async function entries(pages: readonly EntriesPage[]): Promise<Map<number, PointsEntry[]>> {
    const rows = await database.query<EntryRow>(SELECT_ENTRIES, [
      pages.map(({ customerId }) => customerId),
      pages.map(({ first }) => first),
      pages.map(({ after }) => after),
      SHOWN,
    ]);
    const found = new Map<number, PointsEntry[]>(pages.map((_, index) => [index, []]));
    for (const row of rows) found.get(row.place - 1)?.push(entryOf(row));
    return found;
  }
}

type BalanceRow = { customer_id: string; spendable: number; held: number; pending: number };

const SELECT_ENTRIES = `
  SELECT page.place::int AS place, e.*
  FROM unnest($1::text[], $2::int[], $3::text[]) WITH ORDINALITY AS page(customer_id, first, after, place)
  CROSS JOIN LATERAL (
    SELECT t.id, t.kind, t.order_id, t.expires_at, t.created_at,
      (SELECT max(points) FROM payments.points_postings WHERE transaction_id = t.id) AS points
    FROM payments.points_transactions AS t
    WHERE t.customer_id = page.customer_id AND t.kind = ANY($4::text[]) AND (page.after IS NULL OR t.id < page.after)
    ORDER BY t.id DESC LIMIT page.first + 1
  ) AS e ORDER BY page.place, e.id DESC`;

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
