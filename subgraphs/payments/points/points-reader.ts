import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { RowsBetween } from '@depachika/graphql/connection.ts';
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

/** Latest first. */
export type EntriesPage = RowsBetween<readonly [id: string]>;

type EntryRow = {
  customer_id: string;
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
  /** The same page of several customers with one statement, by customer, in the order in which the page reads. */
  entries(customerIds: readonly string[], page: EntriesPage): Promise<Map<string, PointsEntry[]>>;
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

  async function entries(customerIds: readonly string[], { limit, after, before, backward }: EntriesPage) {
    const rows = await database.query<EntryRow>(selectEntries(backward ? 'ASC' : 'DESC'), [
      customerIds,
      SHOWN,
      after?.[0] ?? null,
      before?.[0] ?? null,
      limit,
    ]);
    const groups = Map.groupBy(rows, ({ customer_id }) => customer_id);
    return new Map([...groups].map(([customerId, found]) => [customerId, found.map(entryOf)]));
  }
}

type BalanceRow = { customer_id: string; spendable: number; held: number; pending: number };

const selectEntries = (towards: 'ASC' | 'DESC') => `
  SELECT customer.id AS customer_id, e.*
  FROM unnest($1::text[]) AS customer(id)
  CROSS JOIN LATERAL (
    SELECT t.id, t.kind, t.order_id, t.expires_at, t.created_at,
      (SELECT max(points) FROM payments.points_postings WHERE transaction_id = t.id) AS points
    FROM payments.points_transactions AS t
    WHERE t.customer_id = customer.id AND t.kind = ANY($2::text[]) AND ($3::text IS NULL OR t.id < $3)
      AND ($4::text IS NULL OR t.id > $4)
    ORDER BY t.id ${towards} LIMIT $5
  ) AS e ORDER BY e.id ${towards}`;

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
