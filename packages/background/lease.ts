import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database } from '@depachika/database/database.ts';

export interface LeaseOptions {
  readonly database: Database;
  /** Qualified: `bus.consumer_leases`, with columns name, holder, fence, expires_at. */
  readonly table: string;
  readonly name: string;
  /** How long a silent holder is waited for; default 10,000. */
  readonly leaseMs?: number;
}

/** A fenced right to be the only one that does something, kept in a row and timed by the database's clock. */
export interface Lease {
  /** The fence while it is held, after renewing when half of the time is over; undefined while another holds it. */
  hold(): Promise<string | undefined>;
  /** As far as is known without asking. */
  isHeld(): boolean;
  /** Renews now, whatever time is left. */
  renew(): Promise<string | undefined>;
  /** Forgets a fence that proved to be over. */
  forget(): void;
  /** Lets the next one have it at once. */
  release(): Promise<void>;
}

/**
 * The fence increases with each new holder: statements of an earlier one match no row. Time is the server's own,
 * not the shop's clock: holders in several processes must agree on it, and a test that moves its clock must not
 * leave a lease behind that nobody outlives.
 */
export function leaseOn({ database, table, name, leaseMs = 10_000 }: LeaseOptions): Lease {
  const holder = `${hostname()}:${process.pid}:${PROCESS_ID}:${randomUUID()}`;
  let held: { readonly fence: string; readonly renewAt: number } | undefined;

  return {
    hold: async () => (held && performance.now() < held.renewAt ? held.fence : renew()),
    isHeld: () => held !== undefined && performance.now() < held.renewAt,
    renew,
    forget() {
      held = undefined;
    },
    async release() {
      if (!held) return;
      held = undefined;
      await database.query(
        `UPDATE ${table} SET expires_at = clock_timestamp() WHERE name = $1 AND holder = $2`,
        [name, holder],
      );
    },
  };

  async function renew(): Promise<string | undefined> {
    const sentAt = performance.now();
    const fence = (await take('')) ?? (await takeFromDead());
    held = fence === undefined ? undefined : { fence, renewAt: sentAt + leaseMs / 2 };
    return fence;
  }

  async function take(deadHolder: string): Promise<string | undefined> {
    const rows = await database.query<{ fence: string }>(
      `INSERT INTO ${table} AS lease (name, holder, fence, expires_at)
       VALUES ($1, $2, 1, clock_timestamp() + $3 * interval '1 millisecond')
       ON CONFLICT (name) DO UPDATE SET
         holder = excluded.holder,
         fence = lease.fence + CASE WHEN lease.holder = excluded.holder THEN 0 ELSE 1 END,
         expires_at = excluded.expires_at
       WHERE lease.holder IN ($2, $4) OR lease.expires_at <= clock_timestamp()
       RETURNING fence::text AS fence`,
      [name, holder, leaseMs, deadHolder],
    );
    return rows[0]?.fence;
  }

  async function takeFromDead(): Promise<string | undefined> {
    const rows = await database.query<{ holder: string }>(`SELECT holder FROM ${table} WHERE name = $1`, [
      name,
    ]);
    const other = rows[0]?.holder;
    return other !== undefined && isDeadHere(other) ? take(other) : undefined;
  }
}

/** Tells this process from an earlier one with the same number: a container's is the same at every start. */
const PROCESS_ID = randomUUID();

/** True when the holder was a process of this very host and is no more: there is no need to wait for its lease. */
function isDeadHere(holder: string): boolean {
  const [host, pid, processId] = holder.split(':');
  if (host !== hostname() || !(Number(pid) > 0)) return false;
  if (Number(pid) === process.pid) return processId !== PROCESS_ID;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
