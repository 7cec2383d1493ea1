import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import type { ReservationRequest, ReserveAnswer } from './reservation.ts';
import { closeReservations, extendReservation, giveStockBack, reserveAll } from './reservation-store.ts';

export interface ReservationDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly crashPoints: CrashPoints;
  /** Called when a level may have run out, or be there again: somebody is to be told. */
  readonly wake?: () => void;
}

/** Stock that is promised under keys. */
export interface Reservations {
  /** All lines or none. See {@link GroupCommit.submit} for what it throws. */
  reserve(request: ReservationRequest, signal?: AbortSignal): Promise<ReserveAnswer>;
  /** Never makes the expiry earlier. @returns false when the reservation is unknown, over or already allocated */
  extend(request: { readonly key: string; readonly expiresAt: Date }): Promise<boolean>;
  /** Closes the key for ever. @returns true when this call gave stock back */
  release(key: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Limits of the group commit; `config.ts` describes them. */
export interface ReservationLimits {
  readonly reserveBatch: number;
  readonly reserveWaiting: number;
  readonly reserveConcurrency: number;
}

export function createReservations(deps: ReservationDependencies, limits: ReservationLimits): Reservations {
  const group: GroupCommit<ReservationRequest, ReserveAnswer> = createGroupCommit({
    maxBatch: limits.reserveBatch,
    maxWaiting: limits.reserveWaiting,
    concurrency: limits.reserveConcurrency,
    isolates: mayBeOneRequestsFault,
    async commit(batch) {
      const { answers, ranOut } = await reserveAll(deps, batch);
      if (ranOut) deps.wake?.();
      deps.crashPoints.reach('inventory.reserve.committed');
      return answers;
    },
  });

  return {
    reserve: group.submit,
    extend: (request) => extendReservation(deps, request),
    async release(key) {
      const released = await deps.database.transaction({ name: 'inventory.release' }, async (tx) => {
        const held = await closeReservations(tx, [key], deps.clock.now());
        await giveStockBack(tx, held);
        return held.length > 0;
      });
      if (released) deps.wake?.();
      deps.crashPoints.reach('inventory.release.committed');
      return released;
    },
    close: group.close,
  };
}

/** Data that PostgreSQL refuses (SQLSTATE classes 22 and 23) or our own rule trips over; not a database that is away. */
function mayBeOneRequestsFault(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return code === undefined || (typeof code === 'string' && /^2[23]...$/.test(code));
}
