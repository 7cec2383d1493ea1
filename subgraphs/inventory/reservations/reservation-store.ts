import { claimDueRows } from '@depachika/background/due-rows.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import { changeLevels, type LevelChange } from '../stock/level-store.ts';
import {
  type BatchDecision,
  decideReservations,
  type KnownReservation,
  type OpenLevel,
  type ReservationRequest,
  type ReserveAnswer,
  type ReservedPart,
  ranOut,
} from './reservation.ts';

/**
 * Reserves for all requests in one transaction. Locks are taken in one order everywhere: a reservation that exists
 * before levels, levels by variant and location, a new reservation last.
 * @throws what the database refuses; then none of the batch is reserved
 */
export async function reserveAll(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  requests: readonly ReservationRequest[],
): Promise<ReservedBatch> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction({ name: 'inventory.reserve' }, async (tx) => {
        const levels = await lockLevels(tx, requests);
        // Read only now: those who reserved or released these keys while we waited for the locks have committed.
        const known = await loadReservations(tx, requests);
        const decision = decideReservations(requests, { levels, known, now: clock.now() });
        if (decision.reservations.length > 0) await save(tx, decision, clock.now());
        return { answers: decision.answers, ranOut: ranOut(levels, decision) };
      });
    } catch (error) {
      if (!(error instanceof KeyTaken) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

export interface ReservedBatch {
  /** In the order of the requests. */
  readonly answers: readonly ReserveAnswer[];
  /** Whether it took the last piece of a level. */
  readonly ranOut: boolean;
}

const MAX_ATTEMPTS = 5;

/** Between reading the keys and writing them somebody else wrote one: everything is decided anew. */
class KeyTaken extends Error {
  readonly code = 'KEY_TAKEN';
}

function lockLevels(tx: Transaction, requests: readonly ReservationRequest[]): Promise<OpenLevel[]> {
  const variantIds = new Set<string>();
  for (const { lines } of requests) for (const { variantId } of lines) variantIds.add(variantId);
  return tx.query<OpenLevel & Record<string, unknown>>(
    `SELECT level.id AS "levelId", level.variant_id AS "variantId", level.location_id AS "locationId", location.position,
       level.on_hand + level.backorder_limit - level.reserved AS available
     FROM inventory.levels AS level JOIN inventory.locations AS location ON location.id = level.location_id
     WHERE level.variant_id = ANY($1::text[])
     ORDER BY level.variant_id, level.location_id
     FOR UPDATE OF level`,
    [[...variantIds]],
  );
}

function loadReservations(
  tx: Transaction,
  requests: readonly ReservationRequest[],
): Promise<KnownReservation[]> {
  return tx.query<KnownReservation & Record<string, unknown>>(
    `SELECT key, status, expires_at AS "expiresAt", lines_hash AS "linesHash"
     FROM inventory.reservations WHERE key = ANY($1::text[])`,
    [requests.map(({ key }) => key)],
  );
}

/** One statement writes the batch; keys in order, so that two processes cannot wait for each other's. */
async function save(tx: Transaction, { reservations }: BatchDecision, now: Date): Promise<void> {
  const taken = new Map<string, number>();
  const lines = { keys: [] as string[], levelIds: [] as string[], quantities: [] as number[] };
  for (const { key, takes } of reservations) {
    for (const { levelId, quantity } of takes) {
      lines.keys.push(key);
      lines.levelIds.push(levelId);
      lines.quantities.push(quantity);
      taken.set(levelId, (taken.get(levelId) ?? 0) + quantity);
    }
  }
  const rows = await tx.query<{ inserted: number }>(
    `WITH reserved AS (
       INSERT INTO inventory.reservations (key, order_id, status, lines_hash, expires_at, created_at)
       SELECT key, order_id, 'HELD', lines_hash, expires_at, $4::timestamptz
       FROM unnest($1::text[], $10::text[], $2::text[], $3::timestamptz[]) AS new (key, order_id, lines_hash, expires_at)
       ORDER BY key
       ON CONFLICT (key) DO NOTHING RETURNING key
     ), lines AS (
       INSERT INTO inventory.reservation_lines (reservation_key, level_id, quantity)
       SELECT * FROM unnest($5::text[], $6::text[], $7::int[])
     ), changed AS (
       UPDATE inventory.levels AS level SET reserved = level.reserved + taken.quantity, version = level.version + 1
       FROM unnest($8::text[], $9::int[]) AS taken (level_id, quantity) WHERE level.id = taken.level_id
     )
     SELECT count(*)::int AS inserted FROM reserved`,
    [
      reservations.map(({ key }) => key),
      reservations.map(({ linesHash }) => linesHash),
      reservations.map(({ expiresAt }) => expiresAt.toISOString()),
      now,
      lines.keys,
      lines.levelIds,
      lines.quantities,
      [...taken.keys()],
      [...taken.values()],
      reservations.map(({ orderId }) => orderId),
    ],
  );
  if (rows[0]!.inserted !== reservations.length) throw new KeyTaken('A key was taken meanwhile');
}

/** @returns false when the reservation is unknown, over or already allocated */
export async function extendReservation(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  { key, expiresAt }: { readonly key: string; readonly expiresAt: Date },
): Promise<boolean> {
  const rows = await database.query(
    `UPDATE inventory.reservations SET expires_at = greatest(expires_at, $2)
     WHERE key = $1 AND status = 'HELD' AND expires_at > $3 RETURNING key`,
    [key, expiresAt, clock.now()],
  );
  return rows.length > 0;
}

/**
 * Closes these keys for ever, known or not.
 * @returns those among them that held stock until now; it is still to be given back
 */
export async function closeReservations(
  tx: Transaction,
  keys: readonly string[],
  now: Date,
): Promise<string[]> {
  const rows = await tx.query<{ key: string; held: boolean }>(
    `INSERT INTO inventory.reservations AS reservation (key, status, lines_hash, expires_at, created_at, ended_at)
     SELECT key, 'RELEASED', '', $2::timestamptz, $2::timestamptz, $2::timestamptz
     FROM unnest($1::text[]) AS key ORDER BY key
     ON CONFLICT (key) DO UPDATE SET status = 'RELEASED', ended_at = excluded.ended_at
       WHERE reservation.status IN ('HELD', 'ALLOCATED')
     RETURNING key, lines_hash <> '' AS held`,
    [keys, now],
  );
  return rows.filter(({ held }) => held).map(({ key }) => key);
}

const isDue = (now: string) => `status = 'HELD' AND expires_at <= ${now}`;

/** SQL: whether {@link expireReservations} has something to do; `$1` is the time. */
export const HOLDS_DUE = `EXISTS (${expiredSinceSql('$1')})`;

/** SQL: when they expired. */
export function expiredSinceSql(now: string): string {
  return `SELECT expires_at AS since FROM inventory.reservations WHERE ${isDue(now)}`;
}

/** Ends at most `limit` holds whose time is over; those that somebody works on are left for later. */
export async function expireReservations(tx: Transaction, limit: number, now: Date): Promise<string[]> {
  const rows = await claimDueRows<{ key: string }>(
    tx,
    {
      table: 'inventory.reservations',
      key: 'key',
      due: isDue('$1'),
      orderBy: 'expires_at',
      limit,
      set: `status = 'EXPIRED', ended_at = $1`,
      returning: 'key',
    },
    [now],
  );
  return rows.map(({ key }) => key);
}

export function partsOf(tx: Transaction, keys: readonly string[]): Promise<ReservedPart[]> {
  return tx.query<ReservedPart & Record<string, unknown>>(
    `SELECT line.reservation_key AS key, line.level_id AS "levelId", level.variant_id AS "variantId", line.quantity
     FROM inventory.reservation_lines AS line JOIN inventory.levels AS level ON level.id = line.level_id
     WHERE line.reservation_key = ANY($1::text[])
     ORDER BY line.reservation_key, level.variant_id`,
    [keys],
  );
}

/** Makes these keys' pieces available again. Call it once, in the transaction that ended them. */
export async function giveStockBack(tx: Transaction, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await changeLevels(tx, givenBack(await partsOf(tx, keys)));
}

function givenBack(parts: readonly ReservedPart[]): LevelChange[] {
  return parts.map(({ levelId, quantity }) => ({ levelId, onHand: 0, reserved: -quantity }));
}
