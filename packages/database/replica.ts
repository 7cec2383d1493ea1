import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import pg from 'pg';
import type { Logger } from 'pino';
import { columnTypes } from './column-types.ts';
import { Overloaded } from './faults.ts';

/** How far behind the primary a replica may be and still be read. */
export const MAX_STALENESS_MS = 3_000;

/** A streaming replica that is asked only while it is known to be fresh. Without it nothing fails. */
export interface Replica {
  /** @returns undefined when the replica is not in use or refused: the primary is to be asked, always safely */
  attempt<T>(ask: (pool: pg.Pool) => Promise<T>): Promise<{ readonly value: T } | undefined>;
  close(): Promise<void>;
}

export interface ReplicaOptions {
  readonly service: string;
  readonly primaryUrl: string;
  readonly url: string;
  /** For reads; closed with the replica. */
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn' | 'info'> | undefined;
}

/** How far the primary's log had been written at a time, by our clock, not later than when it was asked. */
interface Sample {
  readonly takenMs: number;
  readonly lsn: number;
}

/**
 * Looks every second how far the primary's log reaches and how much of it the replica has replayed: the replica is as
 * of the newest sample that it has replayed. Every look has connections of its own, which no queue of reads delays.
 */
export function watchedReplica(options: ReplicaOptions): Replica {
  const { service, pool, clock, logger } = options;
  const [primary, replica] = [options.primaryUrl, options.url].map((url) => lookout(url, service)) as [
    pg.Pool,
    pg.Pool,
  ];
  const nowMs = () => clock.now().getTime();
  let samples: Sample[] = [];
  let asOfMs = Number.NEGATIVE_INFINITY;
  let told: boolean | undefined;
  let closed = false;
  let timer: ClockTimer | undefined;
  let looking = look();

  return {
    async attempt(ask) {
      if (!isFresh()) return undefined;
      try {
        return { value: await ask(pool) };
      } catch (error) {
        if (isOutage(error)) leave((error as Error).message);
        return undefined;
      }
    },
    async close() {
      closed = true;
      timer?.cancel();
      await looking;
      await Promise.all([pool.end(), primary.end(), replica.end()]);
    },
  };

  function isFresh(): boolean {
    const ageMs = nowMs() - asOfMs;
    // Negative after the machine's clock was set back: nothing is known then.
    return ageMs >= 0 && ageMs <= MAX_STALENESS_MS;
  }

  async function look(): Promise<void> {
    try {
      await compare();
    } catch (error) {
      leave((error as Error).message);
    }
    if (closed) return;
    timer = clock.after(LOOK_EVERY_MS, () => {
      looking = look();
    });
  }

  async function compare(): Promise<void> {
    const takenMs = nowMs();
    const [source] = (await primary.query<PrimaryState>(PRIMARY_STATE)).rows;
    const [copy] = (await replica.query<ReplicaState>(REPLICA_STATE)).rows;
    const refusal = refusalOf(source!, copy!);
    if (refusal) return leave(refusal);
    samples.push({ takenMs, lsn: source!.lsn });
    asOfMs = samples.findLast(({ lsn }) => lsn <= copy!.lsn!)?.takenMs ?? asOfMs;
    const isLate = nowMs() - samples[0]!.takenMs > MAX_STALENESS_MS;
    samples = samples.filter(
      (sample) => sample.takenMs > asOfMs && nowMs() - sample.takenMs <= MAX_STALENESS_MS,
    );
    if (isFresh()) tell(true);
    else if (isLate) leave(`It is more than ${MAX_STALENESS_MS} ms behind`);
  }

  /** Until the next look that finds it fresh. */
  function leave(reason: string): void {
    asOfMs = Number.NEGATIVE_INFINITY;
    samples = [];
    tell(false, reason);
  }

  function tell(inUse: boolean, reason?: string): void {
    if (inUse === told || closed) return;
    told = inUse;
    if (inUse) logger?.info({ service }, 'The read replica is in use');
    else logger?.warn({ service, reason }, 'The read replica is not in use: the primary answers');
  }
}

const LOOK_EVERY_MS = 1_000;
const LOOK_TIMEOUT_MS = 1_000;

interface PrimaryState {
  readonly lsn: number;
  readonly timeline: number;
  readonly system: string;
}

interface ReplicaState extends Omit<PrimaryState, 'lsn'> {
  readonly isReplica: boolean;
  readonly lsn: number | null;
}

const PRIMARY_STATE = `SELECT (pg_catalog.pg_current_wal_lsn() - '0/0')::bigint AS lsn,
  ('x' || left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8))::bit(32)::integer AS timeline,
  (SELECT system_identifier::text FROM pg_catalog.pg_control_system()) AS system`;

/** The timeline is that of its last restart point: one that has not yet followed a failover, or never will, shows it. */
const REPLICA_STATE = `SELECT pg_catalog.pg_is_in_recovery() AS "isReplica",
  (pg_catalog.pg_last_wal_replay_lsn() - '0/0')::bigint AS lsn,
  (SELECT timeline_id FROM pg_catalog.pg_control_checkpoint()) AS timeline,
  (SELECT system_identifier::text FROM pg_catalog.pg_control_system()) AS system`;

/** Positions in the log can be compared only when it is the same log. */
function refusalOf(source: PrimaryState, copy: ReplicaState): string | undefined {
  if (copy.system !== source.system)
    return `It cannot be a replica of the primary: its system identifier is ${copy.system}, not ${source.system}`;
  if (!copy.isReplica || copy.lsn === null) return 'It is not a replica: it replays nothing';
  if (copy.timeline !== source.timeline)
    return `It is on timeline ${copy.timeline}, the primary on ${source.timeline}`;
  return undefined;
}

/** False for what concerns one statement: it writes, was in the way of replay, or is wrong. */
function isOutage(error: unknown): boolean {
  if (error instanceof Overloaded) return false;
  return !(error instanceof pg.DatabaseError) || SERVER_FAULT.test(error.code ?? '');
}

/** No connection, no such database, no room, shutting down. Source: PostgreSQL's appendix A. */
const SERVER_FAULT = /^(08|28|3D|53|57P)/;

/** One connection, made again when it breaks; nobody waits for it for long. */
function lookout(connectionString: string, service: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    application_name: `depachika ${service} lag`,
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: LOOK_TIMEOUT_MS,
    query_timeout: LOOK_TIMEOUT_MS,
    types: columnTypes,
  });
  return pool.on('error', () => undefined);
}
