import type { Database, Sql } from '@depachika/database/database.ts';
import { countAgainst, wholeTimes } from '../allowances/allowance-store.ts';
import {
  type CountedLogin,
  FORGET_AFTER_MS,
  type LoginAllowances,
  lockMs,
  type StrangersCounters,
  strangersTurn,
} from './failed-logins.ts';

const MAX_COUNTED = 1_000_000;

/** The end of the wait if a login has to wait now. What comes too early for its own wait counts as failed, though its password is not read. */
export async function loginRefusedUntil(
  sql: Sql,
  counted: CountedLogin,
  { allowances, now }: { readonly allowances: LoginAllowances; readonly now: Date },
): Promise<Date | undefined> {
  const [locked] = await sql.query<{ locked_until: Date }>(
    `UPDATE users.login_attempts
        SET failures = LEAST(failures + 1, $3), last_failed_at = $2
      WHERE account = $1 AND locked_until > $2
      RETURNING locked_until`,
    [counted.own, now, MAX_COUNTED],
  );
  if (locked) return locked.locked_until;
  if (!counted.strangers) return undefined;
  const turn = strangersTurn(await strangersCounters(sql, counted), allowances, now);
  switch (turn.kind) {
    case 'now':
      return undefined;
    case 'networkWaits':
      return turn.until;
    case 'waits':
      return waitUntil(sql, { key: counted.own, until: turn.until, now });
  }
}

/** The row locks make concurrent failures count one by one. */
export function recordFailedLogin(
  database: Database,
  { own, strangers }: CountedLogin,
  { allowances, now }: { readonly allowances: LoginAllowances; readonly now: Date },
): Promise<void> {
  return database.transaction({ name: 'users.recordFailedLogin' }, async (tx) => {
    const [attempt] = await tx.query<{ failures: number }>(
      `INSERT INTO users.login_attempts AS attempt (account, failures, last_failed_at) VALUES ($1, 1, $2)
       ON CONFLICT (account) DO UPDATE
         SET failures = CASE WHEN attempt.last_failed_at < $3 THEN 1 ELSE LEAST(attempt.failures + 1, $4) END,
             last_failed_at = $2
       RETURNING failures`,
      [own, now, new Date(now.getTime() - FORGET_AFTER_MS), MAX_COUNTED],
    );
    const delayMs = lockMs(attempt!.failures);
    if (delayMs > 0)
      await tx.query(`UPDATE users.login_attempts SET locked_until = $2 WHERE account = $1`, [
        own,
        new Date(now.getTime() + delayMs),
      ]);
    if (!strangers) return;
    // Networks are locked before accounts, always: two failures at once never wait for each other.
    if (strangers.network)
      await countAgainst(tx, { key: strangers.network, given: allowances.failuresPerNetwork, now });
    await countAgainst(tx, { key: strangers.account, given: allowances.failuresPerAccount, now });
  });
}

async function strangersCounters(sql: Sql, { own, strangers }: CountedLogin): Promise<StrangersCounters> {
  const [attempt] = await sql.query<{ locked_until: Date | null; last_failed_at: Date }>(
    'SELECT locked_until, last_failed_at FROM users.login_attempts WHERE account = $1',
    [own],
  );
  const { account, network = '' } = strangers!;
  const [accountWholeAt, networkWholeAt] = await wholeTimes(sql, [account, network]);
  return {
    own: attempt && { lockedUntil: attempt.locked_until, lastFailedAt: attempt.last_failed_at },
    account: accountWholeAt,
    network: networkWholeAt,
  };
}

/** Begins a wait, unless one that began at the same time goes on already. @returns its end */
async function waitUntil(
  sql: Sql,
  { key, until, now }: { readonly key: string; readonly until: Date; readonly now: Date },
): Promise<Date> {
  const [attempt] = await sql.query<{ locked_until: Date }>(
    `INSERT INTO users.login_attempts AS attempt (account, failures, last_failed_at, locked_until) VALUES ($1, 0, $3, $2)
     ON CONFLICT (account) DO UPDATE
       SET locked_until = CASE WHEN attempt.locked_until > $3 THEN attempt.locked_until ELSE $2 END
     RETURNING locked_until`,
    [key, until, now],
  );
  return attempt!.locked_until;
}
