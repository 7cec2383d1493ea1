import type { Row, Sql } from '@depachika/database/database.ts';
import type { OwnSession } from './own-session.ts';

/** The open sessions of somebody, the one used last first; at most 100. Who reads one order by its link is not among them. */
export function openSessionsOf(
  sql: Sql,
  { userId, now }: { readonly userId: string; readonly now: Date },
): Promise<OwnSession[]> {
  return sql.query<OwnSession & Row>(
    `SELECT id, created_at AS "startedAt", COALESCE(last_used_at, created_at) AS "lastUsedAt",
            expires_at AS "expiresAt", stays_signed_in AS "staysSignedIn", device
       FROM users.sessions WHERE user_id = $1 AND order_id IS NULL AND ended_at IS NULL AND expires_at > $2
      ORDER BY COALESCE(last_used_at, created_at) DESC, id DESC LIMIT 100`,
    [userId, now],
  );
}
