import type { Database } from '@depachika/database/database.ts';
import { type Allowance, allowanceKey } from './allowance-rules.ts';
import { useAllowance } from './allowance-store.ts';

/** Uses one of what a network, or somebody, may do. @returns until when nothing is left; undefined where nobody is known */
export async function networkRefusedUntil(
  database: Database,
  {
    counted,
    network,
    given,
    now,
  }: {
    /** What is counted, in a word or two. */
    readonly counted: string;
    /** Whose it is, or undefined. */
    readonly network: string | undefined;
    readonly given: Allowance;
    readonly now: Date;
  },
): Promise<Date | undefined> {
  if (network === undefined) return undefined;
  const key = allowanceKey(counted, network);
  return database.transaction({ name: 'users.useAllowance' }, (tx) => useAllowance(tx, { key, given, now }));
}
