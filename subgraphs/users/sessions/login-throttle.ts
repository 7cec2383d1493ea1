import { createHash } from 'node:crypto';
import type { Database } from '@depachika/database/database.ts';

/** Failures that are free. */
export const FREE_FAILURES = 5;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 15 * 60_000;
/** After a day without failures an account starts at zero again. */
export const FORGET_AFTER_MS = 24 * 60 * 60_000;

/** How long logins wait after this many failures, this one included: none, then 30 s, doubling up to 15 min. */
export function lockMs(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(FIRST_LOCK_MS * 2 ** (failures - FREE_FAILURES), LONGEST_LOCK_MS);
}

/**
 * Counts failed logins by login name alone, whether it has an account or not: an attacker with many addresses meets
 * the same delay. The row lock makes concurrent failures count one by one.
 */
export interface LoginThrottle {
  /** The end of the delay if there is one now; the attempt then counts as failed, though its password is not read. */
  refusedUntil(email: string, now: Date): Promise<Date | undefined>;
  recordFailure(email: string, now: Date): Promise<void>;
}

export function loginThrottle(database: Database): LoginThrottle {
  return {
    async refusedUntil(email, now) {
      const [locked] = await database.query<{ locked_until: Date }>(
        `UPDATE users.login_attempts
            SET failures = LEAST(failures + 1, $3), last_failed_at = $2
          WHERE account = $1 AND locked_until > $2
          RETURNING locked_until`,
        [accountKey(email), now, MAX_COUNTED],
      );
      return locked?.locked_until;
    },

    recordFailure(email, now) {
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
    },
  };
}

const MAX_COUNTED = 1_000_000;

/** Names that never registered are not kept in the clear. */
export function accountKey(email: string): string {
  return createHash('sha256').update(email).digest('hex');
}
