import type { Database, Sql } from '@depachika/database/database.ts';
import { accountKey, FORGET_AFTER_MS, lockMs } from './failed-logins.ts';

const MAX_COUNTED = 1_000_000;

/** The end of the delay if there is one now; the attempt then counts as failed, though its password is not read. */
export async function loginRefusedUntil(sql: Sql, email: string, now: Date): Promise<Date | undefined> {
  const [locked] = await sql.query<{ locked_until: Date }>(
    `UPDATE users.login_attempts
        SET failures = LEAST(failures + 1, $3), last_failed_at = $2
      WHERE account = $1 AND locked_until > $2
      RETURNING locked_until`,
    [accountKey(email), now, MAX_COUNTED],
  );
  return locked?.locked_until;
}

/** The row lock makes concurrent failures count one by one. */
export function recordFailedLogin(database: Database, email: string, now: Date): Promise<void> {
  return database.transaction({ name: 'users.recordFailedLogin' }, async (tx) => {
    const [attempt] = await tx.query<{ failures: number }>(
      `INSERT INTO users.login_attempts AS attempt (account, failures, last_failed_at) VALUES ($1, 1, $2)
       ON CONFLICT (account) DO UPDATE
         SET failures = CASE WHEN attempt.last_failed_at < $3 THEN 1 ELSE LEAST(attempt.failures + 1, $4) END,
             last_failed_at = $2
       RETURNING failures`,
      [accountKey(email), now, new Date(now.getTime() - FORGET_AFTER_MS), MAX_COUNTED],
    );
    const delayMs = lockMs(attempt!.failures);
    if (delayMs === 0) return;
    await tx.query(`UPDATE users.login_attempts SET locked_until = $2 WHERE account = $1`, [
      accountKey(email),
      new Date(now.getTime() + delayMs),
    ]);
  });
}
