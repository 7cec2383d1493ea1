import type { Sql } from '@depachika/database/database.ts';
import { type ReturnFacts, returnFacts } from './return-rules.ts';

/** What the history of an order says of its delivery and its returns; undefined when it was never delivered. */
export async function readReturnFacts(sql: Sql, orderId: string): Promise<ReturnFacts | undefined> {
  const steps = await sql.query<{ from: string | null; to: string; occurredAt: Date }>(
    `SELECT from_status AS "from", to_status AS "to", occurred_at AS "occurredAt" FROM orders.order_history
     WHERE order_id = $1 ORDER BY version`,
    [orderId],
  );
  return returnFacts(steps);
}
