import type { StepResult } from '@depachika/background/polling-loop.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { deleteBefore } from './expired-row-store.ts';
import { FORGET_AFTER_MS } from './failed-logins.ts';

/** Rows of one kind that one step deletes at the most. */
const BATCH = 1_000;
const KEPT_AFTER_END_MS = 24 * 60 * 60_000;

/**
 * Deletes tokens and sessions that ended a day ago, failed logins that no longer count, allowances that are whole again,
 * devices that are known no more, mails that are a day old with their addresses, and links of orders: seven statements.
 */
export async function deleteExpired({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<StepResult> {
  const nowMs = clock.now().getTime();
  const ended = { column: 'expires_at', before: new Date(nowMs - KEPT_AFTER_END_MS), limit: BATCH };
  const over = { before: new Date(nowMs), limit: BATCH };
  const forgotten = { column: 'last_failed_at', before: new Date(nowMs - FORGET_AFTER_MS), limit: BATCH };
  const deleted = [
    await deleteBefore(database, { table: 'refresh_tokens', key: 'hash', ...ended }),
    await deleteBefore(database, { table: 'sessions', key: 'id', ...ended }),
    await deleteBefore(database, { table: 'login_attempts', key: 'account', ...forgotten }),
    await deleteBefore(database, { table: 'allowances', key: 'key', column: 'whole_at', ...over }),
    await deleteBefore(database, { table: 'devices', key: 'hash', column: 'expires_at', ...over }),
    await deleteBefore(database, { table: 'account_mails', key: 'id', column: 'expires_at', ...over }),
    await deleteBefore(database, { table: 'order_links', key: 'hash', column: 'expires_at', ...over }),
  ];
  if (deleted.some((count) => count === BATCH)) return 'more';
  return deleted.some((count) => count > 0) ? 'found' : 'idle';
}
