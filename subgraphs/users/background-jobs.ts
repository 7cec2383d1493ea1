import type { StepResult } from '@depachika/background/polling-loop.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { SigningKeys } from './keys/signing-keys.ts';
import { FORGET_AFTER_MS } from './sessions/login-throttle.ts';

/** Rows of one kind that one step deletes at the most. */
const BATCH = 1_000;
const KEPT_AFTER_END_MS = 24 * 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Deletes what ended a day ago and replaces the signing key when it is old. Three statements when there is nothing. */
export async function runDueJobs(
  {
    database,
    clock,
    keys,
  }: { readonly database: Database; readonly clock: Clock; readonly keys: SigningKeys },
  { signingKeyDays }: { readonly signingKeyDays: number },
): Promise<StepResult> {
  const nowMs = clock.now().getTime();
  const ended = new Date(nowMs - KEPT_AFTER_END_MS);
  const deleted = [
    await deleteBefore(database, {
      table: 'refresh_tokens',
      key: 'hash',
      column: 'expires_at',
      before: ended,
    }),
    await deleteBefore(database, { table: 'sessions', key: 'id', column: 'expires_at', before: ended }),
    await deleteBefore(database, {
      table: 'login_attempts',
      key: 'account',
      column: 'last_failed_at',
      before: new Date(nowMs - FORGET_AFTER_MS),
    }),
  ];
  const rotated = await keys.rotateWhenDue(signingKeyDays * DAY_MS);
  if (deleted.some((count) => count === BATCH)) return 'more';
  return rotated || deleted.some((count) => count > 0) ? 'found' : 'idle';
}

/** Several processes may do this at once: each skips what another is deleting. */
async function deleteBefore(
  database: Database,
  {
    table,
    key,
    column,
    before,
  }: { readonly table: string; readonly key: string; readonly column: string; readonly before: Date },
): Promise<number> {
  const deleted = await database.query(
    `DELETE FROM users.${table} WHERE ${key} IN (
       SELECT ${key} FROM users.${table} WHERE ${column} < $1 ORDER BY ${column} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
     ) RETURNING 1`,
    [before],
  );
  return deleted.length;
}
