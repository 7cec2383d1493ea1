import type { Database, Row } from '@depachika/database/database.ts';

/** How far somebody's orders are. */
export interface CustomerOrders {
  readonly customerId: string;
  readonly underWay: boolean;
  readonly lastChangedAt: Date;
}

/** Statuses after which nobody brings the order anywhere any more. */
export const ENDED = `('EXPIRED', 'CANCELLED', 'DELIVERED', 'RETURNED', 'LOST', 'DAMAGED')`;

/** Of those alone who have ordered, or are placing an order at this moment. */
export function customerOrders(
  database: Database,
  customerIds: readonly string[],
): Promise<CustomerOrders[]> {
  return database.query<CustomerOrders & Row>(
    `SELECT customer_id AS "customerId", bool_or(NOT ended) AS "underWay", max(changed_at) AS "lastChangedAt" FROM (
       SELECT customer_id, status IN ${ENDED} AS ended, updated_at AS changed_at FROM orders.orders
        WHERE customer_id = ANY($1::text[])
       UNION ALL
       SELECT customer_id, false, started_at FROM orders.place_order_sagas
        WHERE customer_id = ANY($1::text[]) AND ended_at IS NULL
     ) AS placed GROUP BY customer_id`,
    [customerIds],
  );
}
