import type { Sql, Transaction } from '@depachika/database/database.ts';
import { type Allowance, usedUpUntil, wholeAfterUse } from './allowance-rules.ts';

interface Use {
  readonly key: string;
  readonly given: Allowance;
  readonly now: Date;
}

/** Uses one of an allowance. Of many at once no more than there are get one. @returns until when there is none */
export async function useAllowance(tx: Transaction, use: Use): Promise<Date | undefined> {
  const wholeAt = await lockedWholeAt(tx, use);
  const until = usedUpUntil(wholeAt, use.given, use.now);
  if (!until) await keepUse(tx, wholeAt, use);
  return until;
}

/** Uses one of an allowance, also of one that is used up: for what has happened already. */
export async function countAgainst(tx: Transaction, use: Use): Promise<void> {
  await keepUse(tx, await lockedWholeAt(tx, use), use);
}

/** When allowances are whole again, in the order of their keys; undefined for those that were never used. */
export async function wholeTimes(sql: Sql, keys: readonly string[]): Promise<(Date | undefined)[]> {
  const rows = await sql.query<{ key: string; whole_at: Date }>(
    'SELECT key, whole_at FROM users.allowances WHERE key = ANY($1::text[])',
    [keys],
  );
  const known = new Map(rows.map(({ key, whole_at }) => [key, whole_at]));
  return keys.map((key) => known.get(key));
}

/** The row stays locked until the transaction ends, so that uses at once count one by one. */
async function lockedWholeAt(tx: Transaction, { key, now }: Use): Promise<Date> {
  const [row] = await tx.query<{ whole_at: Date }>(
    `INSERT INTO users.allowances AS allowance (key, whole_at) VALUES ($1, $2)
     ON CONFLICT (key) DO UPDATE SET whole_at = allowance.whole_at RETURNING whole_at`,
    [key, now],
  );
  return row!.whole_at;
}

async function keepUse(tx: Transaction, wholeAt: Date, { key, given, now }: Use): Promise<void> {
  await tx.query('UPDATE users.allowances SET whole_at = $2 WHERE key = $1', [
    key,
    wholeAfterUse(wholeAt, given, now),
  ]);
}
