import type { Sql } from '@depachika/database/database.ts';

export interface OrderLink {
  readonly userId: string;
  readonly orderId: string;
}

/** Keeps the link of a guest's order. @returns false when there is no such guest */
export async function insertOrderLink(
  sql: Sql,
  link: OrderLink & { readonly hash: Buffer; readonly expiresAt: Date },
): Promise<boolean> {
  const { hash, userId, orderId, expiresAt } = link;
  const kept = await sql.query(
    `INSERT INTO users.order_links (hash, user_id, order_id, expires_at)
     SELECT $1, id, $3, $4 FROM users.users WHERE id = $2 AND role = 'GUEST' AND deleted_at IS NULL RETURNING 1`,
    [hash, userId, orderId, expiresAt],
  );
  return kept.length > 0;
}

/** What a link opens now; nothing once its guest is erased. */
export async function orderOfLink(
  sql: Sql,
  { hash, now }: { readonly hash: Buffer; readonly now: Date },
): Promise<OrderLink | undefined> {
  const [link] = await sql.query<{ userId: string; orderId: string }>(
    `SELECT link.user_id AS "userId", link.order_id AS "orderId" FROM users.order_links link
       JOIN users.users owner ON owner.id = link.user_id
      WHERE link.hash = $1 AND link.expires_at > $2 AND owner.deleted_at IS NULL AND owner.disabled_at IS NULL`,
    [hash, now],
  );
  return link;
}
