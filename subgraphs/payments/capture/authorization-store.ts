import type { Transaction } from '@depachika/database/database.ts';

const AUTHORIZED_BEFORE = (instant: string) =>
  `p.status = 'AUTHORIZED' AND p.method = 'CARD' AND p.order_end IS NULL AND p.created_at < ${instant} AND NOT EXISTS (
     SELECT FROM payments.tasks AS t WHERE t.payment_id = p.id AND t.kind = 'CAPTURE' AND t.status = 'READY')`;

/** SQL: whether {@link lockLapsed} would find something. */
export function hasLapsedSql(preparedBefore: string): string {
  return `EXISTS (${lapsedSinceSql(preparedBefore)})`;
}

/** SQL: when they were prepared. */
export function lapsedSinceSql(preparedBefore: string): string {
  return `SELECT p.created_at AS since FROM payments.payments AS p WHERE ${AUTHORIZED_BEFORE(preparedBefore)}`;
}

/**
 * Locks cards that were authorised, or prepared to be, before this, and that nobody captures. The captures are looked for
 * once more under the lock: who asks for one holds it.
 */
export async function lockLapsed(
  tx: Transaction,
  preparedBefore: Date,
  limit: number,
): Promise<{ orderId: string; paymentId: string }[]> {
  const locked = await tx.query<{ id: string }>(
    `SELECT p.id FROM payments.payments AS p WHERE ${AUTHORIZED_BEFORE('$1')}
     ORDER BY p.id LIMIT $2 FOR UPDATE OF p SKIP LOCKED`,
    [preparedBefore, limit],
  );
  return await tx.query<{ orderId: string; paymentId: string }>(
    `SELECT p.order_id AS "orderId", p.id AS "paymentId" FROM payments.payments AS p
     WHERE p.id = ANY($2::text[]) AND ${AUTHORIZED_BEFORE('$1')} ORDER BY p.id`,
    [preparedBefore, locked.map(({ id }) => id)],
  );
}
